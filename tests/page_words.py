"""What a page says: all its plain text, for tests that look for a word."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def said(app: AppTest) -> str:
    """Every text, caption, message, title and tile of the page."""
    kinds = (
        app.title, app.header, app.subheader, app.markdown, app.text, app.caption, app.code,
        app.error, app.warning, app.info, app.success,
    )  # fmt: skip
    parts = [str(part.value) for kind in kinds for part in kind]
    return "\n".join([*parts, *(f"{tile.label}: {tile.value}" for tile in app.metric)])
