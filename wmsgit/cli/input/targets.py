"""Targets: which records the ids, the `-` and the `--where` of a command mean, and which files its paths.

Paths are relative to the current directory, those of records to the workspace.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from wmsgit.cli.run import Run
from wmsgit.cli.values import words_of
from wmsgit.errors import NotFoundError, UsageError
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place


def targets(run: Run, kind: Kind | None, ids: Sequence[str], where: str | None = None) -> list[Place]:
    """Where the records are that a write is meant for, each once. Ids are exact.

    Raises:
        UsageError: when none is named, or `--where` has no noun before it.
        NotFoundError: when one does not exist.
    """
    places = run.workspace.places(words_of(ids, run.stdin), kind) if ids else []
    if where is not None:
        places += [place for place in _chosen(run, kind, where) if place not in places]
    elif not ids:
        raise UsageError("no record is named", hint="give ids, '-' for ids on standard input, or --where")
    return places


def _chosen(run: Run, kind: Kind | None, where: str) -> list[Place]:
    if kind is None:
        raise UsageError("--where needs a kind before it", hint="such as: wmsgit task set --where ...")
    rows = run.workspace.index([kind.name]).select(kind, where=where, columns=("id", "record_path"))
    from wmsgit.cli.output.data import warn_unreadable

    warn_unreadable(run, [kind.name])
    return [Place(kind.name, record_id, path) for record_id, path in rows]


def places_named(run: Run, names: Sequence[str]) -> list[Place]:
    """Where the records are that are named by id or by path; all that can be read when none is.

    Raises:
        NotFoundError: when one does not exist.
    """
    if not names:
        entries = run.workspace.index().entries()
        return [Place(entry.kind, entry.id, entry.path) for entry in entries]
    return [place for name in words_of(names, run.stdin) for place in _named(run, name)]


def _named(run: Run, name: str) -> list[Place]:
    if "/" not in name and not name.endswith(".yaml"):
        return run.workspace.places([name])
    path = inside_workspace(run, name)
    entries = [entry for entry in run.workspace.index().entries() if f"{entry.path}/".startswith(f"{path}/")]
    if not entries:
        raise NotFoundError("there is no readable record", where=name)
    return [Place(entry.kind, entry.id, entry.path) for entry in entries]


def inside_workspace(run: Run, text: str) -> str:
    """A path as the user typed it, as one relative to the workspace with `/`.

    Raises:
        UsageError: when it is outside.
        NotFoundError: when nothing is there.
    """
    path = Path(os.path.abspath(run.start / text))  # noqa: PTH100 - a symbolic link is not followed
    root = run.workspace.root
    resolved = path.parent.resolve() / path.name
    if not resolved.is_relative_to(root):
        raise UsageError("this path is outside the workspace", where=text)
    if not os.path.lexists(resolved) and run.workspace.dirs is None:
        raise NotFoundError("there is no such file", where=text)
    return resolved.relative_to(root).as_posix()
