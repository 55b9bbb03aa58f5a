"""The inputs of the Leads page; each is kept in the address, so that a link reproduces the list."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.leads.campaign import PREDICTED, Campaign, keep_campaign, read_campaign
from core.leads.cut import Cut
from core.leads.grades import GradeShares
from core.leads.ranking import WHO_WORDS, Who, available, default_who, who_sentence
from core.tables.display import Names
from pages.ui import words
from pages.ui.frame import PAGES
from pages.ui.plain_text import plain

_AMOUNTS = ("calls", "cost", "value")
_MOST = 1_000_000_000


def choose_who(scores: pd.DataFrame, word: str) -> Who:
    """Which clients are listed, with a sentence on what they are good for; `word` is what a client is called."""
    options = available(scores)
    first, why = default_who(scores)
    left, right = st.columns([3, 2], vertical_alignment="center")
    who: Who = (
        left.segmented_control(
            "Which clients",
            options,
            default=first,
            format_func=lambda name: words.of_clients(WHO_WORDS[name], word),
            key="leads.who",
            bind="query-params",
            label_visibility="collapsed",
            required=True,
        )
        or first
    )
    right.caption(words.of_clients(why if who == first else who_sentence(who), plain(word)))
    return who


def budget_inputs(workspace: str, said: Campaign, cut: Cut, amounts: tuple[float, float]) -> str:
    """Calls, cost of a call and value of a yes; every change goes into the workspace's campaign.

    Args:
        workspace: Whose campaign it is.
        said: The campaign in force.
        cut: What is in force, said or not.
        amounts: Cost and value in force.

    Returns:
        The sign of the currency.
    """
    calls, cost, value, currency = st.columns([3, 3, 3, 2])
    with currency:
        sign = _currency()
    with calls:
        _amount(
            workspace,
            "calls",
            "Calls I can make",
            cut.calls if said.calls is None else said.calls,
            said.calls,
            50,
            f"{cut.sentence} One cut for all pages.",
        )
    example = "" if said.cost is not None else " An example to begin with."
    with cost:
        _amount(
            workspace,
            "cost",
            words.money_label("Cost of a call", plain(sign)),
            amounts[0],
            said.cost,
            0.5,
            f"All of it: the caller's time, the line, the letter before.{example}",
        )
    with value:
        pays = f"{amounts[0] / amounts[1]:.0%}".replace("%", " %") if amounts[1] else "no chance"
        note = "What one client who says yes brings, before the calls are paid."
        if said.worth:
            note = "Each yes has its own worth; this is the average of the list."
        elif said.value is None:
            note += f" An example to begin with: with it a call pays from a chance of {pays} on."
        _amount(
            workspace,
            "value",
            words.money_label("Value of a yes", plain(sign)),
            min(amounts[1], float(_MOST)),
            said.value,
            10.0,
            note,
            disabled=bool(said.worth),
        )
    return sign


def worth_inputs(workspace: str, said: Campaign, columns: list[str], names: Names) -> None:
    """What a yes is worth: the same for all, or a column of the list; and which order follows from it."""
    if not columns:
        return
    st.session_state["leads.worth"] = said.worth if said.worth in columns else ""
    st.session_state["leads.by_value"] = bool(said.by_value)
    with st.popover("Worth", icon=":material/payments:", width="stretch", key="leads.worths"):
        st.selectbox(
            "A yes is worth",
            ["", *columns],
            format_func=lambda column: _worth_words(column, names),
            key="leads.worth",
            on_change=_say,
            args=(workspace, "worth", "leads.worth"),
            help="Deals differ: where a column says what each is worth, profit and cut count with it.",
        )
        st.toggle(
            "Highest expected value first",
            key="leads.by_value",
            disabled=not st.session_state["leads.worth"],
            on_change=_say,
            args=(workspace, "by_value", "leads.by_value"),
            help="Expected value is chance times worth. Off: the best chance first.",
        )


def _worth_words(column: str, names: Names) -> str:
    if column == PREDICTED:
        return column
    return f"column {plain(names.column(column))}" if column else "a fixed sum"


def campaign(workspace: str) -> Campaign:
    """The campaign in force: what the address asks for, else what was said before."""
    said = read_campaign(workspace)
    if "leads.address" not in st.session_state:
        st.session_state["leads.address"] = True
        asked = {name: value for name in _AMOUNTS if (value := _asked(f"leads.{name}")) is not None}
        if "calls" in asked:
            asked["calls"] = int(asked["calls"])
        if any(getattr(said, name) != value for name, value in asked.items()):
            said = said.model_copy(update=asked)
            keep_campaign(workspace, said)
    return said


def _say(workspace: str, name: str, key: str) -> None:
    keep_campaign(workspace, read_campaign(workspace).model_copy(update={name: st.session_state[key]}))


def _currency() -> str:
    """The sign of the chosen currency."""
    chosen = st.selectbox(
        "Currency",
        words.CURRENCIES,
        key="leads.currency",
        bind="query-params",
        help="What the amounts are called. Nothing is converted.",
    )
    return words.currency_sign(chosen or words.CURRENCIES[0])


def _amount(
    workspace: str,
    name: str,
    label: str,
    now: float,
    said: float | None,
    step: float,
    note: str,
    *,
    disabled: bool = False,
) -> None:
    """A number of the campaign. The address holds it once somebody said it, so that a default stays one."""
    key, whole = f"leads.{name}", isinstance(step, int)
    st.session_state[key] = int(now) if whole else float(now)
    st.number_input(
        label,
        min_value=0 if whole else 0.0,
        max_value=_MOST if whole else float(_MOST),
        step=step,
        format="%d" if whole else "%.2f",
        key=key,
        help=note,
        disabled=disabled,
        on_change=_say,
        args=(workspace, name, key),
    )
    written = None if said is None else f"{said:.12g}"
    if written is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != written:
        st.query_params[key] = written


def _asked(key: str) -> float | None:
    """The number that the address asks for, None where it asks for none that is possible."""
    try:
        asked = float(st.query_params[key])
    except (KeyError, ValueError):
        return None
    return asked if 0 <= asked <= _MOST else None


def remember(run_id: str) -> None:
    """Notes down what the address says of the list, for `restore`. Call after the inputs."""
    st.session_state["kept.leads"] = (run_id, _of_leads())


def restore(run_id: str) -> None:
    """An address that says nothing of the list (the browser's Back) brings it back as it was left."""
    kept_run, kept = st.session_state.get("kept.leads", (None, {}))
    if kept_run == run_id and kept and "leads.calls" not in st.session_state and not _of_leads():
        others = {name: st.query_params.get_all(name) for name in st.query_params if name != "lead"}
        st.switch_page(PAGES["leads"], query_params={**others, **kept})


def _of_leads() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params if name.startswith("leads.")}


