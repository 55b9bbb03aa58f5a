"""What people bring from SQL, spreadsheets and plain speech, and what to write instead."""

from __future__ import annotations

from core.task.query.habit import NAME, Habit, Match, habit

_SIGNS = {
    **dict.fromkeys(("greater than or equal to", "at least", "no less than"), ">="),
    **dict.fromkeys(("less than or equal to", "at most", "up to", "no more than"), "<="),
    **dict.fromkeys(("greater than", "more than", "over", "above", "after"), ">"),
    **dict.fromkeys(("less than", "fewer than", "under", "below", "before"), "<"),
    **dict.fromkeys(("is not equal to", "not equal to", "does not equal"), "!="),
    **dict.fromkeys(("is equal to", "equal to", "equals", "eq"), "="),
}
_SIGN_WORDS = "|".join(sorted((word.replace(" ", r"\s+") for word in _SIGNS), key=len, reverse=True))
_EMPTY = "EMPTY|BLANK|MISSING|NONE|UNKNOWN"
_SPREADSHEET = "CASE|WHEN|THEN|ELSE|IF|IIF|COALESCE|CAST|LOWER|UPPER|TRIM|YEAR|MONTH|ROUND|ABS"
_CLOCK = "TODAY|NOW|CURRENT_DATE|CURDATE|GETDATE|SYSDATE|YESTERDAY|DATEADD|DATEDIFF|INTERVAL"
_BY_A_SIGN = "Values are compared by a sign"


_CELL = rf"{NAME}(?:\.{NAME})?"
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def _turned(match: Match) -> str:
    return f"Write {match['c']} {_TURNED[match['op']]} {match['n']}"


def _null(match: Match) -> str:
    return "Write IS NOT NULL" if match["op"] in ("!=", "<>") else "Write IS NULL"


def _sign(match: Match) -> str:
    return f"Write {_SIGNS[' '.join(match['at'].lower().split())]}"


def _yes_no(match: Match) -> str:
    return f"Write {'!=' if match['no'] else '='} {match['v'].lower()}"


