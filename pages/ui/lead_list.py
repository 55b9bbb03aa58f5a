"""The ranked list on the Leads page: one screenful of rows, opening a client, and taking the list along."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from core.leads.grades import GRADES, GradeShares
from core.leads.listing import LeadSource, call_list, listing, shown_headers
from core.leads.ranking import shown_share
from core.leads.who import naming_columns_of, who
from core.plots.leads import GRADE_COLOURS
from core.task.splits import TRAIN
from pages.ui import words
from pages.ui.cache_leads import with_reasons
from pages.ui.dates import date_columns
from pages.ui.frame import go
from pages.ui.masking import named_ids
from pages.ui.plain_text import plain
from pages.ui.state import use_lead

PAGE_ROWS = 100
_WHOLE_FROM = 100  # money: cents say nothing from here on
_HEIGHT_PX = 640
_ROW_PX = 80  # above 4 rem, so that four lines of reasons fit
_WHO = "who is it"  # no column of a table is called so
_LONGEST = 80  # characters of reasons that fit into them; collected columns have long names


def show_list(
    run_id: str,
    source: LeadSource,
    positions: npt.NDArray[np.int64],
    shares: GradeShares,
    *,
    caption: str,
    word: str,
    chance_words: str,
    extra: tuple[str, ...],
    masked: bool,
    sign: str,
) -> None:
    """Draws the page of the list that is in view; a click on a client opens it.

    Args:
        run_id: The run that made it.
        source: What the list is made from.
        positions: Places in `source.leads` that pass the filters, best first.
        shares: Percent of the list per grade.
        caption: A line above the list.
        word: What a client is called.
        chance_words: Name of the chance, such as "Chance of yes".
        extra: Columns of the table to show as well.
        masked: True: client names and free text are replaced.
        sign: Of the currency.
    """
    left, right = st.columns(2, vertical_alignment="center")
    left.caption(caption)
    with right.container(horizontal=True, horizontal_alignment="right"):
        start = (_page_number(positions) - 1) * PAGE_ROWS
    here = positions[start : start + PAGE_ROWS]
    source = with_reasons(run_id, source, here)
    shown = listing(
        source,
        here,
        shares,
        extra=extra,
        masked=masked,
        most=2 if extra or "worth" in source.leads.columns else 3,
        longest=_LONGEST,
    )
    shown["chance"] *= 100
    if "worth" in shown.columns:  # its two columns take the room of the percentile
        shown = shown.drop(columns="percentile")
        money = ["worth", "expected_value"]
        shown[money] = shown[money].round(0 if shown["worth"].max() >= _WHOLE_FROM else 2)
    else:
        shown["percentile"] = 100 - 100 * shown_share(1 - shown["percentile"] / 100)
    if not masked and naming_columns_of(source.table):  # the name takes the room of the percentile
        shown.insert(2, _WHO, who(source.table, source.frame.take(source.leads["row"].iloc[here].to_numpy())))
        shown = shown.drop(columns="percentile", errors="ignore")
    shown["grade"] = [[grade] for grade in shown["grade"]]
    leads = source.leads.iloc[here]
    ids = named_ids(leads["id"].to_numpy(), leads["row"].to_numpy())

    state = st.dataframe(
        shown,
        width="stretch",
        height=min(_HEIGHT_PX, 40 + _ROW_PX * len(shown)),
        row_height=_ROW_PX,
        hide_index=True,
        column_config=_columns(
            source,
            shown,
            len(extra) + int("worth" in shown.columns),
            word,
            chance_words,
            lambda: _open(ids, st.session_state["leads.client"].row),
            sign,
        ),
        key="leads.list",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="",
        alt="Ranked clients, best chance first",
    )
    if state.selection.rows:
        _open(ids, state.selection.rows[0])
    if st.session_state.pop("leads.opened", False):
        go("lead")


def _open(ids: Sequence[str], row: int) -> None:
    use_lead(str(ids[row]))
    st.session_state["leads.opened"] = True


def _page_number(positions: npt.NDArray[np.int64]) -> int:
    """The page in view; another filter or list begins at page 1 again."""
    pages = max(1, math.ceil(len(positions) / PAGE_ROWS))
    fingerprint = (len(positions), int(positions[:PAGE_ROWS].sum()), int(positions[-1:].sum()))
    changed = st.session_state.get("leads.shown") not in (None, fingerprint)
    st.session_state["leads.shown"] = fingerprint
    if changed or st.session_state.get("leads.page", 1) > pages:
        st.session_state["leads.page"] = 1
    if pages == 1:
        return 1
    return st.pagination(pages, key="leads.page", bind="query-params")


def _columns(
    source: LeadSource,
    shown: pd.DataFrame,
    n_extra: int,
    word: str,
    chance_words: str,
    on_click: Callable[[], None],
    sign: str,
) -> dict[str, Any]:
    """How each column looks; the reasons make room for the extra columns."""
    own = {
        "rank": st.column_config.NumberColumn("Rank", width=55, format="localized"),
        "client": st.column_config.ButtonColumn(
            word[:1].upper() + word[1:],
            width=110,
            type="tertiary",
            alignment="left",
            key="leads.client",
            on_click=on_click,
            help=f"A click opens the {plain(word)}.",
        ),
        _WHO: st.column_config.TextColumn("Name", width=130, help="What the table calls them."),
        "chance": st.column_config.ProgressColumn(
            chance_words,
            width=130,
            format="%.0f %%",
            min_value=0,
            max_value=100,
            color="primary",
            help="Calibrated: of all with 20 % here, about 20 of 100 say yes.",
        ),
        "percentile": st.column_config.NumberColumn(
            "Percentile", width=78, format="%.1f", help="So many percent of the list rank below."
        ),
        "grade": st.column_config.MultiselectColumn(
            "Grade",
            width=60,
            options=GRADES,
            color=[GRADE_COLOURS[grade] for grade in GRADES],
            help="A is the top of the list. How good each grade is stands under the list.",
        ),
        "worth": st.column_config.NumberColumn(
            words.money_label("Worth", sign),
            width=80,
            format="localized",
            help="What a yes of theirs brings.",
        ),
        "expected_value": st.column_config.NumberColumn(
            words.money_label("Expected", sign), width=80, format="localized", help="Chance times worth."
        ),
        "reasons_for": st.column_config.TextColumn(
            "Speaks for it",
            width=max(120, 195 - 50 * n_extra),
            help="The strongest reasons that raise the chance, in percentage points.",
        ),
        "reasons_against": st.column_config.TextColumn(
            "Speaks against it",
            width=max(120, 175 - 50 * n_extra),
            help="The strongest reasons that lower the chance, in percentage points.",
        ),
    }
    looks = {**own, **date_columns(shown)}
    for name in shown.columns:
        if name not in own and (called := source.names.column(name)) != name:
            looks[name] = {**looks.get(name, {}), "label": called, "help": f"{plain(name)} in the file"}
    return looks


def take_along(
    run_id: str,
    source: LeadSource,
    positions: npt.NDArray[np.int64],
    shares: GradeShares,
    *,
    n_calls: int,
    name: str,
    masked: bool,
    value: float,
) -> None:
    """The downloads: the call list, or all that match, as CSV and XLSX; made when the button is pressed."""
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    calls = f"The call list ({words.count(n_calls)})"
    everybody = f"All that match ({words.count(len(positions))})"
    which = left.segmented_control(
        "What to export",
        [calls, everybody],
        default=calls,
        key="leads.export",
        required=True,
        help="With reasons, expected value and every column of the table. Text is written so that a spreadsheet cannot "
        "take it for a formula." + (" Names are masked, as on screen." if masked else ""),
    )
    taken = positions if which == everybody else positions[:n_calls]

    def wanted() -> pd.DataFrame:
        learned_from = source.leads["part"].to_numpy()[taken] == TRAIN  # nobody calls them, and they are many
        whole = with_reasons(run_id, source, taken[~learned_from], is_shown=False)
        return shown_headers(call_list(whole, taken, shares, masked=masked, value=value), source)

    def csv() -> bytes:
        from core.leads.export import to_csv

        return to_csv(wanted())

    def xlsx() -> bytes:
        from core.leads.export import to_xlsx

        return to_xlsx(wanted())

    middle.download_button(
        "Export CSV",
        csv,
        f"{name}.csv",
        "text/csv",
        key="leads.csv",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    right.download_button(
        "Export XLSX",
        xlsx,
        f"{name}.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="leads.xlsx",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
