"""One client on one printable page: an HTML file that needs nothing else; all table text is escaped."""

from __future__ import annotations

from html import escape

from core.explanation.lead_explanation import LeadExplanation, NeighbourEvidence, Reason
from core.explanation.row_evidence import RowEvidence
from core.explanation.sentences import LINK_WORDS, client_title, percent
from core.explanation.spoken import day_words, signed

_PRINTED_ROWS, _PRINTED_CELLS = 6, 4  # what fits on one sheet
_LEAST = 0.05  # percentage points; less is printed as 0.0
_STYLE = """
@page { size: A4; margin: 16mm }
* { box-sizing: border-box }
body { font: 10.5pt/1.45 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #14213D; max-width:
178mm;
  margin: 8mm auto; font-variant-numeric: tabular-nums }
h1 { font-size: 18pt; margin: 0 } h2 { font-size: 12pt; margin: 6mm 0 2mm }
.chance { font-size: 30pt; font-weight: 650; color: #0B7A75; margin: 2mm 0 0 }
.small { color: #5b6472; font-size: 9pt }
table { border-collapse: collapse; width: 100% } td, th { padding: 1.1mm 2mm; text-align: left;
vertical-align: top;
  border-bottom: 1px solid #e3e6ea } td.n, th.n { text-align: right; white-space: nowrap } td.d { white-space: nowrap }
.bar { display: inline-block; height: 3mm; border-radius: 1px; print-color-adjust: exact;
  -webkit-print-color-adjust: exact } .up { background: #0B7A75 } .down { background: #B23A48 }
"""


def brief_html(
    explanation: LeadExplanation,
    *,
    grade: str = "",
    place: str = "",
    n_reasons: int = 8,
    n_neighbours: int = 8,
) -> str:
    """The page as a complete HTML document.

    Args:
        explanation: Of one client.
        grade: "A" … "D", or nothing.
        place: Such as "rank 12 of 8,239".
        n_reasons: Reasons listed.
        n_neighbours: Neighbours listed.
    """
    e = explanation
    facts = " · ".join(part for part in (f"grade {grade}" if grade else "", place, f"run {e.run_id}") if part)
    title = escape(client_title(e.id))
    rest = e.reasons[n_reasons:]
    rows = [_reason_row(reason, e) for reason in e.reasons[:n_reasons]]
    if rest:
        points = sum(reason.contribution for reason in rest)
        rows.append(f"<tr><td>{len(rest)} more, together</td><td></td>{_bar(points, e)}</tr>")
    without = ""
    around = _neighbour_table(e.neighbours[:n_neighbours], e.not_applicable.get("neighbours", ""))
    if e.as_of:
        around = _row_table(e)
    if e.probability_without_links is not None:
        without = f"<p>Without any links the chance were {percent(e.probability_without_links)}.</p>"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<p class="chance">{percent(e.probability)}</p>
<p class="small">{escape(facts)}</p>
<p><strong>{escape(e.sentence)}</strong></p>
<h2>What raised and lowered the chance</h2>
<p class="small">Percentage points, from {percent(e.baseline_probability)} for the {escape(e.baseline_words)};
method: {escape(e.method)}.</p>
<table>{"".join(rows)}</table>
{without}
{around}
<h2>How far to trust this</h2>
<p>{escape(e.trust.sentence)}</p>
</body></html>
"""


def _reason_row(reason: Reason, explanation: LeadExplanation) -> str:
    name = LINK_WORDS.get(reason.column, reason.called)
    bar = _bar(reason.contribution, explanation)
    return f"<tr><td>{escape(name)}</td><td>{escape(reason.value)}</td>{bar}</tr>"


def _bar(points: float, explanation: LeadExplanation) -> str:
    largest = max((abs(reason.contribution) for reason in explanation.reasons), default=1.0) or 1.0
    width = min(50 * abs(points) / largest, 50)
    kind = "up" if points >= 0 else "down"
    return (
        f'<td class="n">{signed(points)}</td>'
        f'<td style="width:54mm"><span class="bar {kind}" style="width:{width:.1f}mm"></span></td>'
    )


def _neighbour_table(neighbours: tuple[NeighbourEvidence, ...], why_not: str) -> str:
    title = "<h2>Who is around</h2>"
    if not neighbours:
        return f"{title}<p>{escape(why_not or 'Nobody is linked to this client.')}</p>"
    rows = "".join(
        f"<tr><td>{escape(one.id)}</td><td>{escape(one.outcome)}</td><td>{escape(one.gap)}</td>"
        f'<td class="n">{"" if one.attention is None else percent(one.attention)}</td>'
        f'<td class="n">{"" if one.score_without is None else percent(one.score_without)}</td></tr>'
        for one in neighbours
    )
    heads = (
        "<tr><th>client</th><th>answer</th><th>when</th>"
        '<th class="n">looked at</th><th class="n">chance without</th></tr>'
    )
    note = (
        '<p class="small">How much the model looked at a neighbour does not say that it caused anything.</p>'
    )
    return f"{title}<table>{heads}{rows}</table>{note}"


def _row_table(explanation: LeadExplanation) -> str:
    """The rows that moved the chance most, few enough for one sheet."""
    title, day = "<h2>Which rows carried it</h2>", day_words(explanation.as_of)
    if not explanation.rows:
        return f"{title}<p>No row of another table was linked on {day}.</p>"
    told = [row for row in explanation.rows if _moves(row, explanation.probability)][:_PRINTED_ROWS]
    told = told or list(explanation.rows[:1])
    lines = "".join(
        f"<tr><td>{escape(row.kind)}</td><td>{escape(_row_words(row))}</td>"
        f'<td class="d">{day_words(row.when)}</td><td class="n">{signed(row.contribution)}</td>'
        f'<td class="n">{"" if row.chance_without is None else percent(row.chance_without)}</td></tr>'
        for row in told
    )
    heads = (
        "<tr><th>linked as</th><th>row</th><th>when</th>"
        '<th class="n">points</th><th class="n">without it</th></tr>'
    )
    n = sum(kind.n_rows for kind in explanation.kinds)
    note = (
        f'<p class="small">{len(told)} of {n:,} rows that were heard, as known on {day}; nothing later was looked at. '
        "“Without it” is the chance if the row had never been written.</p>"
    )
    return f"{title}<table>{heads}{lines}</table>{note}"


def _moves(row: RowEvidence, probability: float) -> bool:
    """Whether a row moves the chance by as much as is printed."""
    change = 0.0 if row.chance_without is None else 100 * (row.chance_without - probability)
    return abs(row.contribution) >= _LEAST or abs(change) >= _LEAST


def _row_words(row: RowEvidence) -> str:
    cells = [f"{column}: {text}" for column, text in list(row.cells.items())[:_PRINTED_CELLS]]
    return " · ".join([row.name, *cells])
