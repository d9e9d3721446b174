"""Steps: a change of status is one that the transitions allow."""

from collections.abc import Iterator
from itertools import pairwise

from wmsgit.model.finding import Finding
from wmsgit.schema.change import Change
from wmsgit.schema.steps import is_legal_step, legal_steps, step_message

CODE = "TRANSITION"


def step_findings(change: Change) -> Iterator[Finding]:
    """A finding for each status that could not come to be by legal steps.

    A record that took several steps is judged by each of them, as far as the commits in between show them.
    """
    for old, new, kind in change.kept():
        before, after = old.data.get(kind.status), new.data.get(kind.status)
        if is_legal_step(kind, before, after):
            continue
        way = [before, *(data.get(kind.status) for data in change.between(new)), after]
        if way[1:-1] and all(is_legal_step(kind, before, after) for before, after in pairwise(way)):
            continue
        message = f"{step_message(kind, before, after)}; {legal_steps(kind, before)}"
        yield change.finding(new, (kind.status,), CODE, message)
