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
    status, reasons = merge_files(arguments[:3], int(size) if size.isdigit() else 0, path)
    where = f"{path}: " if path else ""
    for reason in reasons:
        line = f"wmsgit-merge: {where}{reason}"
        sys.stderr.write("".join(sign if sign.isprintable() else "?" for sign in line) + "\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
