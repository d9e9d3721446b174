"""`help`: the pages of the documentation in the terminal, and the help of a command."""

import sys
from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = ("wmsgit help", "wmsgit help drift", "wmsgit help task add")
DETAILS = "A word that is both, such as drift, is the page; 'wmsgit drift --help' is the command's help."


def run(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[PAGE|COMMAND]...", help="What to explain.")] = None,
) -> int:
    """Print a page, a command's help, or the list of pages."""
    from wmsgit.workspace.pages import documentation

    pages = {path.stem: path for path in sorted(documentation().glob("*.md"))}
    if not words:
        sys.stdout.writelines(f"wmsgit help {name:<14}{_title(path)}\n" for name, path in pages.items())
        sys.stdout.write("wmsgit --help              Every command.\n")
    elif len(words) == 1 and words[0].lower() in pages:
        sys.stdout.write(pages[words[0].lower()].read_text(encoding="utf-8"))
    else:
        sys.stdout.write(_command_help(ctx, words) + "\n")
    return 0


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()


def _command_help(ctx: typer.Context, words: list[str]) -> str:
    """The help of the command that the words name; a word too many ends as it would in the command line."""
    context = ctx.find_root()
    for word in words:
        command = context.command
        if not hasattr(command, "get_command"):
            from wmsgit.errors import UsageError

            raise UsageError(f"{context.command_path} has no command {word!r}")
        context = type(ctx)(command.get_command(context, word), info_name=word, parent=context)
    return context.get_help()
