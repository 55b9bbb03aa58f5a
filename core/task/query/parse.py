"""From the one line of a query to its value; a mistake is pointed at, whatever the text is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.task.query.ast import Query
from core.task.query.errors import QueryError

if TYPE_CHECKING:  # screens that show a stored query need no parser
    from lark import Lark

    from core.task.query.places import Places

MAX_TEXT = 20_000


def parse_query(text: str) -> Query:
    """The query that a line says. Names are not looked up: see `core.task.query.check.resolve`.

    Args:
        text: The query; keywords in any case, line breaks count as spaces.

    Raises:
        QueryError: the text is no query; it points at the character, says what could stand there, and
            proposes the nearest word.
    """
    return parse_with_places(text)[0]


def parse_with_places(text: str) -> tuple[Query, Places]:
    """The query that a line says, and where in the line each part of it stands.

    Raises:
        QueryError: as for `parse_query`.
    """
    from lark import UnexpectedInput
    from lark.exceptions import VisitError

    from core.task.query.reading import Reader
    from core.task.query.syntax import explained

    if len(text) > MAX_TEXT:
        raise QueryError(
            "The query is too long", found=f"{len(text):,} characters", expected=f"at most {MAX_TEXT:,}"
        )
    reader = Reader(text)
    try:
        return reader.transform(parser().parse(text)), reader.places
    except UnexpectedInput as error:
        raise explained(error, text) from None
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise


@cache
def parser() -> Lark:
    """The parser of `grammar.lark`, made once."""
    from lark import Lark

    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True)
