"""Text of a table or file shown as text: Markdown's and Streamlit's special characters lose their meaning."""

import re

_SPECIAL = "\\`*{}[]<>#$~:|"
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # inside a word it means nothing


def plain(text: str) -> str:
    """The text with every special character escaped, on one line.

    Underscores inside a word stay: they mean nothing there, and names of fields that are read aloud keep them.
    """
    for character in _SPECIAL:
        text = text.replace(character, f"\\{character}")
    return " ".join(_UNDERSCORE.sub(r"\\_", text).split())
