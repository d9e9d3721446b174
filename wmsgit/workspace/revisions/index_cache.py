"""The indexes of the commits that were asked for last: each a folder with a snapshot and what goes with it.

A folder is made whole under another name and then renamed, so that no half of one is ever used. A snapshot of
another commit, or of the working tree, is what a new one begins with: only what differs is read.
"""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from wmsgit.disk.cache_file import load_json, write_bytes
from wmsgit.disk.own import OwnFolder
from wmsgit.model.finding import Finding
from wmsgit.model.value import immutable

FOLDER = "at"
_HEAD = "tree.json"
_TEMPORARY = ".tmp"
_MAX_COMMITS = 4
_MAX_BYTES = 1 << 30
_STALE_S = 3600
_MAX_SHARE = 8


@immutable
class KeptTree:
    """What must be known of a commit beside its index.

    Attributes:
        schemas: file name → text; None where the commit has no `schemas/`.
        digest: of its registry.
        strays: a kind's folder → what lies in it and is no record file.
        count: how many files it has below `records/`.
    """

    schemas: Mapping[str, bytes] | None
    digest: str
    strays: Mapping[str, tuple[Finding, ...]]
    count: int


def load_kept(folder: Path) -> KeptTree | None:
    """What was kept in a commit's folder; None where there is none, or it is damaged."""
    try:
        whole = load_json(OwnFolder(folder, depth=2), _HEAD, "")
        schemas = whole["schemas"]
        return KeptTree(
            None if schemas is None else {name: _bytes(text) for name, text in schemas.items()},
            str(whole["digest"]),
            {name: tuple(Finding(*row) for row in rows) for name, rows in whole["strays"].items()},
            int(whole["count"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def seed_for(parent: Path, digest: str, count: int) -> Path | None:
    """The folder of the last used commit with the same schemas and nearly as many files; None for none.

    Args:
        parent: where the commits' folders lie.
        digest: of the registry of the commit that looks for it.
        count: of its files below `records/`.
    """
    for folder in _by_use(parent):
        kept = load_kept(folder)
        if kept and kept.digest == digest and abs(kept.count - count) <= count // _MAX_SHARE:
            return folder
    return None


def drafted(parent: Path) -> Path:
    """A new folder in which a commit's is made.

    Raises:
        OSError: when it cannot be.
    """
    return OwnFolder(parent, depth=1).make(f"{os.urandom(8).hex()}{_TEMPORARY}")


def keep(draft: Path, folder: Path, tree: KeptTree) -> None:
    """Make a draft the commit's folder, and let go of those that were not used for longest.

    Raises:
        OSError: when it cannot be; the draft is still there then.
    """
    whole: dict[str, Any] = {
        "schemas": tree.schemas and {name: _text(text) for name, text in tree.schemas.items()},
        "digest": tree.digest,
        "strays": {name: [_fields_of(finding) for finding in result] for name, result in tree.strays.items()},
        "count": tree.count,
    }
    write_bytes(OwnFolder(draft, depth=2), _HEAD, "", json.dumps(whole).encode())
    if load_kept(folder) is None:
        discard(folder)
    OwnFolder(folder.parent, depth=1).move(draft.name, folder.name)
    _sweep(folder.parent)


def used(folder: Path) -> None:
    """Remember that a commit was asked for."""
    with suppress(OSError):
        OwnFolder(folder.parent).mark_used(folder.name)


def _sweep(parent: Path) -> None:
    """Remove the commits beyond those that are kept, and drafts that were left behind an hour ago or earlier."""
    total = 0
    for number, folder in enumerate(_by_use(parent)):
        total += sum(path.stat().st_size for path in folder.iterdir())
        if number >= _MAX_COMMITS or (number and total > _MAX_BYTES):
            discard(folder)
    limit = time.time() - _STALE_S
    for draft in parent.glob(f"*{_TEMPORARY}"):
        if draft.stat().st_mtime < limit:
            discard(draft)


def discard(folder: Path) -> None:
    """Remove a folder with what it holds, if it is there."""
    if folder.exists():
        import shutil  # mostly nothing is there, and loading this takes longer than looking

        shutil.rmtree(folder, ignore_errors=True)


def _fields_of(finding: Finding) -> tuple[Any, ...]:
    from dataclasses import astuple

    return astuple(finding)


def _by_use(parent: Path) -> list[Path]:
    """The commits' folders, the last used first."""
    try:
        folders = [folder for folder in parent.iterdir() if folder.suffix != _TEMPORARY]
        return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
    except OSError:  # there is none yet, or another process is sweeping
        return []


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
