"""Words of a row that describes columns and is no row itself: types, units, formats, "required"."""

from __future__ import annotations

import re

_TYPES = (
    *("string", "str", "text", "char", "varchar", "nvarchar", "character", "object", "uuid", "guid", "email"),
    *("int", "integer", "bigint", "smallint", "int32", "int64", "long", "whole number", "number", "numeric"),
    *("float", "float64", "double", "decimal", "real", "money", "currency", "percent", "percentage"),
    *("bool", "boolean", "yes/no", "y/n", "date", "datetime", "timestamp", "time", "date/time", "picklist"),
    *("lookup", "reference", "id", "key", "primary key", "foreign key", "enum", "category", "categorical"),
    *("zahl", "ganzzahl", "datum", "texte", "nombre", "entier", "fecha", "numero", "número", "texto"),
    *("required", "optional", "mandatory", "pflicht", "pflichtfeld", "nullable", "not null", "unique"),
)
_UNITS = (
    *(
        "%",
        "€",
        "$",
        "£",
        "¥",
        "eur",
        "usd",
        "gbp",
        "chf",
        "jpy",
        "k€",
        "keur",
        "kusd",
        "m€",
        "thousand",
        "million",
    ),
    *(
        "count",
        "pcs",
        "pieces",
        "#",
        "n",
        "no.",
        "kg",
        "g",
        "t",
        "lb",
        "m",
        "km",
        "cm",
        "mm",
        "m2",
        "m²",
        "sqm",
    ),
    *("s", "sec", "seconds", "min", "minutes", "h", "hours", "d", "day", "days", "weeks", "months", "years"),
    *("kwh", "mwh", "kw", "mw", "score", "index", "ratio", "-"),
)
_WORDS = frozenset((*_TYPES, *_UNITS))
_PATTERNS = re.compile(
    r"[dmy]{1,4}[-/. ][dmy]{1,4}([-/. ][dmy]{1,4})?([ t]hh:mm(:ss)?)?"  # yyyy-mm-dd
    r"|\w+ ?\(\d+(, ?\d+)?\)"  # varchar(20)
    r"|[\[(](in )?[\w€$£%²/. ]{1,12}[\])]"  # [kg], (in EUR)
    r"|in [a-z€$£%]{1,8}"
    r"|\{.*importid.*\}"
)


def is_description_word(cell: str) -> bool:
    """Whether a cell is the name of a type, a unit or a format."""
    word = cell.strip().lower()
    return word in _WORDS or bool(_PATTERNS.fullmatch(word))
