"""The command line: the journey of the pages without a browser, over the same code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli_app import open_app
from core.cli_import import import_files
from core.cli_names import name
from core.cli_query import query
from core.cli_recode import recode
from core.cli_schema import schema
from core.cli_tables import entity, key, late, link, repair, set_time
from core.cli_train import runs, summary, train, train_all
from core.console import Commands, Home, InWorkspace, RunProgress, answer, progress, quiet_stdout
from core.errors import RunError
from core.runs.threads import set_threads

if TYPE_CHECKING:
    import pandas as pd

    from core.graph.customer_graph import CustomerGraph
    from core.leads.ranking import Who

app = typer.Typer(
    name="graphleadiq",
    cls=Commands,
    help="Whom to call first, and why. Answers are JSON on stdout, progress goes to stderr.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_WHO: dict[str, Who] = {"leads": "new", "exam": "exam", "all": "all"}

OfRun = Annotated[str, typer.Option("--run", help="Run id, as train and runs print it.")]


@app.callback()
def _settings(home: Home = None) -> None:
    set_threads()


app.command("app")(open_app)
app.command("import")(import_files)
app.command()(schema)
app.command()(entity)
app.command()(repair)
app.command()(key)
app.command()(link)
app.command("time")(set_time)
app.command()(late)
app.command()(name)
app.command()(recode)
app.command()(query)
app.command()(train)
app.command()(runs)


@app.command()
def build(
    workspace: InWorkspace,
    relation: Annotated[
        list[str] | None,
        typer.Option(
            help="knn:8, shared:COLUMN, peers:COLUMN, history:8 or recent:32; of many tables link:TABLE.COL, "
            "peers:TABLE.COL, overlap:TABLE.COL or transfer:TABLE; can be repeated. Settings follow, as in "
            "'knn:8,scale=all rows' or history:32,delay=50,unit=days,window=5000,frozen=true."
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Builds the customer graph and prints nodes and edges of each relation."""
    from core.graph.building import graph_for
    from core.graph.default_recipe import recipe_in_force
    from core.graph.recipe import GraphRecipe, parse_relation
    from core.runs.creation import need_table_and_task
    from core.workspace import open_workspace

    opened = open_workspace(workspace)
    table, task = need_table_and_task(opened)
    recipe = recipe_in_force(opened.recipe, task)
    if relation:
        names = () if opened.tables is None else opened.tables.names
        recipe = GraphRecipe(relations=tuple(parse_relation(text, names) for text in relation))
    with quiet_stdout():
        graph = graph_for(table, task, recipe, report=RunProgress())
    opened.with_recipe(recipe).store()
    answer(
        {
            "workspace": opened.name,
            "graph": graph.key,
            "nodes": graph.n_nodes,
            "relations": _relations(graph),
        }
    )


def _relations(graph: CustomerGraph) -> dict[str, Any]:
    """Nodes and edges of each relation, of the client's graph and of the graph of many tables."""
    import numpy as np

    found: dict[str, Any] = {
        edges.name: {
            "nodes": int(np.unique(edges.edge_index).size),
            "edges": edges.n_edges,
            "sentence": edges.sentence,
        }
        for edges in graph.relations.values()
    }
    if graph.seeds is not None:
        from core.graph.relational_store import load_relational

        for relation in load_relational(graph.seeds.tables_key).relations.values():
            found[" ".join(relation.edge_type)] = {
                "edges": relation.n_edges,
                "capped": relation.n_capped,
                "sentence": relation.sentence,
            }
    return found


@app.command()
def evaluate(run: OfRun, home: Home = None) -> None:
    """Prints the final exam of a run: every figure with its 95 % interval.

    metrics: of the whole list. default_cut: cut-off, precision, recall, F1 and accuracy at the default campaign's cut,
    chosen on the practice exam. promise: what the list in force promises; promise.cut: where it is cut, and why.
    alarms, warnings, undefined (why a figure has no value), level (of the chances), lead_age, grade_warnings, amounts.
    """
    from core.leads.campaign import read_campaign
    from core.runs.amounts import read_amounts
    from core.runs.call_list import told_promise
    from core.runs.registry import finished_run
    from core.runs.run_alarms import run_alarms
    from core.runs.scores import read_report

    found = finished_run(run)
    report = read_report(found)
    answer(
        {
            "run": found.id,
            "model": found.config().train.model,
            "alarms": [alarm.to_json() for alarm in run_alarms(found)],
            **report.told(),
            "undefined": report.undefined,
            "amounts": amounts.to_json() if (amounts := read_amounts(found)) is not None else None,
            **told_promise(found, read_campaign(found.config().workspace)),
        }
    )


