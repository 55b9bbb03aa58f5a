"""Broken queries: each gives one message that points at the character, whatever the text is."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark

from core.errors import GraphLeadError
from core.task.query.check import resolve
from core.task.query.errors import QueryError, nearest
from core.task.query.parse import MAX_TEXT, parse_query, parser
from core.task.query.text import query_text
from tests.core.task.small_crm import b2b

CONTACT = "PREDICT x FOR contact WHERE "


# broken query, the piece at which the caret must stand (its last occurrence), words of the message
BROKEN = {
    "PREDCT x FOR contact": ("PREDCT", "Did you mean PREDICT"),
    "x FOR contact": ("x FOR", "Expected: PREDICT"),
    "PREDICT x FR contact": ("FR", "Did you mean FOR"),
    "PREDICT x FOR EAHC contact": ("EAHC", "Did you mean EACH"),
    "PREDICT x FOR contact wher a = 1": ("wher", "Did you mean WHERE"),
    "PREDICT x FOR contact WHERE a = 1 asuming b = 1": ("asuming", "Did you mean ASSUMING"),
    "PREDICT CUONT(a.*, 0, 90, days) > 0 FOR contact": ("CUONT", "Did you mean COUNT"),
    "PREDICT MEDIAN(a.*, 0, 90, days) > 0 FOR contact": ("MEDIAN", "COUNT, SUM, AVG, MIN, MAX"),
    "PREDICT COUNT a.*, 0, 90, days) > 0 FOR contact": ("a.*", "Write COUNT("),
    "PREDICT COUNT(a.*, 0, 90, dys) > 0 FOR contact": ("dys", "Did you mean days"),
    "PREDICT COUNT(a.*, 0, 90, weeks) > 0 FOR contact": ("weeks", "Write 0, 630, days"),
    "PREDICT COUNT(a.*, 0 90, days) > 0 FOR contact": ("90", "Expected: a comma"),
    "PREDICT COUNT(a.*, 0, 90, days > 0 FOR contact": ("> 0", "a closing parenthesis"),
    "PREDICT COUNT(a.*, 0, -INF, days) > 0 FOR contact": ("-INF", "Begin with -INF"),
    CONTACT + "a = Won": ("Won", "Put text in quotes, as in 'Won'"),
    CONTACT + "a = NULL": ("NULL", "Write IS NULL"),
    CONTACT + "a >= 2026-01-31": ("2026-01-31", "Put dates in quotes"),
    CONTACT + "a = 'Won": ("'Won", "never closed"),
    CONTACT + "a = “Won”": ("“Won", "straight quotes"),
    CONTACT + "a > −3": ("−3", "minus sign of the keyboard"),
    CONTACT + "a lik 'x'": ("lik", "Did you mean LIKE"),
    CONTACT + "COUNT(a.*, -30, 0, days)": (None, "Add one, such as > 0"),
    CONTACT + '"" = 1': ('""', "A name cannot be empty"),
    CONTACT + "a = 99999999999999999999": ("9" * 20, "is too large"),
    CONTACT + "a = 1e999": ("1e999", "is too large"),
    CONTACT + "(a = 1": (None, "ends too early"),
    "PREDICT x FOR ": ("", "a table"),
    "PREDICT x FOR sales team": ("team", '"double quotes"'),
    "PREDICT x FOR a USING b WHERE c = 1": ("WHERE", "The order is PREDICT, FOR, WHERE"),
    "PREDICT x FOR a IN ()": (")", "a number"),
    "PREDICT x FOR a #": ("#", "no comments"),
    "PREDICT x FOR a §": ("§", "cannot stand here"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_broken_queries_are_pointed_at(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error, (piece, words) = caught.value, BROKEN[text]
    if piece is None:
        place = len(text)
    elif piece == "":
        place = len(text.rstrip())
    else:
        place = text.rindex(piece)
    assert error.position == place, str(error)
    assert words in str(error)
    line, caret = error.caret.split("\n")
    assert line == text.rstrip() or line == text
    assert caret == " " * place + "^"


def test_the_empty_query_shows_an_example() -> None:
    for text in ("", "  \n "):
        with pytest.raises(QueryError, match="is empty") as caught:
            parse_query(text)
        assert "PREDICT COUNT(" in str(caught.value)


def test_the_caret_stands_in_its_line_and_under_wide_letters() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("PREDICT x\nFOR 会社 b c\nWHERE d")
    assert caught.value.caret == "FOR 会社 b c\n         ^"
    assert caught.value.position == "PREDICT x\nFOR 会社 b c".index("b")


def test_a_long_line_is_cut_around_the_mistake() -> None:
    text = f"PREDICT x FOR contact WHERE {' AND '.join(['a = 1'] * 100)} b = 2"
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    line, caret = caught.value.caret.split("\n")
    assert len(line) < 130
    assert line[caret.index("^")] == "b"


def test_long_texts_and_deep_nesting_are_refused_at_once() -> None:
    deep = {
        "PREDICT " + "x" * 100_000: "too long",
        "(" * 100_000: "too long",
        CONTACT + "NOT " * 4_000 + "a = 1": "nests more than",
        CONTACT + "(" * 9_000: "ends too early",
        CONTACT + "(NOT " * 3_000 + "a = 1" + ")" * 3_000: "nests more than",
        CONTACT + "a = " + "9" * 19_000: "too large",
        CONTACT + "a = '" + "''" * 9_000: "never closed",
        "PREDICT count" + " " * 19_000: "parenthesis",
        "PREDICT " + "COUNT(a WHERE " * 1_000: "ends too early",
    }
    for text, words in deep.items():
        begun = time.process_time()
        with pytest.raises(QueryError, match=words):
            parse_query(text)
        assert time.process_time() - begun < 3, text[:60]
    assert parse_query(CONTACT + "(" * 5_000 + "a = 1" + ")" * 5_000).where is not None


def test_as_long_as_allowed() -> None:
    text = "PREDICT x FOR contact WHERE a = '"
    text += "y" * (MAX_TEXT - len(text) - 1) + "'"
    assert query_text(parse_query(text)) == text
    with pytest.raises(QueryError, match="20,001"):
        parse_query(text + " ")


_GOOD = (
    "PREDICT COUNT(opportunity.* WHERE stage IN ('Won', 'Closed Won') AND amount > 5, 0, 180, days) > 0 "
    "FOR EACH contact.contact_id WHERE (age > 3 OR NOT country = 'DE') AND COUNT(activity.*, -30, 0, days) > 2 "
    "ASSUMING EXISTS(activity.*, 0, 30, days) USING contact, company, activity, opportunity"
)
_SIGNS = "( ) , . * ' \" ` = > - -INF AS ; 1e9 NOT '' LIKE COUNT( EXISTS( months $END � 🙂 é"
_PIECES = [*_GOOD.split(), *_SIGNS.split(), "\n", "\x00", "\u200d", "\ud800", "CONTAINS 'x'", "IS NULL"]
_TERMINALS = re.compile(r"\b(?:_?[A-Z]+_[A-Z]+|_[A-Z]+|RPAR|LPAR|TICKED|QUOTED|__ANON\w*)\b|\$END")


def _mutated(generator: random.Random) -> str:
    words = _GOOD.split(" ")
    for _ in range(generator.randint(1, 4)):
        place = generator.randrange(len(words))
        kind = generator.randrange(5)
        if kind == 0:
            del words[place : place + generator.randint(1, 3)]
        elif kind == 1:
            words.insert(place, generator.choice(_PIECES))
        elif kind == 2:
            words[place] = generator.choice(_PIECES)
        elif kind == 3:
            word = list(words[place])
            generator.shuffle(word)
            words[place] = "".join(word)
        else:
            cut = generator.randrange(len(words[place]) + 1)
            words[place] = words[place][:cut] + generator.choice(_PIECES) + words[place][cut + 1 :]
        words = words or ["PREDICT"]
    return " ".join(words)


def test_a_thousand_broken_queries_give_a_message_and_no_trace() -> None:
    generator, tables, refused = random.Random(7), b2b(), 0  # noqa: S311 - only shuffles test input
    for _ in range(1_000):
        text = _mutated(generator)
        try:
            resolve(text, tables)
        except GraphLeadError as error:
            refused += 1
            assert isinstance(error, QueryError)
            assert 0 <= error.position <= len(text)
            message = str(error).removesuffix(error.caret)
            known = message.replace("COUNT_DISTINCT", "")
            assert not _TERMINALS.search(known) or _TERMINALS.search(text), message
            assert message.strip() and "\n" not in message.strip()
            str(error).encode()
    assert refused > 800


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_any_text_at_all(text: str) -> None:
    for whole in (text, f"PREDICT {text}", f"PREDICT x FOR contact WHERE {text}"):
        try:
            parse_query(whole)
        except QueryError as error:
            assert 0 <= error.position <= len(whole)


def test_every_part_of_the_grammar_has_words() -> None:
    assert isinstance(parser(), Lark)
    from core.task.query.syntax import in_words

    for terminal in parser().terminals:
        words = in_words({terminal.name})
        assert not words.startswith("_")
        assert words == words.strip()
        if not re.match(r"\(\?i:[A-Z]", terminal.pattern.to_regexp()):
            assert words != terminal.name, terminal.name


def test_nearest_name() -> None:
    assert nearest("oportunity", ["contact", "opportunity"]) == "opportunity"
    assert nearest("CONTACT", ["contact"]) == "contact"
    assert nearest("zebra", ["contact", "opportunity"]) is None
    assert nearest("", ["contact"]) is None