def set_calls(workspace: str, calls: int | None) -> None:
    """Says how many calls can be made; None: the default again."""
    keep_campaign(workspace, read_campaign(workspace).model_copy(update={"calls": calls}))


def move_cut(workspace: str) -> None:
    """Moves the cut to the place of the profit curve that was clicked."""
    points = st.session_state["figure.profit-curve"].selection.points
    if points:
        set_calls(workspace, int(points[0]["x"]))


def grade_shares() -> GradeShares:
    """Percent of the list for A, B and C; D takes the rest."""
    standard = GradeShares()
    with st.popover("Grades", icon=":material/grade:", width="stretch", key="leads.grades"):
        st.caption("How many percent of the list get each grade, from the top. D takes the rest.")
        a, b, c = (
            int(
                column.number_input(
                    f"{letter} (%)", 0, 100, start, key=f"leads.{letter.lower()}", bind="query-params"
                )
                or 0
            )
            for column, letter, start in zip(
                st.columns(3), "ABC", (standard.a, standard.b, standard.c), strict=True
            )
        )
        if a + b + c > 100:
            st.error(f"Together they are {a + b + c} %, more than 100 %. The usual 10, 20, 30 are in force.")
            return standard
        st.caption(f"D: {100 - a - b - c} %")
    return GradeShares(a=a, b=b, c=c, d=100 - a - b - c)
