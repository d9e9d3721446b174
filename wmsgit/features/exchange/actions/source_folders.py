"""Which folder a source's files lie in, by a name that every clone gives it: two folders are not taken for one."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.features.exchange.foreign import ForeignRecord
from wmsgit.features.repos.manifests import name_of_url
from wmsgit.model.times import format_time
from wmsgit.vcs.history.first_commits import first_commits
from wmsgit.vcs.locate import GitDirs, find_git_dirs
from wmsgit.vcs.remote_urls import remote_urls


def folder_name(place: Path) -> str:
    """`REPOSITORY/PATH` of a folder, or of the one that a file is in; outside of a repository its own name."""
    folder = _folder(place)
    dirs = find_git_dirs(folder)
    if dirs is None:
        return folder.resolve().name
    return f"{_repository(dirs)}/{_below(folder, dirs)}".removesuffix("/.")


def file_dates(place: Path) -> dict[str, str]:
    """Path relative to a folder, or a file's name → when it was first committed, in RFC 3339."""
    folder = _folder(place)
    dirs = find_git_dirs(folder)
    if dirs is None:
        return {}
    below = _below(folder, dirs)
    prefix = "" if below == "." else f"{below}/"
    return {
        path.removeprefix(prefix): format_time(datetime.fromtimestamp(seconds, UTC))
        for path, seconds in first_commits(dirs.worktree, below).items()
        if path.startswith(prefix)
    }


def with_folder(
    place: Path | None,
    settings: Mapping[str, Any],
    records: Iterable[ForeignRecord],
    known: Mapping[tuple[str, str], str],
) -> dict[str, list[str]]:
    """The setting that names a source's folders, this one among them: its files must not pass for those of another.

    Args:
        place: the folder that the records come from, or its file; None for a source that has no folder.
        settings: of the source; `folders` are those that it came from before, empty where nobody noted them.
        records: what was read; what wmsgit wrote comes back from anywhere.
        known: kind and the source's id → the id here, of what came before; empty where the user names the source.

    Raises:
        UsageError: when a record has the key of one that came from another folder.
    """
    foreign = [record for record in records if not record.is_ours]
    folders: list[str] = settings.get("folders", [])
    folder = folder_name(place) if place is not None and foreign else ""
    if not folder or folder in folders:
        return {}
    same = next((record for record in foreign if folders and (record.kind, record.id) in known), None)
    if same is not None:
        raise UsageError(
            f"{known[same.kind, same.id]} came from {' or '.join(folders)}, and this is {folder}",
            where=same.place,
            hint="name a source of its own with --source NAME, or the one that has moved here",
        )
    return {"folders": [*folders, folder]}


def _folder(place: Path) -> Path:
    return place if place.is_dir() else place.parent


def _below(folder: Path, dirs: GitDirs) -> str:
    return folder.resolve().relative_to(dirs.worktree).as_posix()


def _repository(dirs: GitDirs) -> str:
    """What a repository is called: by the URL that it was cloned from, else by its folder."""
    names = (name_of_url(url) for url in remote_urls(dirs.worktree))
    own = dirs.common_dir.parent if dirs.common_dir.name == ".git" else dirs.worktree
    return next(filter(None, names), own.name)
