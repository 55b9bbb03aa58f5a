"""Placeholder until the page lands."""

from pages.ui.frame import header

header("Models", "")
