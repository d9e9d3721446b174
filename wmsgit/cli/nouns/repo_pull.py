"""`repo pull`: fetches the members, and moves their branches forward."""

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Members, States, Tags
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit repo pull", "wmsgit repo pull --tag backend")
DETAILS = (
    "All members, or those that are named, carry a tag or are in a state. A branch is only moved forward; one that "
    "has diverged, or follows no branch of a remote, is named, and the exit code is 5. Nothing is ever merged or "
    "forced."
)
COMPLETERS = {"names": complete_ids("repo")}
_FAILED = 5


def run(run: Run, *, names: Members = None, tag: Tags = None, state: States = None) -> int:
    """Fetch them, and move their branches forward."""
    from wmsgit.cli.output.members import for_members
    from wmsgit.features.repos.actions.fetch import pull_members

    return for_members(run, (names, tag, state), pull_members, failed=_FAILED)
