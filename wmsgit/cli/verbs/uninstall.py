"""`uninstall`: takes away what wmsgit wrote around the records."""

import sys
from typing import Annotated

import typer

EXAMPLES = ("wmsgit uninstall --dry-run", "wmsgit uninstall --members")
DETAILS = (
    "Hooks, merge driver, lines of .gitattributes, Git configuration, blocks in AGENTS.md and the like, skills and "
    "entries of assistants, workflows: what wmsgit wrote there is printed and taken away, and nothing else. Records, "
    "schemas and settings stay, as do the files of editors. Tracked files are changed; the commit is yours."
)


def run(
    ctx: typer.Context,
    *,
    members: Annotated[bool, typer.Option("--members", help="Also what it wrote in members, where they are.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be taken away.")] = False,
) -> int:
    """Take it away; 1 when something could not be."""
    from wmsgit.cli.messages import one_line, say, warn
    from wmsgit.cli.run import run_of
    from wmsgit.errors import WmsgitError
    from wmsgit.features.footprint.actions.uninstall import footprints

    left: list[str] = []
    count = 0
    for footprint in list(footprints(run_of(ctx).present, with_members=members)):
        try:
            if not dry_run:
                footprint.act()
        except WmsgitError as error:
            left.append(f"{footprint.place}: {footprint.what} is left: {error}")
        else:
            count += 1
            sys.stdout.write(
                one_line(f"{'would remove' if dry_run else 'removed'}: {footprint.place}: {footprint.what}") + "\n"
            )
    warn(left)
    if not count and not left:
        say("nothing to remove: nothing of wmsgit's is here but the records")
    return int(bool(left))
