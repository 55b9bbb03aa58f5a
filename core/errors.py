"""The errors a person can act on. Every message says what was found, what is expected and what to do."""

from __future__ import annotations


class GraphLeadError(Exception):
    """A problem that the person at the screen or shell can solve.

    Args:
        problem: One sentence on what is wrong, naming the file, column or row.
        found: What was found there, if that helps.
        expected: What is expected instead.
        action: What to do next.
    """

    def __init__(
        self,
        problem: str,
        *,
        found: str | None = None,
        expected: str | None = None,
        action: str | None = None,
    ) -> None:
        self.problem = problem
        self.found = found
        self.expected = expected
        self.action = action
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [self.problem.rstrip(".") + "."]
        if self.found is not None:
            parts.append(f"Found: {self.found.rstrip('.')}.")
        if self.expected is not None:
            parts.append(f"Expected: {self.expected.rstrip('.')}.")
        if self.action is not None:
            parts.append(self.action.rstrip(".") + ".")
        return " ".join(parts)


def in_one_line(error: BaseException) -> str:
    """What a library's own error says, as one short line; its kind where it says nothing."""
    return " ".join(str(error).split())[:200] or type(error).__name__


class TableError(GraphLeadError):
    """A file or table cannot be used as it is."""


class TaskError(GraphLeadError):
    """The target, the split or the exclusions do not fit the table."""


class GraphError(GraphLeadError):
    """A relation or a graph cannot be built as asked."""


class TrainingError(GraphLeadError):
    """Training cannot start or go on (unknown model, device, memory)."""


class RunError(GraphLeadError):
    """A run is missing, unfinished or does not fit what is asked of it."""


class ArchiveError(GraphLeadError):
    """A model archive is refused: wrong schema, unsafe content, or it does not fit the table."""


class StorageError(GraphLeadError):
    """The disk is full, a workspace was deleted, or a stored file is damaged."""


class EvaluationError(GraphLeadError):
    """Scores or outcomes cannot be judged (missing scores, no rows, rows that do not match)."""


class LeadError(GraphLeadError):
    """A lead list, filter, grade or budget cannot be used as asked."""
