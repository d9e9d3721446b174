"""Many members at once: clones of URLs that the user names, and what the lists of other tools name."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.features.records.assignments import Assignment
from wmsgit.features.repos.actions.join import Joined, add_members, url_of
from wmsgit.features.repos.manifests import ListedRepository, absolute_url, listed_repositories, name_of_url
from wmsgit.model.identity import is_safe_id
from wmsgit.model.member_path import usual_path
from wmsgit.vcs.locate import repository_at
from wmsgit.vcs.members import clone, is_vacant
from wmsgit.workspace.member_places import base_of
from wmsgit.workspace.members import map_in_threads, members
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions


def clone_beside(ws: Workspace, urls: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Clone repositories beside the workspace, side by side; gives where they are, and why others are not.

    What is there already is not cloned again.
    """
    results = map_in_threads(urls, lambda url: _cloned(base_of(ws).parent, url))
    paths = [item for item in results if isinstance(item, Path)]
    return paths, [item for item in results if isinstance(item, str)]


def _cloned(folder: Path, url: str) -> Path | str:
    name = name_of_url(url)
    if not is_safe_id(name):
        return f"{url}: its name cannot be a member's; 'wmsgit repo add NAME --url URL' gives one"
    path = folder / name
    try:
        if is_vacant(path):
            clone(url, path)
    except (WmsgitError, OSError) as error:
        return f"{url}: {error}"
    return path


def add_listed(
    ws: Workspace, file: Path, assignments: Sequence[Assignment] = (), *, how: WriteOptions = AS_USUAL
) -> Joined:
    """Make members of what the list of another tool names, in one commit; nothing is cloned.

    Raises:
        InvalidError: when the file cannot be read, or names none.
        OSError: when there is no such file.
    """
    chosen: dict[str, ListedRepository] = {}
    skipped = []
    known = {record.id.lower() for record in members(ws)}
    own = url_of(file.parent)
    for listed in listed_repositories(file.read_bytes(), file.name):
        item = replace(listed, url=absolute_url(listed.url, own))
        if listed.url and not item.url:
            skipped.append(f"{item.name}: {listed.url} is relative to a remote that is not known")
        elif not is_safe_id(item.name):
            skipped.append(f"{item.name}: its name cannot be a member's")
        elif item.name.lower() in known:
            skipped.append(f"{item.name}: there is a member of the name already")
        else:
            known.add(item.name.lower())
            chosen[item.name] = item
    fields = {name: [*assignments, *_fields(ws, item, file.parent)] for name, item in chosen.items()}
    return add_members(ws, fields, how, skipped)


def _fields(ws: Workspace, item: ListedRepository, folder: Path) -> list[Assignment]:
    """The fields that a list gives; the path is what lies there already, else beside the workspace."""
    there = folder / item.path if item.path else None
    is_there = there is not None and there.exists() and repository_at(there) is not None
    path = Path(os.path.relpath(there, base_of(ws))).as_posix() if there and is_there else usual_path(item.name)
    texts = {"default_branch": item.branch, "description": item.description}
    return [
        Assignment(("path",), "=", path),
        *([Assignment(("urls",), "+=", item.url)] if item.url else []),
        *(Assignment((key,), "=", value) for key, value in texts.items() if value),
        *(Assignment(("tags",), "+=", tag) for tag in item.tags),
    ]
