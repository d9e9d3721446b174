"""Where a member may be: the one place that decides it, for every command that goes to one.

Records come with pull requests and clones. So a recorded path is obeyed only as far as `wmsgit.model.member_path`
allows, never through a link, into a Git directory, or where the workspace's own repository has files; and what is
there is the member only when one of its remotes is among the record's `urls`. What the user says in Git's
configuration, which no clone brings, counts before all that. No process is started in a place that is not decided.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from wmsgit.errors import GitError, WmsgitError
from wmsgit.model.member_path import UP, path_fault, path_names, printable, recorded_path, usual_path
from wmsgit.model.record import Record
from wmsgit.vcs.locate import GitDirs, find_bare_repository, find_git_dirs, main_worktree, repository_at
from wmsgit.workspace.workspace import Workspace

ROOTS = "wmsgit.members"
_WRITTEN = "writtenpath"
_BARE = "it is a bare repository that lies in the workspace, where a checkout could have brought it"
_STRANGER = "it is a repository, but none of its remotes is among the record's urls"
_NAMELESS = "it is a repository, but the record has no urls to know it by"


class MemberPlace(NamedTuple):
    """Where a member is on this machine, or would be.

    Attributes:
        name: the member's name.
        path: the place, absolute where it was looked at. It can be printed as it is.
        refusal: why no command goes there, a statement about the place; empty when they do.
        hint: how that is mended.
        is_vacant: nothing is there, or an empty folder.
        is_said: the user's configuration names the place.
        is_outside: it does not lie in the workspace.
        is_ill_formed: what is wrong is the record's path itself, on every machine; `path` is then its text.
    """

    name: str
    path: Path
    refusal: str = ""
    hint: str = ""
    is_vacant: bool = False
    is_said: bool = False
    is_outside: bool = False
    is_ill_formed: bool = False

    def require(self) -> Path:
        """The path, whether the member is there or is still to come.

        Raises:
            GitError: when no command goes there.
        """
        if self.refusal:
            raise GitError(f"the repository {self.name}: {self.refusal}", where=str(self.path), hint=self.hint)
        return self.path


def setting_of(name: str) -> str:
    """The setting of Git's configuration by which a user says where a member is."""
    return f"wmsgit.repo.{name}.path"


def write_setting_of(ws: Workspace, name: str, value: str) -> None:
    """Let Git's configuration say where a member is, and that nobody typed it there: see `written_settings`."""
    ws.config.set(setting_of(name), value)
    ws.config.set(f"wmsgit.repo.{name}.{_WRITTEN}", value)


def written_settings(ws: Workspace) -> list[str]:
    """The settings of places that are as wmsgit wrote them, and the notes about those that it has ever written."""
    result: list[str] = []
    for note in (name for name in ws.config.names("wmsgit.repo.") if name.endswith(f".{_WRITTEN}")):
        setting = f"{note.removesuffix(_WRITTEN)}path"
        result += [setting, note] if ws.config.get(setting) == ws.config.get(note) else [note]
    return result


def prepared_by(ws: Workspace, name: str) -> str:
    """The command that the user has run in each new worktree of a member; empty for none."""
    return (ws.config.get(f"wmsgit.repo.{name}.prepare") or "") if ws.dirs else ""


def carried_by(ws: Workspace, name: str) -> list[str]:
    """The patterns of the ignored files that the user has copied into each new worktree of a member."""
    return [value for value in ws.config.get_all(f"wmsgit.repo.{name}.carry") if value] if ws.dirs else []


def member_place(ws: Workspace, record: Record) -> MemberPlace:
    """Where one member is: see `member_places`."""
    return member_places(ws, [record])[0]


