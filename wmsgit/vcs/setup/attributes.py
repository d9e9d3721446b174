"""Attributes: how Git merges files by the `.gitattributes` of one state, whatever this machine adds to them."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from wmsgit.vcs.objects.blobs import read_blobs
from wmsgit.vcs.objects.revisions import LINK_MODE, tree_files
from wmsgit.vcs.process import nul_joined, nul_split, read_git
from wmsgit.vcs.scratch import make_scratch

_NAME = ".gitattributes"
_MAX_BYTES = 1 << 20
_FIELDS = 3
"""Path, attribute and value: what `git check-attr -z` prints for each path."""


def attributes_at(root: Path, commit: str, folder: str) -> dict[str, bytes]:
    """Path → text of the attributes of a commit: those of its top, and those at and below a folder.

    Git does not follow a symbolic link of this name (gitattributes, "NOTES"), nor is one read here.
    """
    listed = (file for file in tree_files(root, commit, (_NAME, folder)) if file.mode != LINK_MODE)
    blobs = {file.path: file.blob for file in listed if file.path.rpartition("/")[2] == _NAME}
    texts = (text for _, text in read_blobs(root, blobs.values(), max_bytes=_MAX_BYTES))
    return dict(zip(blobs, texts, strict=True))


def attributes_here(root: Path, folder: str) -> dict[str, bytes]:
    """As `attributes_at`, of the files as they stand."""
    folders = [root, *(Path(above) for above, _, names in os.walk(root / folder) if _NAME in names)]
    files = [above / _NAME for above in folders]
    result = [file for file in files if file.is_file() and not file.is_symlink()]
    return {file.relative_to(root).as_posix(): _start_of(file) for file in result}


def merge_attributes(texts: Mapping[str, bytes], paths: Sequence[str]) -> list[str]:
    """What `merge` is for each of these paths, which need not be there: `wmsgit`, `union`, `unset`, `unspecified` ...

    Git itself reads the texts, in an empty repository: no configuration and no `info/attributes` of this machine
    has a say, and no release of Git is too old (`git check-attr --source` came with 2.40).
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="wmsgit-") as name:
        top = Path(name)
        for path, text in texts.items():
            (top / path).parent.mkdir(parents=True, exist_ok=True)
            (top / path).write_bytes(text)
        make_scratch(top)
        request = ("check-attr", "-z", "--stdin", "merge")
        printed = read_git(top, "-c", f"core.attributesFile={os.devnull}", *request, stdin=nul_joined(paths))
    return nul_split(printed)[_FIELDS - 1 :: _FIELDS]


def _start_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_MAX_BYTES + 1)
