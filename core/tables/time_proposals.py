"""When each row became known, and which columns were filled in only at its end."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Collection

from core.errors import GraphLeadError, TableError
from core.tables.correction import correct_roles
from core.tables.crm_layouts import TableTemplate
from core.tables.crm_recognition import column_named, columns_named, recognise_layout
from core.tables.engine import engine, explaining_engine_errors, quoted, scratch_folder
from core.tables.entity_table import is_made_of_columns
from core.tables.expressions import stored_types, typed_sql
from core.tables.key_overlap import KeyMeasure, measuring, parquet_sql
from core.tables.marking import known_always, without_late_time
from core.tables.outcome_proposals import with_outcomes_proposed, with_times_of_named_rows
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet
from core.tables.time_names import RANK, meaning, says_late

SOME_LATER = 0.1  # share of rows that are finished on a later day than they began
IN_ORDER = 0.95  # share of rows whose end must not lie before their beginning
_COMPACT = "['%y%m%d', '%Y%m%d', '%y%m%d %H:%M:%S']"
_MIN_DATES = 5


def propose_times(tables: TableSet, templates: dict[str, TableTemplate]) -> TableSet:
    """The set with a time for each table that has none so far: a date of its own, or that of a row it names.

    Where no date tells when a stage, status or the like was filled in, such columns are proposed as never an input.

    Args:
        tables: Keys and links in place.
        templates: By table name, where a layout was recognised.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    with measuring(tables) as measure:
        for linked in tables.tables:
            if linked.waits_for_clock:
                timed = _with_times(tables, linked, templates.get(linked.name), measure)
                if not linked.time_why:  # said once; what a person changed since stays
                    timed = with_outcomes_proposed(tables, timed)
                tables = tables.with_table(timed)
    return with_times_of_named_rows(tables)