@app.command()
def score(
    *,
    run: OfRun,
    out: Annotated[Path, typer.Option(help="A .csv, .xlsx or .parquet file.")],
    workspace: Annotated[
        str | None,
        typer.Option(
            help="Score the rows that this workspace holds now, with the run's model; without: as the run did."
        ),
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(
            help="leads (no answer yet), exam (the final exam) or all; without: the leads, where there are any."
        ),
    ] = None,
    calls: Annotated[int | None, typer.Option(min=0, help="Calls that can be made.")] = None,
    cost: Annotated[float | None, typer.Option(min=0, help="Cost of a call.")] = None,
    value: Annotated[float | None, typer.Option(min=0, help="What a yes is worth.")] = None,
    worth: Annotated[str | None, typer.Option(help="The column with the worth of each yes.")] = None,
    home: Home = None,
) -> None:
    """Writes the leads' chance, rank, grade and reasons to a file, and prints what the list promises.

    Where everybody has an answer already, it writes the final exam, as a rehearsal. With --workspace the model scores
    next week's tables, or those of somebody else; the new run is printed. What is not said of calls, cost and worth
    is as it was said on the Leads page.
    """
    from pandas.api.types import is_numeric_dtype

    from core.leads.campaign import read_campaign
    from core.leads.export import to_csv, to_xlsx
    from core.leads.ranking import WHO_WORDS, available, default_who
    from core.runs.archive import score_here
    from core.runs.call_list import told_promise, whole_call_list
    from core.runs.registry import finished_run
    from core.runs.scores import read_scores
    from core.storage import write_bytes
    from core.workspace import open_workspace

    kinds: dict[str, Callable[[pd.DataFrame], bytes]] = {
        ".csv": to_csv,
        ".xlsx": to_xlsx,
        ".parquet": lambda frame: bytes(frame.to_parquet(index=False)),
    }
    suffix = out.suffix.lower()
    if suffix not in kinds:
        raise RunError(
            f"Scores cannot be written to {out.name}", expected="a name that ends in .csv, .xlsx or .parquet"
        )
    _need_folder(out)
    if who is not None and who not in _WHO:
        raise RunError(f"Nobody is called {who!r}", expected=f"--who {', '.join(_WHO)}")
    found = finished_run(run)
    with quiet_stdout():
        if workspace is not None:
            found = score_here(found, open_workspace(workspace), RunProgress())
        scores = read_scores(found)
        listed = default_who(scores)[0] if who is None else _WHO[who]
        if listed not in available(scores):
            raise RunError(
                "There is no client without an answer in these rows"
                if listed == "new"
                else "There is no final exam in these rows",
                action="Write --who all, or leave it out",
            )
        said = {"calls": calls, "cost": cost, "value": value, "worth": worth}
        campaign = read_campaign(found.config().workspace).model_copy(
            update={name: one for name, one in said.items() if one is not None}
        )
        if worth and worth not in (columns := [column.name for column in found.table().columns]):
            raise RunError(f"There is no column {worth!r}", expected=", ".join(columns))
        if worth and not is_numeric_dtype(found.table().frame([worth])[worth].dtype):
            raise RunError(
                f"The column {worth!r} holds no numbers",
                expected="a column with the worth of each yes in money",
            )
        frame = whole_call_list(found, listed, campaign=campaign)
        write_bytes(out, kinds[suffix](frame))
        promise = told_promise(found, campaign)
    written = {"who": WHO_WORDS[listed], "rows": len(frame), "columns": list(frame.columns)}
    answer({"run": found.id, "out": str(out), **written, **promise})


