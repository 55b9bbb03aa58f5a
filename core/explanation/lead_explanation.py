"""What is said about one lead: score, reasons, neighbours, removals and how far to trust it."""

from __future__ import annotations

from pydantic import Field

from core.explanation.row_evidence import KindEvidence, RowEvidence
from core.record import Record

LINKS = "links"
LINK_OUTCOMES = "links: known outcomes"
LINK_COLUMNS = "links: neighbours' columns"


class Reason(Record):
    """One column's contribution to the score.

    Attributes:
        column: Source column name, or `LINKS` for all neighbours together; a model that hears outcomes gives
            `LINK_OUTCOMES` and `LINK_COLUMNS` instead of it.
        value: The lead's value in words.
        contribution: In percentage points of probability (positive raises the chance).
        sentence: The same in plain words.
        shown: What the column is called on screen; "": as in the file.
        is_link: True where `column` is a kind of link between tables and `value` says what was heard over it.
    """

    column: str
    value: str
    contribution: float
    sentence: str
    is_link: bool = False
    shown: str = ""

    @property
    def called(self) -> str:
        """The column as a person reads it."""
        return self.shown or self.column


class NeighbourEvidence(Record):
    """One neighbour that was heard.

    Attributes:
        attention: Combined share of attention over layers and relations in 0…1, None where the model has
            none.
        attention_per_layer: Per layer (or reader), the same order as `LeadExplanation.layer_names`.
        contribution: Percentage points from integrated gradients on the neighbour's inputs.
        score_without: The probability with this neighbour removed.
    """

    row: int
    id: str
    relations: tuple[str, ...]
    outcome: str  # the target's own word, or "not yet known"
    gap: str = ""  # "312 rows earlier", "5 days earlier"
    attention: float | None = None
    attention_per_layer: tuple[float, ...] = ()
    contribution: float | None = None
    score_without: float | None = None
    sentence: str = ""


class TrustCheck(Record):
    """One measured sign of how faithful the explanation is, 0 (not at all) … 1."""

    name: str
    value: float
    sentence: str


class Trust(Record):
    """How far the explanation can be trusted, from measured fidelity."""

    level: str  # "good", "fair", "poor"
    fidelity: float  # 0 … 1, see core.explanation.fidelity
    sentence: str
    checks: tuple[TrustCheck, ...] = ()


class LeadExplanation(Record):
    """The whole explanation. Fields that a model cannot give are empty and `not_applicable` says why.

    `reasons` are sorted by size and sum to 100 · (probability - baseline_probability).

    Attributes:
        rows: Over many tables: the rows that the score heard, strongest first.
        kinds: Over many tables: the kinds of link, strongest first.
        as_of: Over many tables: the ISO date of the question; nothing later was heard.
        baseline_words: Whom the baseline stands for; never "the average", which is the share of yes (`base_rate`).
    """

    run_id: str
    row: int
    id: str
    probability: float
    raw_score: float
    base_rate: float
    rank: int
    percentile: float
    sentence: str
    method: str  # "integrated gradients", "TreeSHAP", "weights times values", "points"
    reasons: tuple[Reason, ...]
    neighbours: tuple[NeighbourEvidence, ...] = ()
    layer_names: tuple[str, ...] = ()
    rows: tuple[RowEvidence, ...] = ()
    kinds: tuple[KindEvidence, ...] = ()
    as_of: str = ""
    baseline_words: str = "typical client"
    probability_without_links: float | None = None
    baseline_probability: float = 0.0
    outcome: str = ""  # the client's own outcome where known; it is never an input
    part: str = ""  # "train", "validation", "test" or "unlabelled"
    trust: Trust
    not_applicable: dict[str, str] = Field(default_factory=dict)
