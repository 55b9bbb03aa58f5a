"""The template that a user can download: the columns a campaign file has, with five rows to show how."""

from __future__ import annotations

import csv
import io

COLUMNS = (
    *("client_id", "contact_date", "age", "job", "marital", "education", "balance", "has_mortgage"),
    *("contact", "branch", "employer", "earlier_contacts", "earlier_outcome", "subscribed"),
)
_ROWS = (
    (
        "C0001",
        "2026-01-12",
        34,
        "technician",
        "single",
        "secondary",
        1250.40,
        "yes",
        "mobile",
        "North",
        "Alder",
    ),
    ("C0002", "2026-01-12", 58, "retired", "married", "primary", 8430.00, "no", "phone", "North", ""),
    (
        "C0003",
        "2026-01-13",
        41,
        "management",
        "married",
        "tertiary",
        310.75,
        "yes",
        "mobile",
        "South",
        "Birch",
    ),
    ("C0004", "2026-01-14", 27, "student", "single", "tertiary", -52.10, "no", "mobile", "South", ""),
    (
        "C0005",
        "2026-01-15",
        45,
        "services",
        "divorced",
        "secondary",
        2100.00,
        "yes",
        "phone",
        "North",
        "Alder",
    ),
)
_OUTCOMES = (
    (0, "none", "no"),
    (2, "success", "yes"),
    (1, "failure", "no"),
    (0, "none", "yes"),
    (0, "none", ""),
)


def template_csv() -> bytes:
    """The template as CSV in UTF-8, with a mark by which Excel knows it.

    The last row has no answer yet: such clients are ranked and not learned from.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows((*row, *outcome) for row, outcome in zip(_ROWS, _OUTCOMES, strict=True))
    return text.getvalue().encode("utf-8-sig")
