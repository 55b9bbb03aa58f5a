"""The neighbourhood picture: pyvis's own vis-network in a Streamlit v2 component, offline, places given."""

from __future__ import annotations

import html
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
_FRAME = '<div class="neighbourhood" role="img"></div>'


@cache
def _components() -> tuple[Any, Any]:
    """(library, picture): the library is a component of its own, so that its 470 KB travel once a page."""
    spec = importlib.util.find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pyvis is not installed")
    library = (Path(spec.origin).parent / "lib" / "vis-9.1.2" / "vis-network.min.js").read_text("utf-8")
    library = library.split("//# sourceMappingURL")[0]
    once = f"if (!globalThis.vis) {{\n{library}\n}}\nexport default function () {{}}\n"
    return (
        st.components.v2.component("graphleadiq_vis_network", js=once),
        st.components.v2.component(
            "graphleadiq_neighbourhood",
            html=_FRAME,
            css=(_HERE / "network.css").read_text("utf-8"),
            js=(_HERE / "network.js").read_text("utf-8"),
        ),
    )


def network_picture(payload: dict[str, Any], *, key: str, height: int = 460) -> int | None:
    """Draws a payload of `core.plots.network.network_payload`.

    Args:
        payload: Nodes, links and the sentence that says the same.
        key: Widget key, such as "lead.network".
        height: In pixels.

    Returns:
        The row of the neighbour that was just clicked, else None.
    """
    library, picture = _components()
    library(key=f"{key}.library", height=1)
    result = picture(key=key, data={**payload, "height": height}, on_opened_change=_nothing)
    opened = result.get("opened")
    return None if opened is None else int(opened)


def legend(marks: list[tuple[str, str, str]], note: str) -> None:
    """What the colours and shapes of a picture mean.

    Args:
        marks: (colour, mark, words); words from tables are shown as text.
        note: One sentence after them.
    """
    shown = " · ".join(
        f'<span style="color:{colour}">{mark}</span> {html.escape(words)}' for colour, mark, words in marks
    )
    st.html(f'<div style="font-size:0.875rem;opacity:0.8">{shown}. {html.escape(note)}</div>')


def _nothing() -> None:
    """A click only has to rerun the page."""