OTHER_LANGUAGES: tuple[Habit, ...] = (
    habit(
        r"\A\s*(?:SELECT|WITH|SHOW|FIND|GIVE|LIST|GET)\b",
        "Rows are not selected, but predicted",
        "Write what is predicted and for whom, as in PREDICT will_convert FOR EACH contact",
    ),
    habit(
        r"\b(?:ORDER|SORT|RANK)(?:ED|ING)?\s+BY\b",
        "The best come first by themselves",
        "Write RANK, or TOP 20, at the end",
    ),
    habit(
        r"\b(?:LIMIT|FETCH\s+FIRST|FIRST|BEST)\s+(?P<n>\d+)",
        "TOP says how many",
        lambda match: f"Write TOP {match['n']} at the end",
    ),
    habit(r"\b(?:LIMIT|OFFSET)\b", "TOP says how many", "Write TOP 20 at the end"),
    habit(r"\bTOP\s+(?=[^\W\d])", "TOP takes a whole number", "Write TOP 20 at the end"),
    habit(
        r"\bTOP\s+(?P<n>\d+)(?!\s+WHERE)",
        "TOP stands last",
        lambda match: f"Write TOP {match['n']} at the end",
    ),
    habit(
        rf"\b(?:GROUP|PARTITION)\s+BY\b(?:\s+(?P<t>{NAME}))?",
        "FOR EACH says whose rows are counted together",
        lambda match: f"Write FOR EACH {match['t'] or 'contact'} and leave the grouping out",
    ),
    habit(
        r"\bHAVING\b",
        "A count is compared where it stands",
        "Write it after WHERE, as in WHERE COUNT(activity.*, -30, 0, days) > 2",
    ),
    habit(
        r"\b(?:(?:INNER|LEFT|RIGHT|FULL|OUTER|CROSS)\s+)*JOIN\b",
        "Tables are joined by their links",
        "Leave the join out, and name tables after USING where only some are meant",
    ),
    habit(
        rf"\bFROM\s+(?P<t>{NAME})",
        "FOR says for whom",
        lambda match: f"Write FOR EACH {match['t']}",
    ),
    habit(
        r"\b(?:UNION|EXCEPT|INTERSECT)\b", "One query asks one question", "Join conditions by OR, AND or NOT"
    ),
    habit(
        rf"\bFOR\s+(?:EACH\s+)?{_CELL}\s+(?P<at>AND|WITH|THAT|WHO|WHOSE|WHICH|IF|WHEN)\b",
        "A filter stands after WHERE",
        "Write WHERE",
    ),
    habit(
        rf"\((?P<t>{NAME})\.(?P<c>{NAME})\s*(?P<at>=|[<>!]|IN\b|LIKE\b)",
        "The filter of a count stands after WHERE",
        lambda match: f"Write {match['t']}.* WHERE {match['c']} …",
    ),
    habit(
        rf"(?P<at>,)\s*(?:AND\s+)?(?!(?:day|hour|minute|month)s?\b){_CELL}\s*(?:=|[<>!]|IS\b|IN\b|LIKE\b)",
        "Conditions are joined by words",
        "Write AND, and inside a count WHERE before the first",
    ),
    habit(r"['\"]\s+OR\s+(?P<at>['\"])", "Several values stand after IN", "Write IN ('a', 'b')"),
    habit(r"=\s*['\"]~*['\"]\s*(?P<at>,)", "Several values stand after IN", "Write IN ('a', 'b')"),
    habit(rf"\b{_CELL}\s+NOT\s+(?P<at>=)", "Unequal is one sign", "Write !="),
    habit(
        r"[<>]=?\s*(?P<a>-?\d[\d.]*)\s*(?P<at>[<>]=?)\s*(?P<b>-?\d[\d.]*)",
        "A range is written with BETWEEN",
        lambda match: f"Write BETWEEN {match['a']} AND {match['b']}",
    ),
    habit(
        r"\bBETWEEN\s+(?P<a>\S+?)\s*(?P<at>,|TO\b|-)\s*(?P<b>\S+)",
        "The ends of a range are joined by AND",
        lambda match: f"Write BETWEEN {match['a']} AND {match['b']}",
    ),
    habit(
        rf"(?P<n>-?\d[\d.]*)\s*(?P<op>[<>]=?|=)\s*(?P<c>{_CELL})", "The column stands on the left", _turned
    ),
    habit(
        r"(?:=|[<>])\s*(?P<at>(?:COUNT_DISTINCT|COUNT|SUM|AVG|MIN|MAX|EXISTS)\s*\()",
        "A count is compared with a number, not with another count",
        "Write the number, such as > 2",
    ),
    habit(r"&&?", "Conditions are joined by words", "Write AND"),
    habit(r"\|\|?", "Conditions are joined by words", "Write OR"),
    habit(r"!={2,}", "Unequal is one sign", "Write !="),
    habit(
        r"!(?!=)", "A condition is turned round by a word", "Write NOT, or != between a column and a value"
    ),
    habit(r"=\s*>", "The sign is the other way round", "Write >="),
    habit(r"=\s*<", "The sign is the other way round", "Write <="),
    habit(r"={3,}|:=", "Equal is one sign", "Write ="),
    habit(rf"(?P<op>==?|!=|<>)\s*(?P<at>(?:NULL|NAN|{_EMPTY})\b)", "Nothing equals an empty cell", _null),
    habit(
        rf"\bIS\s+NOT\s+(?:{_EMPTY})\b|\bIS\s+(?:FILLED|SET|KNOWN|PRESENT)\b|\bNOT\s+NULL\b",
        "Filled is said otherwise",
        "Write IS NOT NULL",
    ),
    habit(rf"\bIS\s+(?:{_EMPTY})\b", "Empty is said otherwise", "Write IS NULL"),
    habit(r"\bIS\s+(?P<no>NOT\s+)?(?P<v>TRUE|FALSE)\b", "Yes and no are compared by =", _yes_no),
    habit(rf"\b(?P<at>{_SIGN_WORDS})(?:\s+(?=['\"\d-])|$)", _BY_A_SIGN, _sign),
    habit(rf"\bIS\s+(?P<at>{_SIGN_WORDS})\s+(?=['\"\d-])", _BY_A_SIGN, _sign),
    habit(r"\bIS\s+NOT\s+(?=['\"\d])", _BY_A_SIGN, "Write != in place of IS NOT"),
    habit(r"\b(?:IS|WAS)\s+(?=['\"\d])", _BY_A_SIGN, "Write = in place of IS"),
    habit(
        r"\b(?:ILIKE|RLIKE|REGEXP|MATCHES|SIMILAR\s+TO)\b|~",
        "Text is searched by LIKE or CONTAINS",
        "Write LIKE 'chief%' or CONTAINS 'chief'",
    ),
    habit(
        r"\b(?:STARTS?|BEGINS?)_?\s*WITH\b", "The beginning of a text is asked by LIKE", "Write LIKE 'chief%'"
    ),
    habit(r"\bENDS?_?\s*WITH\b", "The end of a text is asked by LIKE", "Write LIKE '%officer'"),
    habit(
        r"\b(?:IN|AGAINST)\s*(?P<at>[\[{'\"\d])", "Several values stand in parentheses", "Write ('a', 'b')"
    ),
    habit(r"--|//|/\*|#", "A query has no comments", "Leave it out"),
    habit(
        rf"\b(?:{_CLOCK})\b",
        "The day of the question has no name: windows are counted from it",
        "Count rows since then, as in COUNT(activity.*, -30, 0, days) > 0, or write a date such as '2026-01-31'",
    ),
    habit(
        rf"\b(?:{_SPREADSHEET})\s*(?=\()|\b(?:CASE\s+WHEN)\b",
        "Values are not worked out in a query",
        "Compare the column as it is, as in stage IN ('Won', 'Signed')",
    ),
    habit(
        r"[*/+](?=\s*[\w(])|(?<=[\w)])\s+-\s",
        "A query does not calculate",
        "Compare with the number itself, or bring the result as a column of the table",
    ),
)