def member_places(ws: Workspace, records: Sequence[Record]) -> list[MemberPlace]:
    """Where members are on this machine, in their order; a place that is refused says why.

    `git config wmsgit.repo.NAME.path` counts before the record's `path`; both are relative to the workspace's main
    worktree. A recorded path lies beside the workspace, or beside the members in a folder that `git config
    wmsgit.members` names, or in the workspace.
    """
    base = base_of(ws)
    roots = _roots(ws)
    drafts = [_configured(ws, base, record) or _recorded(ws, base, roots, record) for record in records]
    is_settled = [bool(place.refusal) or place.is_said or place.path == base for place in drafts]
    tracked = _tracked([place for place, settled in zip(drafts, is_settled, strict=True) if not settled])
    return [
        _looked_at(place) if settled else _judged(ws, record, place, tracked.get(place.path))
        for record, place, settled in zip(records, drafts, is_settled, strict=True)
    ]


def base_of(ws: Workspace) -> Path:
    """The folder that the paths of members are relative to."""
    return (main_worktree(ws.dirs) if ws.dirs else None) or ws.root


def meant(ws: Workspace, text: str) -> Path:
    """The place that a user means by a path, relative to where members' paths are; nothing is looked at."""
    return Path(os.path.normpath(base_of(ws) / os.path.expanduser(text)))  # noqa: PTH111 - it leaves ~NOBODY as it is


def _roots(ws: Workspace) -> list[Path]:
    return [meant(ws, value) for value in ws.config.get_all(ROOTS) if value] if ws.dirs else []


def _configured(ws: Workspace, base: Path, record: Record) -> MemberPlace | None:
    """The place that the user's own configuration names, which counts whatever is there."""
    text = ws.config.get(setting_of(record.id)) if ws.dirs else None
    if not text:
        return None
    path = meant(ws, text)
    return MemberPlace(record.id, path, is_said=True, is_outside=not path.is_relative_to(base))


def _recorded(ws: Workspace, base: Path, roots: Sequence[Path], record: Record) -> MemberPlace:
    """The place that the record names, as far as its form goes and no link stands on the way."""
    text = recorded_path(record.data)
    fault, names = path_fault(text), path_names(text)
    if fault:
        return _in_root(ws, base, roots, record.id, text) or _ill_formed(record.id, text, fault)
    if names[:1] != (UP,):
        return _unlinked(MemberPlace(record.id, base.joinpath(*names)), base)
    anchor = next((item for item in (base.parent, *roots) if os.path.lexists(item / names[1])), base.parent)
    path = anchor / names[1]
    return _unlinked(MemberPlace(record.id, path, is_outside=path != base), anchor)


def _in_root(ws: Workspace, base: Path, roots: Sequence[Path], name: str, text: str) -> MemberPlace | None:
    """The place that a record names in a folder of members that the user has named, else by no lawful path."""
    if not roots or not text.isprintable():
        return None
    path = meant(ws, text)
    root = next((item for item in roots if path != item and path.is_relative_to(item)), None)
    if root is None or path_fault(path.relative_to(root).as_posix()):
        return None
    return _unlinked(MemberPlace(name, path, is_outside=not path.is_relative_to(base)), root)


def _ill_formed(name: str, text: str, fault: str) -> MemberPlace:
    usual = usual_path(name)
    hint = (
        f"`wmsgit repo set {name} path={usual}` for everyone, and `git config {setting_of(name)} DIR` on this machine"
    )
    refusal = f"its recorded path {fault}"
    return MemberPlace(name, Path(printable(text)), refusal, hint, is_outside=True, is_ill_formed=True)


def _unlinked(place: MemberPlace, anchor: Path) -> MemberPlace:
    """The place; refused when a link stands between the folder that it is recorded in and itself."""
    path = anchor
    for name in place.path.relative_to(anchor).parts:
        path /= name
        if os.path.islink(path):  # noqa: PTH114 - it raises nothing
            return _refused(place, f"{path} is a symbolic link, which no recorded path leads through")
    return place


def _tracked(places: Sequence[MemberPlace]) -> dict[Path, str | GitError]:
    """Place → the mode of what the repository around it has there, of those where it has something.

    The mode is that of a submodule only when it stands at the place itself. One process for each repository.
    """
    around: dict[Path, list[Path]] = {}
    for place in places:
        try:
            dirs = find_git_dirs(place.path.parent)
        except (WmsgitError, OSError, RuntimeError):
            continue  # reported when the place is judged
        if dirs:
            around.setdefault(dirs.worktree, []).append(place.path)
    return {path: mode for top, paths in around.items() for path, mode in _modes(top, paths)}


