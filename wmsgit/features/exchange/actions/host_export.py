"""Export to a code host: a plan of calls, and their making through the user's own program."""

import json
from collections.abc import Callable, Sequence

from wmsgit.errors import GitError
from wmsgit.features.exchange.actions.foreign_import import members_by_repository
from wmsgit.features.exchange.actions.live import gh, live_issues
from wmsgit.features.exchange.foreign import Files
from wmsgit.features.exchange.host_plan import HostCall, plan_calls
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind
from wmsgit.workspace.workspace import Workspace


def host_calls(
    workspace: Workspace, repository: str, files: Files | None = None, *, makes_new: bool = False
) -> list[HostCall]:
    """The calls that would make a repository's issues say what the records say.

    Args:
        workspace: the records.
        repository: `OWNER/NAME`.
        files: what `gh` has printed; asked of it when None.
        makes_new: whether open records of that repository which have no issue get one.

    Raises:
        UsageError: when `repository` is none.
        GitError: when `gh` is not there, or fails.
        InvalidError: when what it printed is not JSON.
    """
    files = live_issues(workspace, repository) if files is None else files
    index = workspace.index()
    records = [
        (kind, record)
        for kind in workspace.registry.kinds()
        if {"comments", "assigned_to"} <= kind.fields.keys()
        for record in index.documents(kind)
    ]
    member = members_by_repository(workspace).get(repository.lower(), "") if makes_new else ""
    new = [record.id for kind, record in records if member and _is_open_in(kind, record, member)]
    return plan_calls(records, files, repository, new=new, people=workspace.people)


def make_calls(workspace: Workspace, calls: Sequence[HostCall], tell: Callable[[HostCall], None]) -> None:
    """Make the calls through `gh`, one by one; each is said before it is made.

    What was made is seen by the next plan, so that a break in the middle leaves nothing to be done twice.

    Raises:
        GitError: when one fails; those before it are made.
    """
    for number, call in enumerate(calls):
        tell(call)
        try:
            text = json.dumps(call.body).encode()
            gh(workspace, "api", "--method", call.method, call.path, "--input", "-", text=text)
        except GitError as error:
            raise GitError(
                f"{number} of {len(calls)} calls were made, then: {error.message}",
                details=error.details,
                hint="run it again: it goes on from there",
            ) from error


def _is_open_in(kind: Kind, record: Record, member: str) -> bool:
    data = record.data
    return not kind.is_closed(data) and member in {data.get("assigned_repo"), *(data.get("repos_affected") or ())}
