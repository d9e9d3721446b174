"""The merge of three files as Git asks for it: the text is left in our side's file.

It starts for each record that both branches changed: what it loads is counted by a test.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.errors import WmsgitError
from wmsgit.vcs.merge.driver import CONFLICT_STATUS, FAILURE_STATUS

if TYPE_CHECKING:
    from wmsgit.features.merge.record import Merged

__all__ = ["FAILURE_STATUS", "merge_files"]


def merge_files(files: Sequence[str], marker_size: int, path: str) -> tuple[int, list[str]]:
    """Merge a record; the program's exit status, and what a person should know.

    Whatever goes wrong, both sides are kept between markers for a person to look at.

    Args:
        files: base, ours and theirs.
        marker_size: of conflict markers; 0 for the usual one.
        path: the record's, in the workspace; empty where it is not known.
    """
    try:
        return _merge_files(files, marker_size, path)
    except (OSError, WmsgitError) as error:  # with 1 Git would take our side, as it stands, for the merged text
        return FAILURE_STATUS, [f"a file cannot be read or written: {error}"]


def _merge_files(files: Sequence[str], marker_size: int, path: str) -> tuple[int, list[str]]:
    from wmsgit.features.merge.outcome import MARKER_SIZE

    size = marker_size or MARKER_SIZE
    base, ours, theirs = map(_bytes_of, files)
    try:
        merged = _merge((base, ours, theirs), path, size)
    except Exception as error:  # noqa: BLE001 - a merge that fails must not lose a side
        from wmsgit.features.merge.markers import whole_conflict

        _write(files[1], whole_conflict(ours, theirs, marker_size=size))
        return CONFLICT_STATUS, [f"this is a bug in wmsgit, nothing was combined: {type(error).__name__}: {error}"]
    _write(files[1], merged.text)
    reasons = [f"not merged field by field: {merged.reason}"] if merged.reason else []
    reasons += [f"both sides changed {name}" for name in dict.fromkeys(field.name for field in merged.open)]
    return (0 if merged.is_clean else CONFLICT_STATUS), reasons


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: str, text: bytes) -> None:
    """Leave the result for Git, which reads it at once and puts it into its place without waiting for the disk."""
    from wmsgit.disk.named import named_parts
    from wmsgit.disk.writer import write_file

    write_file(*named_parts(path), text, sync=False)


def _merge(texts: tuple[bytes, bytes, bytes], path: str, marker_size: int) -> "Merged":
    from wmsgit.features.merge.record import Rules, merge_texts
    from wmsgit.vcs.merge.text_merge import GitTextMerge

    rules = Rules.of(_schema(path), GitTextMerge(), marker_size, has_older_lists=_has_older_lists())
    return merge_texts(*texts, rules, path=path)


def _schema(path: str) -> Mapping[str, Any] | None:
    """The schema of the record's kind, of the worktree's own; Git runs the driver at the worktree's top."""
    from wmsgit.schema.registry import LinkedSchemasError, Registry

    try:
        return Registry.read("schemas").schema_at(path)
    except (OSError, LinkedSchemasError):
        return None


def _has_older_lists() -> bool:
    from wmsgit.schema.merge_rule import has_older_lists

    try:
        return has_older_lists(_bytes_of(os.path.join("records", "workspace.yaml")))
    except OSError:
        return False
