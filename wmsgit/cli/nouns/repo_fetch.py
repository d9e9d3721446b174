"""`repo fetch`: fetches the members from their remotes."""

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Members, States, Tags
from wmsgit.cli.output.members import report_members
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit repo fetch", "wmsgit repo fetch --tag backend")
DETAILS = (
    "All members, or those that are named, carry a tag or are in a state. They are fetched side by side, from all "
    "of their remotes; nobody is asked for a password. The exit code is 6 when one could not be fetched; members "
    "that are not on this machine are a count."
)
COMPLETERS = {"names": complete_ids("repo")}
_FAILED = 6


def run(
    run: Run,
    *,
    names: Members = None,
    tag: Tags = None,
    state: States = None,
) -> int:
    """Fetch them."""
    from wmsgit.cli.messages import say
    from wmsgit.features.repos.actions.choose import members_in_use
    from wmsgit.features.repos.actions.fetch import fetch_members

    workspace = run.workspace
    chosen, archived = members_in_use(workspace, names or (), tag or (), state or ())
    say(*filter(None, [archived]))
    return report_members(fetch_members(workspace, chosen), failed=_FAILED)
