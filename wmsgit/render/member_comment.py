"""The comment on a member's pull request: its task, its siblings, what binds the files, what is new in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wmsgit.render.markdown import markdown_code, markdown_text

MARKER = "<!-- wmsgit:member -->"
"""The comment's first line, by which a program finds the one to update."""
_MAX_ROWS = 50


@dataclass(frozen=True, slots=True)
class MemberComment:
    """What there is to say.

    Attributes:
        tasks: id, title and status of each task of the branch.
        checklist: the text and whether it is done, of their items.
        siblings: number in the order of merging, repository, URL and state of the task's other pull requests.
        bindings: id and title of the decisions and placements that bind changed files, and one such file.
        findings: file with line, rule, message of the new ones.
        allowances: file with line, rule, last day and reason of what a comment newly lets be.
    """

    tasks: Sequence[tuple[str, str, str]] = ()
    checklist: Sequence[tuple[str, bool]] = ()
    siblings: Sequence[tuple[str, str]] = ()
    bindings: Sequence[tuple[str, str, str]] = ()
    findings: Sequence[tuple[str, str, str]] = ()
    allowances: Sequence[tuple[str, str, str]] = ()


def member_comment(comment: MemberComment) -> str:
    """The text; empty where there is nothing to say."""
    lines = list(_lines(comment))
    return "\n".join([MARKER, *lines]) + "\n" if lines else ""


def _lines(comment: MemberComment) -> Iterator[str]:
    for record_id, title, status in comment.tasks:
        yield f"**{markdown_text(record_id)}** {markdown_text(title)} ({markdown_text(status)})"
    yield from (f"- [{'x' if done else ' '}] {markdown_text(text)}" for text, done in comment.checklist[:_MAX_ROWS])
    yield from _section(
        "Other pull requests, in the order of merging",
        [
            f"{number}. <{url}>{f' ({markdown_text(state)})' if state else ''}"
            for number, (url, state) in enumerate(comment.siblings, 1)
        ],
    )
    yield from _section(
        "What binds the changed files",
        [
            f"- {markdown_text(name)} {markdown_text(title)}: {markdown_code(path)}"
            for name, title, path in comment.bindings
        ],
    )
    yield from _section("New findings", _judged(comment.findings))
    yield from _section("New inline allowances", _judged(comment.allowances))


def _judged(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    return [f"- {markdown_code(place)} {markdown_text(rule)}: {markdown_text(words)}" for place, rule, words in rows]


def _section(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield from ("", f"### {title}", "", *rows[:_MAX_ROWS])
        if len(rows) > _MAX_ROWS:
            yield f"- and {len(rows) - _MAX_ROWS} more"
