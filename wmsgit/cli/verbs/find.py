"""`find`: which records a commit, a file or a branch of a member belongs to."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit find 3f9a1c2b", "wmsgit find api/src/keys.py", "wmsgit find ws-task-012-rotate-the-keys")
DETAILS = (
    "A file is given as REPO/PATH, or relative to the current directory. A commit belongs to the records that its "
    "trailers name and to the record on whose branch it stands; a file to those of the commits that touched it. The "
    "exit code is 4 when no member on this machine has such a commit, file or branch."
)


def run(
    run: Run,
    *,
    text: Annotated[str, typer.Argument(metavar="COMMIT|PATH|BRANCH")],
    format: Format = "table",  # noqa: A002
) -> None:
    """Print the records."""
    from wmsgit.cli.messages import one_line, say
    from wmsgit.cli.output.data import print_rows
    from wmsgit.cli.values import require_text
    from wmsgit.features.commits.actions.find import belongs_to

    result, notices = belongs_to(run.workspace, require_text(text), run.start)
    rows = [{"id": item.record.id, "kind": item.record.kind, "repo": item.repo, "by": item.by} for item in result]
    if not rows and format == "table":
        say(f"no record is named by {text}")
    else:
        print_rows(run, ["id", "kind", "repo", "by"], rows, format)
    say(*(one_line(notice) for notice in notices))
