"""The program `wmsgit-merge`, which Git runs to merge a record: `wmsgit-merge %O %A %B %L %P` (gitattributes).

It leaves the merged text in the file of our side and exits with 0, or with 3 where a person must choose. Typer is
not loaded: Git runs this once for each record that both branches changed.
"""

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

from wmsgit.errors import WmsgitError
from wmsgit.vcs.merge.driver import CONFLICT_STATUS, FAILURE_STATUS

if TYPE_CHECKING:
    from wmsgit.features.merge.record import Merged

USAGE: Final = """usage: wmsgit-merge BASE OURS THEIRS [MARKER-SIZE] [PATH]

Git runs this to merge records field by field; `wmsgit setup` tells it to. The result is left in OURS. Exit code 0:
merged; 3: conflicts stand between markers; every other one: our side is as it was.

Example:
  git config merge.wmsgit.driver "wmsgit-merge %O %A %B %L %P"
"""
_MIN_ARGUMENTS, _MAX_ARGUMENTS = 3, 5


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Merge, and exit."""
    gc.disable()  # it looks through some million values of one long record, and the process ends soon
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        sys.exit(0)
    if not _MIN_ARGUMENTS <= len(arguments) <= _MAX_ARGUMENTS:
        sys.stderr.write(USAGE)
        sys.exit(FAILURE_STATUS)
    size, path = [*arguments[3:], "", ""][:2]
    try:
        status = _run(arguments[:3], int(size) if size.isdigit() else 0, path)
    except (OSError, WmsgitError) as error:  # with 1 Git would take our side, as it stands, for the merged text
        _tell(path, f"a file cannot be read or written: {error}")
        status = FAILURE_STATUS
    sys.exit(status)


def _run(files: Sequence[str], marker_size: int, path: str) -> int:
    """Merges the files; whatever goes wrong, both sides are kept between markers for a person to look at."""
    from wmsgit.features.merge.outcome import MARKER_SIZE

    size = marker_size or MARKER_SIZE
    base, ours, theirs = map(_bytes_of, files)
    try:
        merged = _merge((base, ours, theirs), path, size)
    except Exception as error:  # noqa: BLE001 - a merge that fails must not lose a side
        _tell(path, f"this is a bug in wmsgit, nothing was combined: {type(error).__name__}: {error}")
        from wmsgit.features.merge.markers import whole_conflict

        _write(files[1], whole_conflict(ours, theirs, marker_size=size))
        return CONFLICT_STATUS
    _write(files[1], merged.text)
    if merged.reason:
        _tell(path, f"not merged field by field: {merged.reason}")
    for name in dict.fromkeys(field.name for field in merged.open):
        _tell(path, f"both sides changed {name}")
    return 0 if merged.is_clean else CONFLICT_STATUS


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _write(path: str, text: bytes) -> None:
    from wmsgit.disk.named import named_parts
    from wmsgit.disk.writer import write_file

    write_file(*named_parts(path), text)


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


def _tell(path: str, message: str) -> None:
    line = f"wmsgit-merge: {path}: {message}" if path else f"wmsgit-merge: {message}"
    sys.stderr.write("".join(sign if sign.isprintable() else "?" for sign in line) + "\n")


if __name__ == "__main__":
    main()
