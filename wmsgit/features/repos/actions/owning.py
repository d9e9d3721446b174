"""Owners of folders: which repository of the workspace brought what lies there."""

from collections.abc import Iterable
from pathlib import Path

from wmsgit.vcs.locate import common_dir_at, find_git_dirs
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace


def owners_of(ws: Workspace, folders: Iterable[Path]) -> dict[Path, str]:
    """The repository that each folder lies in, in whichever of its worktrees: "workspace", a member's name, or empty.

    A member counts wherever it is on this machine, also where no command would go to it.

    Raises:
        WmsgitError: when what lies around a folder, or the members, cannot be read.
    """
    own = ("workspace", ws.root.resolve(), ws.dirs.common_dir if ws.dirs else None)
    owned = [own, *(_member(place) for place in member_places(ws, members(ws)))]
    return {folder: _owner(folder.resolve(), owned) for folder in folders}


def _member(place: MemberPlace) -> tuple[str, Path, Path | None]:
    return place.name, place.path.resolve(), common_dir_at(place.path) if place.path.is_dir() else None


def _owner(folder: Path, owned: Iterable[tuple[str, Path, Path | None]]) -> str:
    around = find_git_dirs(folder)
    shared = around.common_dir if around else folder
    return next((name for name, top, common in owned if folder.is_relative_to(top) or shared == common), "")
