"""The printable page: complete, and nothing of a table is ever taken for HTML."""

from html.parser import HTMLParser

from core.explanation.brief import brief_html
from core.explanation.lead_explanation import LeadExplanation, NeighbourEvidence, Reason, Trust
from core.explanation.row_evidence import RowEvidence

EVIL = '<script>alert("1")</script>'


def explanation(**changes: object) -> LeadExplanation:
    facts: dict[str, object] = {
        "run_id": "gat-1",
        "row": 3,
        "id": EVIL,
        "probability": 0.71,
        "raw_score": 0.8,
        "base_rate": 0.12,
        "rank": 1,
        "percentile": 99.0,
        "sentence": f"Chance of yes is 71 %, mainly because job is {EVIL}.",
        "method": "integrated gradients",
        "reasons": tuple(
            Reason(column=f"c{i} {EVIL}", value=EVIL, contribution=points, sentence="")
            for i, points in enumerate((31.0, -9.0, 4.0, 1.0))
        ),
        "neighbours": (
            NeighbourEvidence(
                row=1, id=EVIL, relations=(EVIL,), outcome=EVIL, attention=0.3, score_without=0.5
            ),
        ),
        "probability_without_links": 0.22,
        "baseline_probability": 0.44,
        "trust": Trust(level="good", fidelity=0.9, sentence=f"Good {EVIL}"),
    }
    return LeadExplanation.model_validate(facts | changes)


class Tags(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def test_table_text_stays_text():
    page = parsed(brief_html(explanation(), grade="A", place="rank 1 of 9"))
    assert "script" not in page.tags
    assert page.text.count(EVIL) >= 8
    for fact in (
        "71 %",
        "grade A · rank 1 of 9 · run gat-1",
        "from 44 %",
        "chance were 22 %",
        "+31.0",
        "−9.0",
    ):
        assert fact in page.text


def test_text_of_linked_rows_stays_text():
    row = RowEvidence(
        number=0,
        node_type="t",
        node=0,
        table=EVIL,
        name=EVIL,
        kind=EVIL,
        hop=1,
        cells={EVIL: EVIL},
        contribution=9.0,
    )
    page = parsed(brief_html(explanation(rows=(row,), as_of="2026-03-01", baseline_words=f"typical {EVIL}")))
    assert "script" not in page.tags
    assert f"{EVIL} · {EVIL}: {EVIL}" in page.text  # the row's name and its cells
    assert f"for the typical {EVIL}" in page.text


def test_the_smaller_reasons_are_one_line():
    page = parsed(brief_html(explanation(), n_reasons=2))
    assert "2 more, together" in page.text and "+5.0" in page.text


def test_a_part_that_does_not_apply_says_why():
    why = "Does not apply: no links"
    page = parsed(
        brief_html(
            explanation(neighbours=(), not_applicable={"neighbours": why}, probability_without_links=None)
        )
    )
    assert why in page.text and "Without any links" not in page.text
