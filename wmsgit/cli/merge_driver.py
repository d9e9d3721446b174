"""The program `wmsgit-merge`, which Git runs to merge a record: `wmsgit-merge %O %A %B %L %P` (gitattributes).

It leaves the merged text in the file of our side and exits with 0, or with 3 where a person must choose. Typer is
not loaded: Git runs this once for each record that both branches changed.
"""

import gc
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from wmsgit.features.merge.actions.driver import FAILURE_STATUS, merge_files

USAGE: Final = """usage: wmsgit-merge BASE OURS THEIRS [MARKER-SIZE] [PATH]

Git runs this to merge records field by field; `wmsgit setup` tells it to. The result is left in OURS. Exit code 0:
merged; 3: conflicts stand between markers; every other one: our side is as it was.

Example:
  git config merge.wmsgit.driver "wmsgit-merge %O %A %B %L %P"
"""
_MIN_ARGUMENTS, _MAX_ARGUMENTS = 3, 5


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Merge, and exit.

    Args:
        argv: the arguments without the program's name; None for those of the process, which ends at once then.
    """
    gc.disable()  # it looks through some million values of one long record, and the process ends soon
    status = _merge(list(sys.argv[1:] if argv is None else argv))
    if argv is None:
        from wmsgit.cli.start import leave

        leave(status)
    sys.exit(status)


def _merge(arguments: Sequence[str]) -> int:
    if arguments in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
        return 0
    if not _MIN_ARGUMENTS <= len(arguments) <= _MAX_ARGUMENTS:
        sys.stderr.write(USAGE)
        return FAILURE_STATUS
    size, path = [*arguments[3:], "", ""][:2]
    status, reasons = merge_files(arguments[:3], int(size) if size.isdigit() else 0, path)
    where = f"{path}: " if path else ""
    for reason in reasons:
        line = f"wmsgit-merge: {where}{reason}"
        sys.stderr.write("".join(sign if sign.isprintable() else "?" for sign in line) + "\n")
    return status


if __name__ == "__main__":
    main()
