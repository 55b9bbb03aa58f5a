"""How numbers and terms are written on screen: one place for formats and for the one-line help of a term."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.task.prediction_task import PredictionTask


class HasInterval(Protocol):
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


def rows_word(task: PredictionTask | None) -> str:
    """What a row of the table is called: a client, or an example of a question asked of many tables."""
    return "clients" if task is None or task.origin is None else "examples"


def lead_word(task: PredictionTask | None) -> str:
    """What those who are called are: a client, or a row of the table that was asked about, such as a contact."""
    if task is None or task.origin is None:
        return "client"
    table = task.origin.tables.table(task.origin.query.entity.table)
    return (table.kind or table.name).replace("_", " ")


def of_clients(text: str, word: str) -> str:
    """A sentence about clients, said of something else: "2,000 clients" of "deal" is "2,000 deals"."""
    many = word if word.endswith("s") else f"{word[:-1]}ies" if re.search("[^aeiou]y$", word) else f"{word}s"
    for before, after in (("clients", many), ("client", word)):
        text = re.sub(rf"\b{before}\b", lambda _, a=after: a, text)
        text = re.sub(rf"\b{before.capitalize()}\b", lambda _, a=after: a[:1].upper() + a[1:], text)
    return text


def percent(share: float, digits: int = 0) -> str:
    """0.231 -> "23 %"; shares that would round to 0 or 100 without being it keep one digit more."""
    text = f"{100 * share:.{digits}f}"
    if digits == 0 and ((text == "0" and share > 0) or (text == "100" and share < 1)):
        text = f"{100 * share:.1f}"
    return f"{text} %"


def count(number: float) -> str:
    """45211 -> "45,211"."""
    return f"{number:,.0f}"


CURRENCIES = (
    "€",
    "$",
    "£",
    "CHF",
    "none",
)  # what money can be given in; it is a name only, nothing is converted


def currency_sign(currency: str) -> str:
    """The sign of one of `CURRENCIES`: itself, or nothing for "none"."""
    return "" if currency == "none" else currency


def money(amount: float, sign: str) -> str:
    """85440 -> "85,440 €"; without a sign the number alone."""
    return f"{amount:,.0f} {sign}".rstrip()


def money_label(text: str, sign: str) -> str:
    """The name of an amount: "Cost of a call (€)"; without a sign the text alone."""
    return f"{text} ({sign})" if sign else text


def interval(estimate: HasInterval, digits: int = 2) -> str:
    """An estimate with its 95 % interval: "0.77 (0.75–0.79)"."""
    return f"{estimate.value:.{digits}f} ({estimate.low:.{digits}f}–{estimate.high:.{digits}f})"


def day(moment: date | datetime) -> str:
    """21 Nov 2026."""
    return f"{moment.day} {moment:%b %Y}"


def duration(seconds: float) -> str:
    """Seconds in words: "8 s", "3 min", "1 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min"


HELP: dict[str, str] = {
    "roc_auc": "ROC-AUC. Take one client who said yes and one who said no: how often does the model "
    "put the yes first? 0.5 is a coin, 1.0 is perfect.",
    "average_precision": "PR-AUC (average precision). How many of those at the top of the list say yes, "
    "averaged over all list lengths. A list in random order scores the share of yes.",
    "precision": "Precision. Of those we call, how many say yes.",
    "recall": "Recall. Of all who would say yes, how many we reach.",
    "accuracy": "Accuracy. How many of all clients are put on the right side of the cut-off. With few "
    "yes answers it is high even for a useless model.",
    "f1": "F1. One number for precision and recall together (their harmonic mean).",
    "lift": "Lift. How many times better than calling at random.",
    "brier": "Brier score. Mean squared distance between the stated chance and what happened; "
    "lower is better.",
    "calibration": "Whether a stated chance of 20 % comes true for 20 % of such clients.",
    "validation": "Validation. The practice exam: used to decide when to stop and where to cut.",
    "test": "Test. The final exam: rows the model has never seen, scored once.",
    "leakage": "Leakage. A column that already knows the answer.",
    "attention": "Attention. How much the model looked at this neighbour. Looking is not causing.",
    "homophily": "Homophily. How often linked clients gave the same answer, beside what chance alone gives.",
    "epoch": "Epoch. One pass over all clients the model learns from.",
    "loss": "Loss. How wrong the model is while it learns; lower is better.",
    "interval": "If the final exam were repeated with other clients of the same kind, 95 of 100 such "
    "intervals would hold the true value.",
    "base_rate": "The share of yes among all clients: what calling at random gives.",
    "seed": "Seed. The number that fixes all random choices, so that the same seed gives the same result.",
    "TreeSHAP": "TreeSHAP. What each column moved the chance by, averaged over all orders in which the trees could "
    "have been told the columns (Shapley values); exact for trees.",
    "integrated gradients": "Integrated gradients. How much each column moved the score on the way from the average "
    "client to this one.",
    "weights times values": "Each column's weight times how far this client is from the average.",
    "points": "The points that each column's value gives, as on the scorecard.",
    "embedding": "Embedding. The numbers by which the network sums up a client.",
    "knn": "k-NN. Each client is linked to those whose columns look most alike.",
    "hub": "Hub. A value shared by very many clients; its links are capped so that it does not "
    "drown the rest.",
}
