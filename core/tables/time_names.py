"""What the name of a date column says: that a row was written then, that it ended, or neither."""

from __future__ import annotations

from typing import Literal

from core.tables.name_words import words

Meaning = Literal["start", "day", "other", "end", "changed", "never"]
_NEVER = frozenset(
    (
        *("birth", "born", "birthday", "dob", "birthdate", "geburt", "geburtsdatum", "due"),
        *("expected", "planned", "plan", "next", "expiry", "expiration", "expire", "forecast"),
        *("target", "scheduled", "renewal", "valid", "until", "deadline", "maturity"),
        *("estimated", "anniversary"),
    )
)
_CHANGED = frozenset(
    (
        *("update", "updated", "modified", "modification", "changed", "change", "last", "latest"),
        *("modstamp", "synced", "viewed", "referenced"),
    )
)
_END = frozenset(
    (
        *("close", "closed", "closing", "won", "lost", "win", "end", "ended", "resolved"),
        *("resolution", "finish", "finished", "complete", "completed", "outcome", "decided"),
        *("decision", "converted", "conversion", "churn", "churned", "left", "exit", "terminated"),
        *("termination", "cancelled", "canceled", "settled", "returned", "became", "ende"),
        *("abschluss", "stop", "stopped"),
    )
)
_START = frozenset(
    (
        *("create", "created", "creation", "open", "opened", "opening", "start", "started"),
        *("begin", "began", "engage", "engaged", "first", "register", "registered", "registration"),
        *("signup", "signed", "join", "joined", "since", "added", "entered", "inserted", "issue"),
        *("issued", "granted", "ordered", "booked", "happened", "occurred", "sent", "received"),
        *("posted", "logged", "responded", "purchased", "visited", "called"),
        *("erstellt", "angelegt", "eroffnet", "eroeffnet", "beginn", "anlage", "entry", "entrada"),
        *("cree", "creee", "ouvert", "ouverture", "debut", "creado", "creada", "creacion", "apertura"),
        *("abierto", "inicio", "criado", "criacao", "abertura", "creato", "creazione", "inizio"),
    )
)
_DAY = frozenset(
    (
        *("date", "time", "timestamp", "datum", "day", "datetime", "when", "at", "on", "activity"),
        *("contact", "event", "transaction", "order", "purchase", "call", "visit", "ts"),
        *("fecha", "data"),
    )
)
LATE_WORDS = frozenset(
    (
        *("stage", "status", "outcome", "result", "value", "amount", "revenue", "reason", "won"),
        *("lost", "win", "loss", "closed", "probability", "converted", "resolution", "disposition"),
        *("phase", "forecast"),
    )
)
OUTCOME_WORDS = frozenset(
    (
        *("stage", "status", "outcome", "won", "lost", "win", "loss", "closed", "probability"),
        *("converted", "resolution", "phase", "forecast"),
    )
)
RANK: dict[Meaning, float] = {
    "start": 0.95,
    "day": 0.85,
    "end": 0.75,
    "other": 0.65,
    "changed": 0.5,
    "never": 0.0,
}


def meaning(column: str) -> Meaning:
    """What a date column's name says; the first that fits counts, as in "last closed", "birth date"."""
    said = set(words(column))
    kinds: tuple[tuple[Meaning, frozenset[str]], ...] = (
        ("never", _NEVER),
        ("changed", _CHANGED),
        ("end", _END),
        ("start", _START),
        ("day", _DAY),
    )
    return next((kind for kind, known in kinds if said & known), "other")


def says_outcome(column: str) -> bool:
    """True for a column that is written over as a row goes on: stage, status, probability, is won, close reason.

    A value or an amount may be known with the row; an expected revenue moves with the stage.
    """
    said = set(words(column))
    reason = "reason" in said and bool(said & {"close", "closed", "loss", "lost", "won"})
    return bool(said & OUTCOME_WORDS) or reason or {"expected", "revenue"} <= said


def says_late(column: str) -> bool:
    """True for a column that is usually filled in at the end: stage, status, value, reason, …"""
    return bool(set(words(column)) & LATE_WORDS)