def _modes(top: Path, paths: Sequence[Path]) -> Iterator[tuple[Path, str | GitError]]:
    from wmsgit.vcs.index_entries import read_modes_below

    names = {path: (path.parent.resolve() / path.name).relative_to(top).as_posix() for path in paths}
    try:
        modes = read_modes_below(top, list(names.values()))
    except GitError as error:
        yield from ((path, error) for path in paths)
        return
    above = {parent for name in modes for parent in _with_parents(name)}
    for path, name in names.items():
        if name in above:
            yield path, modes.get(name, "")


def _with_parents(name: str) -> Iterator[str]:
    yield name
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _looked_at(place: MemberPlace) -> MemberPlace:
    """A place that needs no further judgement: refused by its form, said by the user, or the workspace itself."""
    from wmsgit.vcs.members import is_vacant

    if place.refusal:
        return place
    try:
        return place._replace(is_vacant=is_vacant(place.path))
    except (OSError, ValueError) as error:
        return _refused(place, f"it cannot be looked at: {_words(error)}")


def _judged(ws: Workspace, record: Record, place: MemberPlace, tracked: "str | GitError | None") -> MemberPlace:
    """A recorded place, as it is found on the disk."""
    from wmsgit.vcs.index_entries import GITLINK
    from wmsgit.vcs.members import is_vacant

    try:
        if isinstance(tracked, GitError):
            return _refused(place, f"what is tracked there cannot be read: {tracked.message}")
        if tracked not in {None, GITLINK}:
            return _refused(place, "the repository around it tracks files there")
        if find_bare_repository(place.path.parent) or _is_own(ws.dirs, place.path):
            return _refused(place, "it lies in a Git directory")
        if is_vacant(place.path):
            return place._replace(is_vacant=True)
        refusal = _strangeness(ws, record, place, is_submodule=tracked == GITLINK)
    except WmsgitError as error:
        return _refused(place, error.message)
    except (OSError, RuntimeError, ValueError) as error:
        return _refused(place, f"it cannot be looked at: {_words(error)}")
    return _refused(place, refusal) if refusal else place


def _strangeness(ws: Workspace, record: Record, place: MemberPlace, *, is_submodule: bool) -> str:
    """Why what is at a place is not the member; empty when it is."""
    from wmsgit.vcs.locate import is_bare_repository
    from wmsgit.vcs.remote_urls import remote_urls, same_repository

    path = place.path
    if not path.is_dir():
        return "it is not a folder"
    if repository_at(path) is None:
        if not is_bare_repository(path):
            return "it is not a Git repository"
        if not place.is_outside:
            return _BARE
    elif is_submodule:
        return ""
    urls = [str(url) for url in record.data.get("urls") or ()]
    if not urls:
        return _NAMELESS
    return "" if same_repository(remote_urls(path), urls, path.parent, _instead(ws)) else _STRANGER


def _is_own(dirs: GitDirs | None, path: Path) -> bool:
    return dirs is not None and any(path.is_relative_to(item) for item in (dirs.git_dir, dirs.common_dir))


def _instead(ws: Workspace) -> Mapping[str, str]:
    """The user's short forms of URLs: the beginning of a URL → what git puts in its place."""
    names = [name for name in ws.config.names("url.") if name.endswith(".insteadof")] if ws.dirs else []
    return {short: name[len("url.") : -len(".insteadof")] for name in names for short in ws.config.get_all(name)}


def _refused(place: MemberPlace, words: str) -> MemberPlace:
    path = Path(printable(str(place.path)))
    return place._replace(path=path, refusal=words, hint=_hint(place.name, str(path)))


def _hint(name: str, path: str) -> str:
    from shlex import quote

    return f"if it is the member all the same, `git config {setting_of(name)} {quote(path)}` says so on this machine"


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
