"""`site build`: makes pages for people who look."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.input.options import Exclude
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit site build ../pages",
    "wmsgit site build ../preview --base main --url https://github.com/acme/plane",
    "wmsgit site build task.html --single-file WS-TASK-001",
)
DETAILS = (
    "The pages need no server, nothing from elsewhere, and no JavaScript to be read. People, comments, sessions,"
    " contexts and metadata are left out unless --include names them; e-mail addresses and paths of machines always"
    " are. A folder that was built before is brought up to date. It needs the extra wmsgit[web]."
)


def run(
    run: Run,
    *,
    directory: Annotated[str, typer.Argument(metavar="DIR")],
    exclude: Exclude = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", metavar="WHAT", help="Show people, comments, sessions, contexts or metadata; repeatable."
        ),
    ] = None,
    base: Annotated[
        str, typer.Option("--base", metavar="REF", help="Mark what changed since the history left REF.")
    ] = "",
    url: Annotated[str, typer.Option("--url", metavar="URL", help="The plane's address at its host, for links.")] = "",
    single_file: Annotated[
        str,
        typer.Option("--single-file", metavar="ID|VIEW|PAGE", help="Make DIR one file of this, with what it names."),
    ] = "",
    no_scan: Annotated[bool, typer.Option("--no-scan", help="Do not check the rules over the repositories.")] = False,
) -> None:
    """Build the pages."""
    from wmsgit.cli.extras import surface
    from wmsgit.cli.messages import say, warn
    from wmsgit.model.text import counted

    if url and not url.startswith(("http://", "https://")):
        raise UsageError(f"--url takes a web address, not {url!r}")
    start = surface("wmsgit.site.start", "web")
    request = start.SiteRequest(tuple(exclude or ()), tuple(include or ()), base, url, not no_scan)
    surface("markdown_it", "web")
    target = Path(directory)
    if single_file:
        size = start.build_single(run.workspace, target, single_file, request)
        say(f"{counted(size, 'byte')} written")
    else:
        built = start.build_site(run.workspace, target, request)
        words = [counted(built.files, "file"), f"{built.written:,} written"]
        say(", ".join([*words, f"{built.removed:,} removed"] if built.removed else words))
    sys.stdout.write(f"{target if single_file else target / 'index.html'}\n")
    warn(str(finding) for finding in run.workspace.unreadable(None))
