"""A workspace: one table, the question asked of it, its graph recipe and the run in use."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from core.errors import StorageError
from core.graph.default_recipe import recipe_for
from core.graph.recipe import GraphRecipe
from core.record import Record
from core.settings import load_settings
from core.tables.table import Table
from core.tables.table_set import LinkedTable, TableSet
from core.task.prediction_task import PredictionTask
from core.task.query.ast import Definition
from core.task.seed_times import SeedTimes

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Workspace(Record):
    """What `workspaces/<name>/workspace.json` holds; uploads lie beside it as they came."""

    name: str
    title: str = ""
    table: Table | None = None
    task: PredictionTask | None = None
    recipe: GraphRecipe | None = None
    run_id: str | None = None  # the run in use
    tables: TableSet | None = None  # several linked tables; `table` then holds the examples made of them
    question: str = ""  # of many tables: the query as one line
    definitions: tuple[Definition, ...] = ()  # targets that people named themselves
    seeds: SeedTimes | None = None  # of many tables: the days on which it is asked; None: as proposed

    @property
    def directory(self) -> Path:
        return load_settings().workspaces_dir / self.name

    @property
    def uploads(self) -> Path:
        return self.directory / "uploads"

    @property
    def brought(self) -> TableSet | None:
        """All tables that were brought: a single file is a set of one table."""
        if self.tables is not None or self.table is None:
            return self.tables
        return TableSet(tables=(LinkedTable(table=self.table),))

    def beside(self, more: TableSet) -> TableSet:
        """The tables of the workspace with more beside them; how they hang together is to be proposed."""
        return more if self.brought is None else self.brought.joined(more)

    def store(self) -> Workspace:
        """Writes the workspace and returns it, as in `workspace = workspace.with_task(task).store()`."""
        self.save(self.directory / "workspace.json")
        return self

    def with_table(self, table: Table) -> Workspace:
        """A new table: task, recipe and run that do not fit it any more are dropped."""
        same = self.table is not None and self.table.content_hash == table.content_hash
        if same:
            return self.model_copy(update={"table": table})
        return self.model_copy(update={"table": table, "task": None, "recipe": None, "run_id": None})

    def with_values(self, table: Table) -> Workspace:
        """The workspace with other values in one of its tables (see `core.tables.recoded`), found by its name.

        Keys and links of several tables stay, with their rows counted anew; so do times that a person set, while
        proposed ones are proposed anew, those of the other tables as well. Of one table the question stays unless its
        target or its dates are what was changed, with what else is now proposed of it; the run does not, it learned
        from other values.
        """
        if self.tables is not None:
            from core.tables.measured_links import measured_anew

            linked = self.tables.table(table.name).model_copy(update={"table": table})
            return self.with_clocks(measured_anew(self.tables.with_table(linked), table.name))
        changed = self.with_table(table)
        if self.table is None or self.task is None:
            return changed
        settled = {self.task.target, self.task.settled_by, self.task.split.time_column} - {None}
        if any(self.table.value_change(name) != table.value_change(name) for name in settled if name):
            return changed
        from core.task.proposal import proposed_anew

        asked = changed.model_copy(update={"recipe": self.recipe, "task": self.task})
        return asked.with_task(proposed_anew(self.table, table, self.task))

    def said_of_question(self, later: Workspace) -> str | None:
        """What a later state of this workspace changed in its question, as sentences: nothing of it goes in silence."""
        if self.task is None or self.tables is not None:
            return None
        if later.tables is not None:
            return (
                f"The question about {self.task.target!r} was asked of one table and was dropped: asked anew of linked "
                "tables, it may hear all of them."
            )
        if later.table is None:
            return None
        if later.task is None:
            return (
                f"The question about {self.task.target!r} was dropped: it rests on columns whose values or roles were "
                "changed. Ask it anew."
            )
        return later.task.said_beside(self.task) or None

    def with_task(self, task: PredictionTask) -> Workspace:
        """Another question; default relations follow when clients get or lose an order in time."""
        changes: dict[str, object] = {"task": task}
        if self.task is not None and self.recipe == recipe_for(self.task):
            changes["recipe"] = recipe_for(task)
        return self.model_copy(update=changes)

    def with_tables(self, tables: TableSet | None) -> Workspace:
        """Other tables, keys, links or times: what was made of the former ones is left.

        What people are told of them (confidence, reasons, notes) may change without that. None: one table again.
        A table that is made of columns is made anew where rows or clocks of their tables changed.
        """
        before = None if self.tables is None else self.tables.content_key
        if before == (None if tables is None else tables.content_key):
            return self.model_copy(update={"tables": tables})
        if tables is not None:
            from core.tables.entity_table import made_anew  # ibis, which the start of the app does without
            from core.tables.list_tables import lists_split_anew

            tables = made_anew(lists_split_anew(tables))
        left = {"table": None, "task": None, "recipe": None, "run_id": None, "seeds": None}
        return self.model_copy(update={"tables": tables, **left})

    def with_clocks(self, tables: TableSet) -> Workspace:
        """The tables after values, roles or a clock changed: those whose time is that of a row they name follow."""
        from core.tables.time_proposals import times_proposed_anew

        return self.with_tables(tables if self.tables is None else times_proposed_anew(self.tables, tables))

    def with_question(self, question: str, seeds: SeedTimes | None = None) -> Workspace:
        """Another question of many tables: the examples made for the former one are left."""
        if (question, seeds) == (self.question, self.seeds):
            return self
        left = {"table": None, "task": None, "run_id": None}
        return self.model_copy(update={"question": question, "seeds": seeds, **left})

    def with_recipe(self, recipe: GraphRecipe) -> Workspace:
        return self.model_copy(update={"recipe": recipe})

    def with_run(self, run_id: str | None) -> Workspace:
        return self.model_copy(update={"run_id": run_id})


def workspace_name(title: str) -> str:
    """A folder name made of a title: lower case letters, digits, - and _.

    Raises:
        StorageError: nothing usable is left of the title.
    """
    name = re.sub(r"[^a-z0-9_-]+", "-", title.lower()).strip("-_")[:64]
    if not _NAME.fullmatch(name):
        raise StorageError(
            "The workspace needs a name",
            found=repr(title),
            expected="letters, digits, - or _",
        )
    return name


def create_workspace(title: str) -> Workspace:
    """A new, empty workspace; an existing one of the same name is opened instead."""
    name = workspace_name(title)
    if (load_settings().workspaces_dir / name / "workspace.json").is_file():
        return open_workspace(name)
    return Workspace(name=name, title=title).store()


def open_workspace(name: str) -> Workspace:
    """Opens a workspace by name.

    Raises:
        StorageError: it does not exist (any more); the message lists those that do.
    """
    path = load_settings().workspaces_dir / name / "workspace.json"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(list_workspaces()) or "none yet"
        raise StorageError(
            f"There is no workspace {name!r}",
            found=f"workspaces: {known}",
            action="Choose one of them or create a new one on the Home page",
        )
    return Workspace.load(path)


def list_workspaces() -> list[str]:
    """Names of the workspaces, latest change first."""
    folder = load_settings().workspaces_dir
    if not folder.is_dir():
        return []
    files = [p / "workspace.json" for p in folder.iterdir() if (p / "workspace.json").is_file()]
    files.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.parent.name for path in files]


def delete_workspace(name: str) -> None:
    """Deletes a workspace with its uploads, a damaged one as well. Tables, graphs and runs stay.

    Raises:
        StorageError: there is none of that name.
    """
    if name not in list_workspaces():
        open_workspace(name)
    shutil.rmtree(load_settings().workspaces_dir / name, ignore_errors=True)
