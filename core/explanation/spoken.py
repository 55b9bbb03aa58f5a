"""Percentage points and days as a person writes them; knows nothing of explanations."""

from __future__ import annotations

from datetime import date


def signed(points: float) -> str:
    """Percentage points with their sign and a true minus: +3.1, −1.2; what rounds to nothing has none."""
    if abs(points) < 0.05:
        return "0.0"
    return f"{'+' if points >= 0 else '−'}{abs(points):.1f}"


def day_words(day: str) -> str:
    """An ISO date as "21 Nov 2026"; "" stays ""."""
    if not day:
        return ""
    said = date.fromisoformat(day)
    return f"{said.day} {said:%b %Y}"
