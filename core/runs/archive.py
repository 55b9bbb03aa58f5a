"""Saving a run as one file and loading such a file as a run: a zip of safetensors and JSON, nothing else."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from core.errors import ArchiveError, StorageError, in_one_line
from core.evaluation.report import EvaluationReport
from core.graph.recipe import SharedRelation
from core.runs.archive_check import (
    FORMAT,
    MANIFEST,
    REQUIRED,
    VERSION,
    ArchiveManifest,
    FileEntry,
    read_archive,
    read_json_bytes,
)
from core.runs.creation import code_version, create_run
from core.runs.execute import execute
from core.runs.fitted import PRACTICE_FILE, practice_of
from core.runs.launcher import launch
from core.runs.progress import Report
from core.runs.registry import finished_run, list_runs
from core.runs.run import Run, RunConfig
from core.runs.scored_rows import needed_columns, needed_tables, rows_to_score, scored_these
from core.runs.scores import read_report, read_scores
from core.runs.status import read_status
from core.runs.turns import draw_ticket
from core.storage import write_bytes
from core.tables.set_schema import ColumnSchema
from core.tables.table import Table
from core.task.query.text import query_text
from core.training.amounts import AMOUNTS_FILE, AmountModel
from core.training.checkpoint import WEIGHTS_FILE
from core.workspace import Workspace, open_workspace
from models.catalog import MODELS

_DATE = (2020, 1, 1, 0, 0, 0)  # the same run gives the same bytes


def export_model(run: Run, out: Path) -> Path:
    """Writes a finished run as a model archive.

    Raises:
        RunError: not finished.
        StorageError: the disk is full, or a file of the run is missing.
    """
    write_bytes(out, archive_bytes(run))
    return out


def archive_bytes(run: Run) -> bytes:
    """The archive of a finished run; see `export_model`."""
    run = finished_run(run.id)
    files = {name: _file(run, name) for name in REQUIRED}
    if practice := _practice(run):
        files[PRACTICE_FILE] = practice
    if (amounts := run.directory / AMOUNTS_FILE).is_file():
        files[AMOUNTS_FILE] = amounts.read_bytes()
    if run.level_path.is_file():
        files["level.json"] = _file(run, "level.json")
    config, table = run.config(), run.table()
    _check_one_graph(files["model.json"])
    manifest = ArchiveManifest(
        format=FORMAT,
        version=VERSION,
        run_id=run.id,
        code_version=config.code_version,
        table_hash=config.table_hash,
        train=config.train,
        task=config.task,
        recipe=config.recipe,
        columns=_needed(config, table),
        tables=needed_tables(config.task),
        files={
            name: FileEntry(size=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in files.items()
        },
        report=_report(run),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(manifest.to_json(), indent=1, ensure_ascii=False)
        for name, data in {MANIFEST: text.encode(), **files}.items():
            info = zipfile.ZipInfo(name, date_time=_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def import_model(path: Path, workspace: Workspace, report: Report | None = None) -> Run:
    """Loads an archive as a new run and scores the workspace's table with it, in this process.

    Raises:
        ArchiveError: the file is refused, or the table lacks columns that the model needs.
        GraphLeadError: scoring failed.
    """
    run = unpack_model(path, workspace, report)
    draw_ticket(run)
    execute(run.id, report)
    return run


def start_import(path: Path, workspace: Workspace, report: Report | None = None) -> Run:
    """The same, but scoring goes on in the background."""
    return launch(unpack_model(path, workspace, report))


def score_here(run: Run, workspace: Workspace, report: Report | None = None) -> Run:
    """The run that scores a workspace's rows with a finished run's model: a new one, unless there is one already.

    Raises:
        RunError: the run is not finished.
        ArchiveError: the workspace has no rows, or they lack what the model needs.
        GraphLeadError: scoring failed.
    """
    found = prepare_here(run, workspace, report)
    if read_status(found).state != "finished":
        draw_ticket(found)
        execute(found.id, report)
    return found


def start_here(run: Run, workspace: Workspace, report: Report | None = None) -> Run:
    """The same, but scoring goes on in the background."""
    found = prepare_here(run, workspace, report)
    return found if read_status(found).state == "finished" else launch(found)


def prepare_here(run: Run, workspace: Workspace, report: Report | None = None) -> Run:
    """The run itself where it scored these rows, another finished one of the same model that did, or a queued one."""
    if scored_these(run, workspace):
        return run
    with tempfile.TemporaryDirectory() as folder:
        brought = _brought(export_model(run, Path(folder) / "model.zip"), workspace, report)
    return _finished_alike(brought) or _queued(brought, workspace)


def unpack_model(path: Path, workspace: Workspace, report: Report | None = None) -> Run:
    """Checks an archive against the schema and the workspace's tables; makes a queued run of it.

    A workspace without a task takes over the archive's.

    Raises:
        ArchiveError: see `import_model`.
    """
    return _queued(_brought(path, workspace, report), workspace)


@dataclass(frozen=True)
class _Brought:
    """A checked archive, and what it is to score.

    Attributes:
        manifest, files: Of the archive.
        table: The rows.
        config: Of the run to be made.
    """

    manifest: ArchiveManifest
    files: dict[str, bytes]
    table: Table
    config: RunConfig


def _brought(path: Path, workspace: Workspace, report: Report | None) -> _Brought:
    contents = read_archive(path)
    manifest = contents.manifest
    _check_model(contents.files, manifest)
    table, task = rows_to_score(manifest, workspace, report)
    config = RunConfig(
        workspace=workspace.name,
        table_hash=table.content_hash,
        task=task,
        recipe=manifest.recipe,
        train=manifest.train,
        code_version=code_version(),
        imported=True,
    )
    return _Brought(manifest, contents.files, table, config)


def _queued(brought: _Brought, workspace: Workspace) -> Run:
    run = create_run(brought.config, brought.table)
    same_table = brought.manifest.table_hash == brought.table.content_hash
    for name, data in brought.files.items():
        if same_table or name != PRACTICE_FILE:  # these belong to the rows of one table
            write_bytes(run.directory / name, data)
    _adopt_task(workspace, brought)
    return run


def _finished_alike(brought: _Brought) -> Run | None:
    """A run in which the same model scored the same rows already."""
    for run in list_runs(brought.config.workspace):
        weights = run.directory / WEIGHTS_FILE
        same = run.config() == brought.config and read_status(run).state == "finished"
        if same and weights.read_bytes() == brought.files[WEIGHTS_FILE]:
            return run
    return None


def _file(run: Run, name: str) -> bytes:
    try:
        return (run.directory / name).read_bytes()
    except FileNotFoundError as error:
        raise StorageError(f"{name} of run {run.id} is not there any more") from error


def _check_one_graph(description: bytes) -> None:
    """A blend whose models hear different graphs has no one graph that an archive could rebuild."""
    meta = json.loads(description)
    hearing = [
        key
        for key, part in zip(meta.get("graph_keys", []), meta.get("components", []), strict=True)
        if MODELS[part["config"]["model"]].hears_links or MODELS[part["config"]["model"]].hears_outcomes
    ]
    if len(set(hearing)) > 1:
        raise ArchiveError(
            "This blend cannot be saved as one file: its models were trained on different graphs",
            action="Save its runs one by one, or blend runs that share one graph",
        )


def _practice(run: Run) -> bytes | None:
    from safetensors.numpy import save

    scores = read_scores(run)
    known = scores.loc[scores["practice"].notna(), ["row", "practice"]]
    if known.empty:
        return None
    return save({"rows": known["row"].to_numpy(), "scores": known["practice"].to_numpy()})


def _report(run: Run) -> EvaluationReport | None:
    try:
        return read_report(run)
    except StorageError:
        return None


def _needed(config: RunConfig, table: Table) -> tuple[ColumnSchema, ...]:
    """The columns that inputs, links and the clock are made of, and the target."""
    names = [*config.task.feature_columns(table), config.task.target]
    names += [relation.column for relation in config.recipe.relations if isinstance(relation, SharedRelation)]
    names += [name for name in (config.task.split.time_column, config.task.settled_by) if name]
    return needed_columns(table, names)


def _check_model(files: dict[str, bytes], manifest: ArchiveManifest) -> None:
    """Every part must be what it says and fit the others before a run is made of them."""
    from core.graph.features import FeatureEncoder
    from core.training.calibration import Calibration
    from core.training.checkpoint import restore_predictor
    from core.training.level import Level

    predictor = restore_predictor(
        read_json_bytes("model.json", files["model.json"]), files["model.safetensors"]
    )
    try:
        encoder = FeatureEncoder.from_json(read_json_bytes("encoder.json", files["encoder.json"]))
        Calibration.model_validate(read_json_bytes("calibration.json", files["calibration.json"]))
        if "level.json" in files:
            Level.model_validate(read_json_bytes("level.json", files["level.json"]))
    except Exception as error:  # whatever a loader says of bytes that nobody vouches for is one line
        raise ArchiveError(
            "The archive's encoder, calibration or level does not fit this version",
            found=in_one_line(error),
        ) from error
    if encoder.feature_names != predictor.feature_names:
        raise ArchiveError("The archive's model and its encoder do not belong together")
    if predictor.model != manifest.train.model:
        raise ArchiveError(
            "The archive's model is another one than its manifest says",
            found=predictor.model,
            expected=manifest.train.model,
        )
    if AMOUNTS_FILE in files:
        AmountModel.from_bytes(files[AMOUNTS_FILE])
    if PRACTICE_FILE in files:
        practice_of(files[PRACTICE_FILE])


def _adopt_task(workspace: Workspace, brought: _Brought) -> None:
    """A workspace that does not say yet what to predict asks the model's question."""
    stored, task = open_workspace(workspace.name), brought.config.task
    if stored.task is None:
        if task.origin is not None:
            asked = query_text(task.origin.query)
            stored = stored.with_question(asked, task.origin.seeds).with_table(brought.table)
        stored = stored.with_task(task)
        if stored.recipe is None:
            stored = stored.with_recipe(brought.manifest.recipe)
        stored.store()
