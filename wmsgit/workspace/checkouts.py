"""Which checkout of a member is meant: its usual place, or the linked worktree of it that the caller works in."""

from collections.abc import Iterable
from pathlib import Path

from wmsgit.vcs.locate import find_git_dirs
from wmsgit.workspace.workspace import Workspace


def checkout(ws: Workspace, home: Path) -> Path:
    """Where the caller works in the member at `home`, as its session and context in this worktree say."""
    places = ws.extensions.places
    return checkout_among(home, places(ws)) if places else home


def checkout_among(home: Path, places: Iterable[str]) -> Path:
    """The first of these folders that is `home` or a linked worktree of the repository there; else `home`."""
    folders = [Path(place) for place in places]
    if not folders or not home.is_dir():
        return home
    dirs = find_git_dirs(home)
    for folder in folders:
        if folder.resolve() == home.resolve():
            return home
        there = find_git_dirs(folder) if dirs and folder.is_dir() else None
        if dirs and there and there.common_dir == dirs.common_dir:
            return folder
    return home
