"""What an import gives back to the older callers: counts by their keys, and the rows that were refused."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmsgit.features.exchange.report import ImportReport

_LOGGER = "wmsgit"
_KEYS = {"tasks": "task", "sessions": "session", "issues": "issue", "decisions": "adr"}
"""The older callers' key → the kind."""


class ImportCounts(dict[str, int]):
    """`tasks`, `sessions`, `issues`, `decisions` → how many records were added or changed.

    Attributes:
        refused: the rows that could not be taken, each as a line with its place, its id and the reason.
    """

    refused: tuple[str, ...] = ()


def counts_of(report: "ImportReport") -> ImportCounts:
    """The counts of an import, whose refusals are logged."""
    counts = ImportCounts({key: report.taken.get(kind, 0) for key, kind in _KEYS.items()})
    counts.refused = tuple(map(str, report.refused))
    if counts.refused:
        import logging

        logger = logging.getLogger(_LOGGER)
        for line in counts.refused:
            logger.warning("refused: %s", line)
    return counts
