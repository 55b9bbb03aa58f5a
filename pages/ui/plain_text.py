"""Text of a table or file shown as text: Markdown's and Streamlit's special characters lose their meaning."""

_SPECIAL = "\\`*_{}[]<>#$~:|"


def plain(text: str) -> str:
    """The text with every special character escaped, on one line."""
    for character in _SPECIAL:
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())
