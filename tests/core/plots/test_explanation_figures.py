"""The pictures of one client's explanation hold the explanation's numbers and no markup of the table."""

import numpy as np
import pytest

from core.explanation.lead_explanation import LeadExplanation, NeighbourEvidence, Reason, Trust
from core.plots.explanation import (
    attention_figure,
    attention_table,
    rank_figure,
    reasons_figure,
    reasons_table,
)
from core.plots.template import BRICK, TEAL

POINTS = (31.0, 12.0, -4.0, 2.0, 0.5, 0.01)


def explanation() -> LeadExplanation:
    return LeadExplanation(
        run_id="gat-1",
        row=0,
        id="a",
        probability=0.71,
        raw_score=0.8,
        base_rate=0.12,
        rank=1,
        percentile=99.0,
        sentence="",
        method="integrated gradients",
        reasons=tuple(
            Reason(
                column="<b>links</b>" if i == 0 else f"c{i}",
                value="<a href='x'>1</a>",
                contribution=p,
                sentence="",
            )
            for i, p in enumerate(POINTS)
        ),
        neighbours=tuple(
            NeighbourEvidence(
                row=i,
                id=f"n{i}",
                relations=("r",),
                outcome="yes",
                attention=share,
                attention_per_layer=(share, 0.1),
            )
            for i, share in enumerate((0.1, 0.4, 0.2))
        ),
        layer_names=("layer 1", "known outcomes"),
        baseline_probability=0.3,
        trust=Trust(level="good", fidelity=0.9, sentence=""),
    )


def test_reasons_are_bars_with_the_rest_in_one():
    chart = reasons_figure(explanation(), most=3)
    bars = chart.data[0]
    assert list(bars.x) == pytest.approx([31.0, 12.0, -4.0, 2.5])
    assert list(bars.marker.color) == [TEAL, TEAL, BRICK, TEAL]
    assert list(bars.text) == ["+31", "+12", "−4.0", "+2.5"]
    assert chart.layout.yaxis.ticktext[3] == "2 more, together"
    assert "<b>" not in chart.layout.title.text and "+31 points" in chart.layout.title.text
    assert "<a" not in "".join(chart.layout.yaxis.ticktext) + "".join(bars.customdata)


def test_the_table_under_the_bars_has_every_reason():
    assert reasons_table(explanation())["points"].tolist() == pytest.approx(POINTS)


def test_rank_marks_the_clients_bar():
    chances = np.linspace(0, 0.5, 1000)
    chart = rank_figure(chances, 0.26, "top <5> %")
    colours = list(chart.data[0].marker.color)
    assert colours.count(TEAL) == 1
    assert abs(chart.data[0].x[colours.index(TEAL)] - 26) < 2
    assert sum(chart.data[0].customdata) == 1000
    assert "<5>" not in chart.layout.title.text and "n = 1,000" in chart.layout.title.text


def test_attention_is_sorted_and_shows_every_layer():
    table = attention_table(explanation())
    assert table["client"].tolist() == ["n1", "n2", "n0"]
    chart = attention_figure(explanation())
    assert list(chart.data[0].x) == pytest.approx([40, 20, 10])
    assert [trace.name for trace in chart.data] == ["combined", "layer 1", "known outcomes"]
    assert list(chart.data[2].x) == pytest.approx([10, 10, 10])
    assert "n1: 40 %" in chart.layout.title.text


def test_nothing_that_sets_a_client_apart():
    plain = explanation().model_copy(update={"reasons": ()})
    assert "Nothing sets this client apart" in reasons_figure(plain).layout.title.text
