"""Cloning: the member repositories that this machine lacks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import GitError, WmsgitError
from wmsgit.model.record import Record
from wmsgit.model.symptom import Symptom
from wmsgit.vcs.locate import is_bare_repository, repository_at
from wmsgit.vcs.members import clone, is_vacant
from wmsgit.workspace.members import member_path, members
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lacking:
    """A member that is not on this machine, though its record says where to clone it from.

    Attributes:
        record: its record.
        path: where it is to be.
    """

    record: Record
    path: Path

    def clone(self, *, is_shallow: bool = False) -> str:
        """Clone it from the first of its URLs that serves, at the branch that its record names; gives that URL.

        Raises:
            WmsgitError: when none does; the first one's error, and what the others say.
        """
        errors: list[WmsgitError] = []
        branch = str(self.record.data.get("default_branch") or "")
        for url in map(str, self.record.data.get("urls") or ()):
            try:
                clone(url, self.path, branch=branch, is_shallow=is_shallow)
            except WmsgitError as error:
                errors.append(error)
            else:
                return url
        first, *others = errors
        if not others:
            raise first
        details = [line for error in errors for line in (error.message, *error.details)]
        raise GitError(f"none of its {len(errors)} URLs could be cloned", where=str(self.path), details=details)


def lacking(workspace: Workspace) -> Iterator[Lacking]:
    """The members that can be cloned, as far as their records say."""
    for record in members(workspace):
        path = member_path(workspace, record)
        if record.data.get("urls") and is_vacant(path):
            yield Lacking(record, path)


def set_up_runner(workspace: Workspace, *, say: Callable[[str], None]) -> list[Symptom]:
    """Clone, shallowly, the members that a CI runner lacks. Nothing else is done, and nothing of theirs is run.

    The records may come with a pull request: a member is cloned only into the folder that holds the workspace.

    Args:
        workspace: which.
        say: told each thing as it is done.

    Returns:
        What could not be done.
    """
    left = []
    for record in members(workspace):
        path, name = member_path(workspace, record), f"repository {record.id}"
        if not is_vacant(path):
            if repository_at(path) is None and not is_bare_repository(path):
                left.append(Symptom(name, f"{path} is not a Git repository"))
        elif not path.resolve().is_relative_to(workspace.root.resolve().parent):
            left.append(Symptom(name, f"is at {path}, outside of the folder that holds the workspace"))
        elif not record.data.get("urls"):
            left.append(Symptom(name, "has no URL to clone it from", f"wmsgit repo set {record.id} urls+=URL"))
        else:
            try:
                say(f"{record.id}: cloned from {Lacking(record, path).clone(is_shallow=True)}")
            except WmsgitError as error:
                left.append(Symptom(name, str(error)))
    return left
