"""`repo list`: as the list of every kind, and by the state that members are in on this machine."""

from collections.abc import Mapping, Sequence
from typing import Any

from wmsgit.cli.command import Built, parameter
from wmsgit.cli.input.options import States
from wmsgit.cli.records import list as listing
from wmsgit.cli.run import Run
from wmsgit.schema.kind import Kind

DETAILS = (
    "With --state only members in this state: dirty, ahead, behind, stale, unpushed, branch=NAME; repeatable, for all "
    f"of them. {listing.DETAILS}"
)


def build(kind: Kind | None) -> Built:
    """The function for the kind of members."""
    return listing.build(kind, [parameter("state", States)], _by_state)


def _by_state(run: Run, kind: Kind, fields: Mapping[str, Sequence[str]], options: Mapping[str, Any]) -> bool:
    """Print the members in some states; False where none is asked for."""
    from wmsgit.cli.output.listing import list_records
    from wmsgit.features.repos.actions.choose import chosen_members

    if not options["state"]:
        return False
    _, looked = chosen_members(run.workspace, states=options["state"])
    names = [f"id={name}" for name in looked] or ["id="]
    list_records(run, kind, fields, {**options, "terms": [*(options["terms"] or ()), *names]})
    return True
