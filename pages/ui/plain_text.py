"""Text of a table or file shown as text: Markdown's and Streamlit's special characters lose their meaning."""

from __future__ import annotations

import re

_SPECIAL = "\\`*{}[]<>#$~:|"
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # inside a word it means nothing
# Where an address of the web or of mail would become a link.
_LINK = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_SIGNS = re.compile(r"(?<!\S)([-<>~])([-=>])(?!\S)")  # by themselves -- and >= would become another character
_LIST = re.compile(
    r"^(?:(?=[-+](?:\s|$)|-[-\s]*$)|(\d{1,9})(?=[.)](?:\s|$)))"
)  # where a list or a rule would begin


def plain(text: str) -> str:
    """The text with every special character escaped, on one line.

    Underscores inside a word stay: they mean nothing there, and names of fields that are read aloud keep them.
    Addresses of the web and of mail get a space of no width inside, so that they are not made into links, and so do
    signs that would be drawn as another one (-- as a dash).
    """
    text = _SIGNS.sub("\\1\u200b\\2", _LINK.sub("\u200b", text))
    for character in _SPECIAL:
        text = text.replace(character, f"\\{character}")
    text = " ".join(_UNDERSCORE.sub(r"\\_", text).split())
    return _LIST.sub(r"\1\\", text)
