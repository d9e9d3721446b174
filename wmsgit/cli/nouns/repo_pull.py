"""`repo pull`: fetches the members, and moves their branches forward."""

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Members, States, Tags
from wmsgit.cli.output.members import report_members
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit repo pull", "wmsgit repo pull --tag backend")
DETAILS = (
    "All members, or those that are named, carry a tag or are in a state. A branch is only moved forward; one that "
    "has diverged, or follows no branch of a remote, is named, and the exit code is 5. Nothing is ever merged or "
    "forced."
)
COMPLETERS = {"names": complete_ids("repo")}
_FAILED = 5


def run(
    run: Run,
    *,
    names: Members = None,
    tag: Tags = None,
    state: States = None,
) -> int:
    """Fetch them, and move their branches forward."""
    from wmsgit.cli.messages import say
    from wmsgit.features.repos.actions.choose import members_in_use
    from wmsgit.features.repos.actions.fetch import pull_members

    workspace = run.workspace
    chosen, archived = members_in_use(workspace, names or (), tag or (), state or ())
    say(*filter(None, [archived]))
    return report_members(pull_members(workspace, chosen), failed=_FAILED)
