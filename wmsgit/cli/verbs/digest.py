"""`digest`: what has happened since you last looked, on one screen."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wmsgit.cli.input.options import format_option
from wmsgit.cli.messages import one_line
from wmsgit.cli.output.data import has_colour, print_lines
from wmsgit.cli.run import Run
from wmsgit.model.groups import grouped

if TYPE_CHECKING:
    from wmsgit.features.review.actions.digest import Digest
    from wmsgit.features.review.digest import DigestEntry

EXAMPLES = ("wmsgit digest", "wmsgit digest --since 7d --for all --format markdown")
DETAILS = (
    "What is assigned to you, no longer waits, was taken from you or awaits your review; what was done, decided and"
    " found; what slipped past its due date; waivers that end within a week; and how many notes there were. 'last' is"
    " your last digest in this worktree, which Git's directory remembers; a week ago where there was none. A digest"
    " for you since the last one becomes the last."
)
_MOST = 5


def run(
    run: Run,
    *,
    since: Annotated[str, typer.Option("--since", metavar="last|DATE|REF", help="From when on.")] = "last",
    person: Annotated[str, typer.Option("--for", metavar="@me|PERSON|all", help="About whom.")] = "@me",
    format: Annotated[  # noqa: A002
        Literal["text", "markdown", "json"], format_option("For a terminal, a page, or a program.")
    ] = "text",
) -> None:
    """Print the digest."""
    from wmsgit.features.review.actions.digest import LAST, read_digest, remember_digest

    digest = read_digest(run.workspace, since, person)
    if format == "json":
        _print_json(digest)
    elif format == "markdown":
        sys.stdout.writelines(_markdown(digest))
    else:
        print_lines(run, _text(run, digest))
    if since == LAST and person == "@me":
        remember_digest(run.workspace)


def _print_json(digest: "Digest") -> None:
    from wmsgit.model.times import format_time
    from wmsgit.render.json_text import json_text

    names = ("section", "kind", "id", "title", "detail")
    entries = [{name: getattr(entry, name) for name in names} for entry in digest.entries]
    sys.stdout.write(json_text({"for": digest.person or "all", "since": format_time(digest.since), "entries": entries}))


def _groups(digest: "Digest") -> dict[str, list["DigestEntry"]]:
    return grouped((entry.section, entry) for entry in digest.entries)


def _text(run: Run, digest: "Digest") -> Iterator[str]:
    from wmsgit.render.text import paint

    colour = has_colour(run)
    yield one_line(_head(run, digest)) + "\n"
    for section, entries in _groups(digest).items():
        yield f"\n{paint(section, 'bold') if colour else section}\n"
        yield from (f"  {one_line(_line(entry))}\n" for entry in entries[:_MOST])
        yield from _more(entries)
    if not digest.entries:
        yield "\nnothing has happened\n"


def _markdown(digest: "Digest") -> Iterator[str]:
    from wmsgit.render.markdown import markdown_text

    yield f"# Digest for {markdown_text(one_line(digest.person or 'all'))} since {digest.since:%Y-%m-%d}\n"
    for section, entries in _groups(digest).items():
        yield f"\n## {section.capitalize()}\n\n"
        yield from (f"- {markdown_text(one_line(_line(entry)))}\n" for entry in entries)
    if not digest.entries:
        yield "\nNothing has happened.\n"


def _head(run: Run, digest: "Digest") -> str:
    local = digest.since.astimezone(run.workspace.now().tzinfo)
    return f"For {digest.person or 'everybody'}, since {local:%Y-%m-%d %H:%M}"


def _line(entry: "DigestEntry") -> str:
    detail = f"({entry.detail})" if entry.detail else ""
    return "  ".join(filter(None, [entry.id, entry.title, detail]))


def _more(entries: Sequence["DigestEntry"]) -> list[str]:
    return [f"  … and {len(entries) - _MOST} more (--format markdown has them all)\n"] if len(entries) > _MOST else []
