"""Cloning: the member repositories that this machine lacks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wmsgit.errors import GitError, WmsgitError
from wmsgit.model.record import Record
from wmsgit.model.symptom import Symptom
from wmsgit.vcs.locate import is_bare_repository, repository_at
from wmsgit.vcs.members import clone
from wmsgit.workspace.member_places import MemberPlace, member_place, member_places
from wmsgit.workspace.members import is_archived, map_in_threads, members
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lacking:
    """A member that is not on this machine, though its record says where to clone it from.

    Attributes:
        workspace: the workspace.
        record: its record.
        place: where it is to be.
    """

    workspace: Workspace
    record: Record
    place: MemberPlace

    def clone(self, *, is_shallow: bool = False, is_partial: bool = False) -> str:
        """Clone it from the first of its URLs that serves, at the branch that its record names; gives that URL.

        Raises:
            WmsgitError: when none does; the first one's error, and what the others say.
        """
        errors: list[WmsgitError] = []
        branch = str(self.record.data.get("default_branch") or "")
        for url in map(str, self.record.data.get("urls") or ()):
            # Decided anew each time: a member that has just been cloned may have brought a link to the way there.
            path = member_place(self.workspace, self.record).require()
            try:
                clone(url, path, branch=branch, is_shallow=is_shallow, is_partial=is_partial)
            except WmsgitError as error:
                errors.append(error)
            else:
                return url
        first, *others = errors
        if not others:
            raise first
        details = [line for error in errors for line in (error.message, *error.details)]
        raise GitError(f"none of its {len(errors)} URLs could be cloned", where=str(self.place.path), details=details)


def clone_all(items: Sequence[Lacking], *, is_partial: bool = False) -> Iterator[tuple[Lacking, str | WmsgitError]]:
    """Clone members, those beside the workspace side by side; gives each with its URL, or with why it is not there.

    What lies inside the workspace is cloned one after the other: one clone may bring a link to the way of another.
    """

    def attempt(item: Lacking) -> str | WmsgitError:
        try:
            return item.clone(is_partial=is_partial)
        except WmsgitError as error:
            return error

    beside = [item for item in items if item.place.is_outside]
    yield from zip(beside, map_in_threads(beside, attempt), strict=True)
    yield from ((item, attempt(item)) for item in items if not item.place.is_outside)


def lacking(workspace: Workspace, names: Sequence[str] = (), tags: Sequence[str] = ()) -> Iterator[Lacking]:
    """The members that can be cloned, as far as their records say: all, or those that are named or carry a tag.

    One that is archived has to be named.

    Raises:
        NotFoundError: when a name has no record.
    """
    records = members(workspace, names, tags)
    for record, place in zip(records, member_places(workspace, records), strict=True):
        if record.data.get("urls") and place.is_vacant and (record.id in names or not is_archived(record)):
            yield Lacking(workspace, record, place)


def set_up_runner(workspace: Workspace, *, say: Callable[[str], None]) -> list[Symptom]:
    """Clone, shallowly, the members that a CI runner lacks. Nothing else is done, and nothing of theirs is run.

    The records may come with a pull request: a member is cloned only to where a member may be.

    Args:
        workspace: which.
        say: told each thing as it is done.

    Returns:
        What could not be done.
    """
    left = []
    records = members(workspace)
    for record, place in zip(records, member_places(workspace, records), strict=True):
        name = f"repository {record.id}"
        if place.refusal:
            left.append(Symptom(name, f"{place.path}: {place.refusal}", place.hint))
        elif place.is_vacant and not record.data.get("urls"):
            left.append(Symptom(name, "has no URL to clone it from", f"wmsgit repo set {record.id} urls+=URL"))
        elif place.is_vacant:
            try:
                say(f"{record.id}: cloned from {Lacking(workspace, record, place).clone(is_shallow=True)}")
            except WmsgitError as error:
                if is_archived(record):
                    say(f"{record.id}: it is archived, and was not cloned: {error.message}")
                else:
                    left.append(Symptom(name, str(error)))
        elif repository_at(place.path) is None and not is_bare_repository(place.path):
            left.append(Symptom(name, f"{place.path} is not a Git repository"))
    return left
