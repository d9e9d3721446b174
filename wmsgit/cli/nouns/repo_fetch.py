"""`repo fetch`: fetches the members from their remotes."""

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Members, States, Tags
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit repo fetch", "wmsgit repo fetch --tag backend")
DETAILS = (
    "All members, or those that are named, carry a tag or are in a state. They are fetched side by side, from all "
    "of their remotes; nobody is asked for a password. The exit code is 6 when one could not be fetched; members "
    "that are not on this machine are a count."
)
COMPLETERS = {"names": complete_ids("repo")}
_FAILED = 6


def run(run: Run, *, names: Members = None, tag: Tags = None, state: States = None) -> int:
    """Fetch them."""
    from wmsgit.cli.output.members import for_members
    from wmsgit.features.repos.actions.fetch import fetch_members

    return for_members(run, (names, tag, state), fetch_members, failed=_FAILED)
