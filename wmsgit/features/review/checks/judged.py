"""All that a change may not do, whichever two states it leads between."""

from collections.abc import Iterator

from wmsgit.features.review.checks.closing import closing_findings
from wmsgit.features.review.checks.frozen import frozen_findings
from wmsgit.features.review.checks.removal import removal_findings
from wmsgit.features.review.checks.steps import step_findings
from wmsgit.features.review.checks.weakened import UNREAD, PackSides, weakened_findings
from wmsgit.model.finding import Finding
from wmsgit.schema.change import Change


def judged(change: Change, packs: PackSides = UNREAD) -> Iterator[Finding]:
    """A finding for each illegal step, frozen field, closed record that waits, needed record removed, rule weakened.

    Args:
        change: what is judged.
        packs: where each side's packs are read.
    """
    yield from step_findings(change)
    yield from frozen_findings(change)
    yield from closing_findings(change)
    yield from removal_findings(change)
    yield from weakened_findings(change, packs)
