"""The question asked of many tables: as a form and as one line, each of which shows the other."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.errors import GraphLeadError
from core.tables.table import Role
from core.tables.table_set import TableSet
from core.task.heaps import Heaps
from core.task.query.ast import Aggregation, ColumnRef, Definition, Query
from core.task.query.check import resolve_and_say
from core.task.query.definitions import definitions, own_definition
from core.task.query.first_question import first_question, own_column, question_for
from core.task.query.form import QueryForm, form_of, query_of
from core.task.query.parse import parse_query
from core.task.query.sorted_answers import SortedAnswers, proposed_answers, sorted_answers, with_heaps
from core.task.query.text import query_text
from core.workspace import Workspace
from pages.ui.answer_heaps import heap_inputs
from pages.ui.frame import guarded, show_error
from pages.ui.mirror import mirror
from pages.ui.plain_text import plain
from pages.ui.question_rows import comparison, pick, rows
from pages.ui.state import current_workspace, save

_ROWS, _COLUMN = "rows of another table", "a column of its own"
_LINE_HELP = (
    "A predictive query. PREDICT says what, FOR EACH for whom; a window such as 0, 90, days looks from the day "
    "of the question (not counted) to the ninetieth day after it (counted)."
)


def question_inputs(workspace: Workspace, tables: TableSet) -> Query | None:
    """Draws form and line; returns the resolved query, or None while it cannot be understood."""
    text = workspace.question or query_text(first_question(tables))
    own = workspace.definitions
    parsed, resolved, notes, problem = _understood(text, tables, own)
    shown = None if parsed is None else form_of(parsed)
    form = None if shown is None else _spelled(shown, tables)
    if parsed is not None and form is not None:
        _form(tables, form, parsed, None if resolved is None else sorted_answers(resolved, tables), own)
    elif problem is None:
        st.info("This line says more than the form can show; change it in the line.", icon=":material/code:")
    mirror("task.line", text)
    st.text_area(
        "The same as one line",
        key="task.line",
        height=80,
        on_change=_line_changed,
        help=_LINE_HELP,
    )
    if resolved is None:
        if problem is not None:
            _show_problem(problem)
        if st.button("Start from a proposed question", key="task.fresh"):
            _store(query_text(first_question(tables)))
            st.rerun()
        return None
    for note in notes:
        st.caption(plain(note))
    _naming(workspace, tables, resolved)
    return resolved


def _naming(workspace: Workspace, tables: TableSet, query: Query) -> None:
    """Gives the present target a name of its own, for later questions."""
    if query.name or not isinstance(query.target, Aggregation):
        return
    with st.popover("Give this target a name", icon=":material/bookmark_add:"):
        name = st.text_input(
            "Name", key="task.name", placeholder="big_deal_soon", help="A plain word for PREDICT."
        )
        if st.button("Keep the name", key="task.keep_name", disabled=not name):
            with guarded():
                named = own_definition(name, query, tables, taken=workspace.definitions)
                kept = workspace.model_copy(update={"definitions": (*workspace.definitions, named)})
                save(
                    kept.with_question(
                        query_text(query_of(QueryForm(entity=query.entity.table, name=name), like=query))
                    )
                )
                st.rerun()


def _understood(
    text: str, tables: TableSet, own: tuple[Definition, ...]
) -> tuple[Query | None, Query | None, tuple[str, ...], GraphLeadError | None]:
    """The parsed line, what it means, what is said of it, and what is wrong with it.

    A line that means nothing for these tables is parsed as well.
    """
    parsed = None
    try:
        parsed = parse_query(text)
        return parsed, *resolve_and_say(text, tables, own=own), None
    except GraphLeadError as error:
        return parsed, None, (), error


def _spelled(form: QueryForm, tables: TableSet) -> QueryForm | None:
    """The form with its names as the tables spell them; None where there is no such table or column."""
    known = {name.lower(): name for name in tables.names}
    entity, table = known.get(form.entity.lower()), known.get(form.table.lower(), "")
    if entity is None or bool(form.table) != bool(table):
        return None
    columns = {column.name.lower(): column.name for column in tables.table(table or entity).table.columns}
    columns |= {"*": "*", "": ""}
    column, filtered = columns.get(form.column.lower()), columns.get(form.filter_column.lower())
    if column is None or filtered is None:
        return None
    names = {"entity": entity, "table": table, "column": column, "filter_column": filtered}
    return form.model_copy(update=names)


def _show_problem(error: GraphLeadError) -> None:
    line = getattr(error, "caret", "")
    show_error(error)
    if line:
        st.code(line, language=None)


def _form(
    tables: TableSet,
    form: QueryForm,
    query: Query,
    answers: SortedAnswers | None,
    own: tuple[Definition, ...],
) -> None:
    with st.container(border=True):
        who, what, how_many = st.columns([3, 6, 2])
        entities = [one.name for one in tables.tables if one.primary_key]
        entity = pick(
            who,
            "For whom?",
            entities if form.entity in entities else [form.entity, *entities],
            form.entity,
            "task.entity",
            "Each row of this table is asked about.",
        )
        if entity != form.entity:
            _store(query_text(question_for(tables, entity)))
            st.rerun()
        named = {one.name: one.sentence for one in definitions(tables, entity, own)}
        kinds = [*named, _ROWS, _COLUMN]
        now = form.name or (_COLUMN if form.own_column else _ROWS)
        kind = pick(
            what,
            "What do you want to predict?",
            kinds if now in kinds else [now, *kinds],
            now,
            "task.what",
            "A ready definition, or your own: something that happens in another table, or a value of the row itself.",
            shown=lambda name: f"{name.replace('_', ' ')}: {named[name]}" if name in named else name,
        )
        if kind != now:
            _change(query, _of_kind(tables, form, kind))
        _length_of_list(how_many, query)
        if form.own_column:
            changed = _own_column(tables, form, answers)
        elif not form.name:
            changed = rows(tables, form)
        else:
            return
        if changed != form:
            _change(query, changed)


def _length_of_list(place: Any, query: Query) -> None:
    """How many of the list are wanted: TOP."""
    mirror("task.top", query.top)
    top = place.number_input(
        "How many of them",
        1,
        1_000_000,
        key="task.top",
        placeholder="all",
        help="The best of the list only (TOP). Empty: everybody is listed.",
    )
    if top != query.top:
        _store(query_text(query.model_copy(update={"top": top, "rank": top is not None})))
        st.rerun()


def _of_kind(tables: TableSet, form: QueryForm, kind: str) -> QueryForm:
    if kind == _COLUMN:
        column = own_column(tables, form.entity)
        return _fresh_column(tables, QueryForm(entity=form.entity, own_column=True, column=column))
    if kind == _ROWS:
        return QueryForm(entity=form.entity, table=_other(tables, form.entity))
    return QueryForm(entity=form.entity, name=kind)


def _fresh_column(tables: TableSet, form: QueryForm) -> QueryForm:
    """The form for a column just chosen: its values sorted by what their words say."""
    found = proposed_answers(ColumnRef(table=form.entity, column=form.column), tables)
    if tables.table(form.entity).table.column(form.column).role is Role.NUMBER:
        return form.model_copy(update={"op": ">", "value": 0, "also": (), "against": ()})
    if found is None:
        return form.model_copy(update={"op": "=", "value": "yes", "also": (), "against": ()})
    return _with_heaps(form, found.heaps)


def _with_heaps(form: QueryForm, heaps: Heaps) -> QueryForm:
    """The form with these heaps; without a value that is open, what is no need not be named."""
    if not heaps.yes:
        st.error("Put at least one value in the heap of yes.")
        return form
    against = heaps.no if heaps.unanswered else ()
    return form.model_copy(
        update={"op": "=", "value": heaps.yes[0], "also": heaps.yes[1:], "against": against}
    )


def _other(tables: TableSet, entity: str) -> str:
    """A table with a clock that points at the entity, or any other one."""
    timed = [link.table for link in tables.links_to(entity) if tables.table(link.table).has_clock]
    named = {link.to for link in tables.links_from(entity)}  # of these a row names one: nothing to count
    others = sorted((name for name in tables.names if name != entity), key=lambda name: name in named)
    return next(iter([*timed, *others]), entity)


def _own_column(tables: TableSet, form: QueryForm, answers: SortedAnswers | None) -> QueryForm:
    left, middle, right = st.columns([2, 1, 2])
    names = [column.name for column in tables.table(form.entity).table.columns]
    column = pick(left, "Its column", names, form.column, "task.own_column")
    if column != form.column:
        return _fresh_column(tables, form.model_copy(update={"column": column}))
    if form.op != "=" or answers is None:
        op, value = comparison(middle, right, form)
        return form.model_copy(update={"op": op, "value": value})
    return _sorted(form, answers)


def _sorted(form: QueryForm, answers: SortedAnswers) -> QueryForm:
    """The values of the column in three heaps, which say the comparison and AGAINST."""
    heaps = heap_inputs(answers.heaps, answers.counts, answers.n_blank, key="task.heap")
    if heaps.same_as(answers.heaps):
        return form
    query = with_heaps(query_of(form), heaps)
    return form_of(query) or form


def _change(query: Query, form: QueryForm) -> None:
    _store(query_text(query_of(form, like=query)))
    st.rerun()


def _line_changed() -> None:
    st.session_state.pop(
        "task.line.stored", None
    )  # the line then shows what is stored, also for an empty one
    _store(" ".join(st.session_state["task.line"].split()))


def _store(text: str) -> None:
    workspace = current_workspace()
    if workspace is not None:
        save(workspace.with_question(text))