@app.command()
def explain(
    run: OfRun,
    lead: Annotated[str, typer.Option(help="The client's id.")],
    home: Home = None,
) -> None:
    """Says why one client scores as it does."""
    import numpy as np

    from core.runs.registry import finished_run
    from core.runs.scores import read_scores

    found = finished_run(run)
    ids = read_scores(found)["id"].to_numpy(dtype=object)
    rows = np.flatnonzero(ids == lead)
    if rows.size == 0:
        raise RunError(
            f"There is no client {lead!r} in run {run}",
            expected=f"an id such as {', '.join(str(known) for known in ids[:3])}",
        )
    with quiet_stdout():
        from core.explanation.explain import explain_lead
        from core.runs.opening import open_run
        from core.runs.run_names import names_of_run

        explanation = explain_lead(open_run(run), int(rows[0]), names=names_of_run(found))
    answer(explanation.to_json())


def _need_folder(out: Path) -> None:
    """Refuses to make folders that nobody asked for: their names are mostly slips of the pen."""
    if not out.parent.is_dir():
        raise RunError(
            f"There is no folder {out.parent}", action="Make it first, or write the file somewhere else"
        )


@app.command("export-model")
def export_archive(
    run: OfRun,
    out: Annotated[Path, typer.Option(help="The archive to write, such as model.zip.")],
    home: Home = None,
) -> None:
    """Writes a run's model as an archive of weights and JSON."""
    from core.runs.archive import export_model
    from core.runs.registry import find_run

    _need_folder(out)
    with quiet_stdout():
        path = export_model(find_run(run), out)
    answer({"run": run, "out": str(path), "bytes": path.stat().st_size})


@app.command("import-model")
def import_archive(
    file: Annotated[Path, typer.Argument(help="An archive written by export-model.")],
    workspace: Annotated[
        str | None, typer.Option(help="Whose clients to score; by default the workspace changed last.")
    ] = None,
    home: Home = None,
) -> None:
    """Checks a model archive, scores a workspace's clients with it and prints the new run."""
    from core.errors import ArchiveError
    from core.runs.archive import import_model
    from core.task.labels import answers_in_words
    from core.workspace import list_workspaces, open_workspace

    if not file.is_file():
        raise ArchiveError(f"There is no file {file}")
    name = workspace or next(iter(list_workspaces()), None)
    if name is None:
        raise ArchiveError(
            "There is no workspace to score with this model", action="Import a file with clients first"
        )
    with quiet_stdout():
        run = import_model(file, open_workspace(name), RunProgress())
    answer({**summary(run), "answers": answers_in_words(run.table(), run.config().task)})


@app.command()
def demo(
    workspace: Annotated[str, typer.Option(help="Name of the workspace to make.")] = "Demo bank",
    contacts: Annotated[
        int | None, typer.Option(help="Makes the business demo of so many contacts, 100 to 2,000,000.")
    ] = None,
    home: Home = None,
) -> None:
    """Makes up a bank, trains on it and prints one line a run; the last is the graph model.

    With --contacts a bank for companies in many linked tables, and its question is answered.
    """
    from core.runs.demo import DEMO_MODELS, demo_config, prepare_demo

    if contacts is not None:
        from core.runs.demo_business import BUSINESS_MODELS, BUSINESS_TITLE, business_config, prepare_business

        title = BUSINESS_TITLE if workspace == "Demo bank" else workspace
        with quiet_stdout():
            opened = prepare_business(lambda words, share: progress(f"{share:4.0%} {words}"), title, contacts)
        trained = train_all(opened, [business_config(name) for name in reversed(BUSINESS_MODELS)])
        opened.with_run(trained[-1].id).store()
        return
    with quiet_stdout():
        opened = prepare_demo(lambda words, share: progress(f"{share:4.0%} {words}"), title=workspace)
    trained = train_all(opened, [demo_config(name) for name in reversed(DEMO_MODELS)])
    opened.with_run(trained[-1].id).store()


def main() -> None:
    """The entry point of the `graphleadiq` command."""
    app()


if __name__ == "__main__":
    main()