def times_proposed_anew(before: TableSet, after: TableSet) -> TableSet:
    """The set after values, roles or a clock of a table changed, with the times of all its tables proposed anew.

    A table of pairs or of order lines follows the table that it names, as it would had all been so at the import.
    What a person set stays, be it said so or be it that a table's times were not as they would be proposed; of
    these only a time whose column is no date any more is left, with what was filled in from it. Tables made of
    columns take their time from these columns.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    usual = _proposed(before, [one.name for one in before.tables if one.time_by_hand])
    kept = [
        one.name
        for one in after.tables
        if one.time_by_hand
        or one.name not in before.names
        or one.clock_key != before.table(one.name).clock_key
        or (one.name in usual and one.clock_key != usual[one.name].clock_key)
    ]
    for linked in _proposed(after, kept).values():
        after = after.with_table(linked)
    return after


def _proposed(tables: TableSet, kept: Collection[str]) -> dict[str, LinkedTable]:
    """By name, tables as their times would be proposed beside those that are kept; none that are made of columns."""
    for linked in tables.tables:
        if is_made_of_columns(linked.table):
            tables = tables.without_table(linked.name)
        elif linked.kind != "documentation":
            as_kept = linked.name in kept
            tables = tables.with_table(_without_lost(linked) if as_kept else linked.without_times)
    _, templates = recognise_layout(tables)
    return {linked.name: linked for linked in propose_times(tables, templates).tables}


def _without_lost(linked: LinkedTable) -> LinkedTable:
    """The table without times whose column is no date any more."""
    dates = {column.name for column in linked.table.columns if column.role is Role.DATE}
    if linked.late_time is not None and linked.late_time not in dates:
        linked = without_late_time(linked)
    if linked.time_column is not None and linked.time_column not in dates:
        linked = known_always(linked, "", by_hand=False)
    return linked


def with_written_dates(table: Table) -> Table:
    """The table with columns such as 930101 or "931107 00:00:00", called after a day, as dates."""
    candidates = [
        column.name
        for column in table.columns
        if column.role in (Role.NUMBER, Role.TEXT, Role.CATEGORY, Role.IGNORE)
        and column.n_distinct >= _MIN_DATES
        and meaning(column.name) != "other"
    ]
    if not candidates:
        return table
    linked = LinkedTable(table=table)
    found = {}
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors(table.name):
        stored = stored_types(connection, linked)
        for name in candidates:
            if stored[name] not in ("BIGINT", "VARCHAR"):
                continue
            text = f"CAST({quoted(name)} AS VARCHAR)"
            written = f"regexp_full_match({text}, '[0-9]{{6}}([0-9]{{2}})?( [0-9:]+)?')"
            n_dates, n_filled = KeyMeasure(connection, TableSet()).one(
                f"SELECT count(*) FILTER ({written} AND try_strptime({text}, {_COMPACT}) IS NOT NULL), "
                f"count({text}) FROM {parquet_sql(linked)}"
            )
            if n_dates >= max(_MIN_DATES, 0.99 * n_filled):
                found[name] = Role.DATE
    try:
        return correct_roles(table, found) if found else table
    except GraphLeadError:  # six digits that are no days after all: they stay what they were
        return table


def with_time(linked: LinkedTable, name: str) -> LinkedTable:
    """The table with a time column that a person chose; its late half stays unless that was the same date."""
    changes: dict[str, object] = {
        "time_column": name,
        "time_from": None,
        "outcome_columns": tuple(column for column in linked.outcome_columns if column != name),
        "time_why": "Set by hand.",
        "time_by_hand": True,
        "time_confidence": 1.0,
    }
    if name == linked.late_time:
        changes |= {"late_time": None, "late_columns": ()}
    elif name in linked.late_columns:
        changes["late_columns"] = tuple(column for column in linked.late_columns if column != name)
    return linked.model_copy(update=changes)


def with_late_time(tables: TableSet, linked: LinkedTable, name: str) -> LinkedTable:
    """The table with a late time that a person chose, and the columns that probably come with it.

    These have a date now: what was proposed as after the outcome for want of one is so no longer.

    Raises:
        TableError: it is the time column itself; a table's file is damaged or gone.
    """
    if name == linked.time_column:
        raise TableError(
            f"{linked.name}.{name} says already when a row became known",
            action="Choose another column for one of the two",
        )
    late = linked.column(name)
    with measuring(tables) as measure:
        columns = _late_columns(tables, linked, late, None, measure)
    after = tuple(one for one in linked.outcome_columns if one not in columns)
    return linked.model_copy(
        update={
            "late_time": name,
            "late_columns": columns,
            "outcome_columns": after,
            "time_why": "Set by hand.",
            "time_by_hand": True,
        }
    )


def _with_times(
    tables: TableSet, linked: LinkedTable, template: TableTemplate | None, measure: KeyMeasure
) -> LinkedTable:
    dates = [c for c in linked.table.columns if c.role is Role.DATE and c.n_distinct > 0]
    if template is not None:
        chosen = next((c for n in template.time.split("|") if (c := _date_named(linked, dates, n))), None)
    else:
        chosen = None
    by_template = chosen is not None
    chosen = chosen or _best(linked, dates)
    if chosen is None:
        if dates:
            names = ", ".join(column.name for column in dates)
            why = f"{names} does not tell when a row became known, so rows count as known always."
            return linked.model_copy(update={"time_why": why, "time_confidence": 0.5})
        return linked.model_copy(update={"time_why": "It has no dates, so its rows count as known always."})
    filled = 1 - chosen.n_missing / max(1, linked.table.n_rows)
    confidence = 0.97 if by_template else RANK[meaning(chosen.name)]
    late = _late_time(linked, chosen, dates, template, measure)
    words = f"{chosen.name} says when a row became known"
    if chosen.n_missing:
        words += f" ({chosen.n_missing:,} rows without it have no place in time)"
    changes: dict[str, object] = {
        "time_column": chosen.name,
        "time_why": words + ".",
        "time_confidence": round(confidence * max(0.5, filled), 2),
    }
    if late is not None:
        columns = _late_columns(
            tables, linked.model_copy(update={"time_column": chosen.name}), late, template, measure
        )
        others = ", ".join(name for name in columns if name != late.name) or "nothing else"
        changes |= {
            "late_time": late.name,
            "late_columns": columns,
            "time_why": f"{words}; {late.name} comes later, and with it {others}.",
        }
    return linked.model_copy(update=changes)


def _best(linked: LinkedTable, dates: list[Column]) -> Column | None:
    """The date whose name says most clearly that a row was written then; a mostly empty one yields."""
    rated = [
        (RANK[meaning(c.name)] * (1 - 0.5 * c.n_missing / max(1, linked.table.n_rows)), -place, c)
        for place, c in enumerate(dates)
        if RANK[meaning(c.name)] > 0
    ]
    return max(rated, key=lambda item: item[:2])[2] if rated else None


def _date_named(linked: LinkedTable, dates: list[Column], name: str) -> Column | None:
    column = column_named(linked, name)
    return next((date for date in dates if date.name == column), None)


def _late_time(
    linked: LinkedTable,
    time: Column,
    dates: list[Column],
    template: TableTemplate | None,
    measure: KeyMeasure,
) -> Column | None:
    """The date at which a row was finished: hardly ever an earlier day, and a later one in some rows at least.

    Days are compared: a deal opened at 9:44 and closed on that date was not closed before. Where a template names the
    date, it may be the same day in all.
    """
    named = [
        column
        for name in (template.late_time.split("|") if template is not None else [])
        if (column := _date_named(linked, dates, name)) is not None
    ]
    ends = [c for c in dates if meaning(c.name) == "end"]
    ends.sort(key=lambda column: column.n_missing)
    for late in dict.fromkeys([*named, *ends]):
        if late.name == time.name:
            continue
        first, last = (typed_sql(c, measure.stored(linked)[c.name]) for c in (time, late))
        n_both, n_ordered, n_later = measure.one(
            f"SELECT count(*), count(*) FILTER (l >= f), count(*) FILTER (l > f) "
            f"FROM (SELECT date_trunc('day', {first}) AS f, date_trunc('day', {last}) AS l "
            f"FROM {parquet_sql(linked)}) WHERE f IS NOT NULL AND l IS NOT NULL"
        )
        if n_both and n_ordered >= IN_ORDER * n_both and (n_later >= SOME_LATER * n_both or late in named):
            return late
    return None


def _late_columns(
    tables: TableSet,
    linked: LinkedTable,
    late: Column,
    template: TableTemplate | None,
    measure: KeyMeasure,
) -> tuple[str, ...]:
    """The late time, columns that are called like an end, and those that are filled only where it is."""
    links = {link.column for link in tables.links_from(linked.name)}
    early = {linked.primary_key, linked.time_column}
    by_template = {c for c, _ in columns_named(linked, template.late)} if template is not None else set()
    chosen = []
    for column in linked.table.columns:
        if column.name in early:
            continue
        is_date = column.role is Role.DATE
        named = not is_date and column.name not in links and says_late(column.name)
        ended = is_date and meaning(column.name) in ("end", "changed")
        if (
            column.name == late.name
            or column.name in by_template
            or named
            or ended
            or _only_with(linked, column, late, measure)
        ):
            chosen.append(column.name)
    return tuple(chosen)


def _only_with(linked: LinkedTable, column: Column, late: Column, measure: KeyMeasure) -> bool:
    """True where a column is empty in every row without a late time, and there are enough such rows."""
    if late.n_missing < max(5, 0.01 * linked.table.n_rows) or column.n_missing < late.n_missing:
        return False
    if column.n_distinct == 0:
        return False
    (n_early,) = measure.one(
        f"SELECT count({quoted(column.name)}) FROM {parquet_sql(linked)} WHERE {quoted(late.name)} IS NULL"
    )
    return int(n_early) == 0
