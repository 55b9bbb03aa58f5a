"""How lists of ids are written in one cell: what stands between the entries, and where an entry gives its id."""

from __future__ import annotations

from core.cell_words import cell_words
from core.tables.salesforce_ids import filled_sql

SEPARATORS = {  # as they are called, and as a pattern; the first of equals counts
    **{";": "[;；]", "|": r"\|", "a new line": r"\r?\n|\r|/n", ",": "[,，、]", "/": "/", "a tab": "\t"},
    **{"+": r"\+", "&": "&", "and": " (?:and|und|et|y|e|en|og|och|и) ", ";#": ";#"},
    "a blank": " +",
}
_IN_BRACKETS, _IN_FRONT = " and the id stands in brackets", " and the id stands in front"
# how an entry that names a row besides gives its key: "Ada Lund (501000)", "501000 - Ada Lund", [{"id": "501000"}]
_PICKED = {
    _IN_BRACKETS: r"[(\[<]\s*([^()\[\]<>]+?)\s*[)\]>]\s*$",
    _IN_FRONT: r"^\s*([^\s:]+)(?:\s+[-–—|]|:|\s*=)\s+\S",
}
_OBJECTS = "JSON"
_ID_OF_OBJECT = r""""(?:id|Id|ID|key)"\s*:\s*"?([^",}\]]+)"""
WAYS = {  # a way to write lists, and the pattern of a cell that may hold one
    **SEPARATORS,
    **{f"{name}{how}": picked for how, picked in _PICKED.items() for name in (";", "|", "a new line", ",")},
    _OBJECTS: _ID_OF_OBJECT,
}
IN_ANY_TEXT = ("a blank",)  # it stands in any text: only where the column's name says whose keys they are


def entries_sql(text: str, separator: str) -> str:
    """An SQL expression for the different entries of a list in a cell; brackets and quotes of JSON are no part."""
    if separator == _OBJECTS:
        found = f"regexp_extract_all({text}, {pattern_sql(_ID_OF_OBJECT)}, 1)"
        return f"list_distinct(CASE WHEN len({found}) > 0 THEN {found} ELSE [{text}] END)"
    how = next((one for one in _PICKED if separator.endswith(one)), None)
    bare = text if how else f"regexp_replace({text}, '^\\s*[\\[{{(]|[\\]}})]\\s*$', '', 'g')"
    between = pattern_sql(SEPARATORS[separator.removesuffix(how or "")])
    parts = f"regexp_split_to_array({bare}, {between})"
    if how is not None:
        picked = f"nullif(regexp_extract(entry, {pattern_sql(_PICKED[how])}, 1), '')"
        parts = f"list_transform({parts}, lambda entry: coalesce({picked}, entry))"  # an id may stand alone
    entry = "nullif(trim(trim(entry), '\"'''), '')"
    clean = f"list_transform({parts}, lambda entry: {filled_sql(entry)})"
    return f"list_distinct(list_filter({clean}, lambda entry: entry IS NOT NULL))"


def way_in_words(way: str) -> str:
    """The same in words."""
    if way == _OBJECTS:
        return "they are written as JSON"
    how = next((one for one in _PICKED if way.endswith(one)), "")
    return f"they are told apart by {cell_words(way.removesuffix(how))}{how}"


def pattern_sql(pattern: str) -> str:
    """A pattern as a literal of the engine; none of ours holds a quotation mark of its own."""
    return "'" + pattern + "'"
