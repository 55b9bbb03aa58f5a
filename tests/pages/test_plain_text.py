"""Text of a table stays text: no Markdown, no link, and names of fields as they are."""

from __future__ import annotations

import pytest

from pages.ui.plain_text import plain


def test_names_of_fields_stay_as_they_are() -> None:
    assert plain("housing_loan") == "housing_loan"
    assert plain(" two\nlines ") == "two lines"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("_slanted_", r"\_slanted\_"),
        ("__init__", r"\_\_init\_\_"),
        ("*bold* $x$ [a](b)", r"\*bold\* \$x\$ \[a\](b)"),
        ("<script>", r"\<script\>"),
        (":material/home:", r"\:material/home\:"),
        ("http://x.test", "http\\:\u200b//x.test"),
        ("WWW.x.test", "WWW\u200b.x.test"),
        ("a@x.test", "a\u200b@x.test"),
        ("***", r"\*\*\*"),
        ("-", r"\-"),
        ("--", "-\u200b-"),
        ("---", r"\---"),
        ("recode --accept", "recode --accept"),
        ("a -> b >= c", "a -\u200b\\> b \\>\u200b= c"),
        ("- nothing", r"\- nothing"),
        ("-1", "-1"),
        ("1. of May", r"1\. of May"),
        ("1.5", "1.5"),
    ],
)
def test_nothing_else_keeps_a_meaning(text: str, shown: str) -> None:
    assert plain(text) == shown
