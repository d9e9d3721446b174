"""`help`: the pages of the documentation in the terminal, and the help of a command."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.cli.parser.group import LazyGroup

EXAMPLES = ("wmsgit help", "wmsgit help drift", "wmsgit help task add")
DETAILS = "A word that is both, such as drift, is the page; 'wmsgit drift --help' is the command's help."


def run(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[PAGE|COMMAND]...", help="What to explain.")] = None,
) -> int:
    """Print a page, a command's help, or the list of pages."""
    pages = _pages()
    if not words:
        sys.stdout.writelines(f"wmsgit help {name:<14}{_title(path)}\n" for name, path in pages.items())
        sys.stdout.write("wmsgit --help              Every command.\n")
    elif len(words) == 1 and words[0].lower() in pages:
        sys.stdout.write(pages[words[0].lower()].read_text(encoding="utf-8"))
    else:
        sys.stdout.write(_command_help(ctx, words, pages) + "\n")
    return 0


def _complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The pages and the commands; after a word its commands."""
    named = {name: _title(path) for name, path in _pages().items()} if not ctx.params.get("words") else {}
    context: Any = ctx.find_root()
    for word in ctx.params.get("words") or ():
        member = context.command.build(context, word) if hasattr(context.command, "build") else None
        context = type(ctx)(member, info_name=word, parent=context) if member else context
    sections = context.command.sections(context) if hasattr(context.command, "sections") else {}
    named |= {name: note for members in sections.values() for name, note in members.items()}
    return [item for item in named.items() if item[0].startswith(incomplete)]


COMPLETERS = {"words": _complete}


def _pages() -> dict[str, Path]:
    from wmsgit.workspace.pages import documentation

    return {path.stem: path for path in sorted(documentation().glob("*.md"))}


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()


def _command_help(ctx: typer.Context, words: list[str], pages: Iterable[str]) -> str:
    """The help of the command that the words name; a word too many ends as it would in the command line."""
    context = ctx.find_root()
    if len(words) == 1:
        _require_command(context, words[0], pages)
    for word in words:
        command = context.command
        if not hasattr(command, "get_command"):
            raise UsageError(f"{context.command_path} has no command {word!r}")
        context = type(ctx)(command.get_command(context, word), info_name=word, parent=context)
    return context.get_help()


def _require_command(context: Any, word: str, pages: Iterable[str]) -> None:
    """Refuse a word that is neither a page nor anything that may be typed, with the nearest of both."""
    from wmsgit.cli.words import word_at
    from wmsgit.model.text import did_you_mean

    group = cast("LazyGroup", context.command)
    if word_at("root", word) is None and group.build(context, word) is None:
        near = did_you_mean(word, [*pages, *group.list_commands(context)])
        raise UsageError(
            f"there is no page and no command {word!r}{near}",
            hint="wmsgit help lists the pages, wmsgit --help the commands",
        )
