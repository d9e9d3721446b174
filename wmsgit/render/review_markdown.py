"""A review as Markdown: one comment of a pull request, or the notes of a release."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from wmsgit.model.change import FieldChange
from wmsgit.model.difference import MARKER, ChangelogEntry, Difference, Review
from wmsgit.model.same import items_gained
from wmsgit.model.text import counted
from wmsgit.render.markdown import markdown_block, markdown_code, markdown_link, markdown_text
from wmsgit.render.text import plain
from wmsgit.render.wording import word_diff

MAX_COMMENT = 65_536
"""What GitHub takes as a comment, in UTF-16 code units (its API: "body is too long")."""

_ROOM_FOR_NOTE = 500
_MAX_VALUE = 200
_MAX_TEXT = 1500
_MAX_FIELDS = 25
_MAX_CONSEQUENCES = 20
_SHORT = 60
_SHORT_ID = 10


def review_markdown(review: Review, link: str = "") -> Iterator[str]:
    """The comment; nothing at all where nothing changed in meaning."""
    if review.is_empty:
        return
    blocks = [*_schema_blocks(review, link), *_unreadable_blocks(review, link), *_record_blocks(review, link)]
    head = f"{MARKER}\n### Records: {_counts(review)}\n"
    room = MAX_COMMENT - _units(head) - _ROOM_FOR_NOTE
    kept = list(_fitting(blocks, room))
    yield head
    yield from kept
    if len(kept) < len(blocks):
        yield f"\n… and {counted(len(blocks) - len(kept), 'further part')}, too long for one comment: `wmsgit diff`.\n"


def changelog_markdown(review: Review, link: str = "") -> Iterator[str]:
    """What was finished and settled, by milestone and kind."""
    milestones = sorted({entry.milestone for entry in review.entries}, key=lambda name: (not name, name))
    for milestone in milestones:
        if milestones != [""]:
            yield f"## {markdown_text(milestone) if milestone else 'Without a milestone'}\n\n"
        members = sorted((e for e in review.entries if e.milestone == milestone), key=lambda entry: entry.group)
        for group, entries in groupby(members, key=lambda entry: entry.group):
            yield f"### {markdown_text(group.capitalize())}\n\n"
            yield from (_entry_line(entry, link) for entry in entries)
            yield "\n"


def commits_markdown(commits: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[str]:
    """The commits of members, (commit, subject) each, by repository."""
    for repo, gained in sorted(commits.items()):
        yield f"### Commits in {markdown_text(repo)}\n\n"
        yield from (f"- {markdown_text(subject)} ({markdown_code(commit[:_SHORT_ID])})\n" for commit, subject in gained)
        yield "\n"


def _entry_line(entry: ChangelogEntry, link: str) -> str:
    shown = markdown_link(entry.id, entry.path, entry.line, link) if link else markdown_text(entry.id)
    title = f"{markdown_text(entry.title)} " if entry.title else ""
    return f"- {title}({shown}, {markdown_text(entry.status)})\n"


def _counts(review: Review) -> str:
    totals = dict.fromkeys(("added", "removed", "renamed", "changed"), 0)
    for difference in review.differences:
        totals[difference.change] += 1
    words = [f"{total:,} {what}" for what, total in totals.items() if total]
    words += [counted(len(review.schemas), "schema") + " changed"] if review.schemas else []
    return ", ".join(words) or "some cannot be read"


def _schema_blocks(review: Review, link: str) -> Iterator[str]:
    for number, schema in enumerate(review.schemas):
        head = "\n**Schemas** (they decide what is checked)\n\n" if number == 0 else ""
        places = ", ".join(markdown_code(place) for place in schema.places)
        name = markdown_link(schema.path, schema.path, 0, link)
        yield f"{head}- {schema.change} {name}{f': {places}' if places else ''}\n"


def _unreadable_blocks(review: Review, link: str) -> Iterator[str]:
    for number, finding in enumerate(review.unreadable):
        head = "\n**Cannot be read**\n\n" if number == 0 else ""
        yield f"{head}- {markdown_link(finding.path, finding.path, finding.line, link)}: {_clipped(finding.message)}\n"


def _record_blocks(review: Review, link: str) -> Iterator[str]:
    for kind, group in groupby(review.differences, key=lambda difference: difference.kind):
        for number, difference in enumerate(group):
            head = f"\n#### {markdown_text(kind)}\n\n" if number == 0 else ""
            yield head + "".join(_record_lines(difference, link))


def _record_lines(difference: Difference, link: str) -> Iterator[str]:
    place = markdown_link(difference.id, difference.path, difference.line, link)
    if difference.change == "removed":
        place = markdown_text(difference.id)
    title = f" {_clipped(difference.title)}" if difference.title else ""
    was = difference.old_id if difference.old_id != difference.id else difference.old_path
    moved = f" (was {markdown_code(was)})" if difference.change == "renamed" else ""
    yield f"- **{difference.change}** {place}{title}{moved}\n"
    if difference.change != "removed":
        yield from _field_lines(difference)
    for sentence in difference.consequences[:_MAX_CONSEQUENCES]:
        yield f"  - ⇒ {_clipped(sentence)}\n"
    more = len(difference.consequences) - _MAX_CONSEQUENCES
    if more > 0:
        yield f"  - … and {counted(more, 'more consequence')}\n"


def _field_lines(difference: Difference) -> Iterator[str]:
    shown = [change for change in difference.fields if difference.change != "added" or change.new != difference.title]
    for change in shown[:_MAX_FIELDS]:
        yield _field_line(change)
    if len(shown) > _MAX_FIELDS:
        yield f"  - … and {counted(len(shown) - _MAX_FIELDS, 'more field')}\n"


def _field_line(change: FieldChange) -> str:
    """One field: a list by its items, a long text word by word, another value before and after."""
    name, old, new = markdown_code(_cut(change.field, _MAX_VALUE)), change.old, change.new
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _SHORT:
        block = markdown_block(_cut(word_diff(old, new), _MAX_TEXT), indent="    ")
        return f"  - {name}:\n\n{block}\n"
    if isinstance(old, list) and isinstance(new, list):
        return f"  - {name}: {_items(old, new)}\n"
    if old is None:
        return f"  - {name}: {_value(new)}\n"
    return f"  - {name}: {_value(old)} → {_value(new)}\n" if new is not None else f"  - {name} removed\n"


def _items(old: list[object], new: list[object]) -> str:
    gained, lost = items_gained(old, new), items_gained(new, old)
    items = [*(("+", item) for item in gained), *(("−", item) for item in lost)]
    words = [f"{sign} {_value(item)}" for sign, item in items[:_MAX_FIELDS]]
    more = len(items) - _MAX_FIELDS
    return ", ".join([*words, *([f"… and {more:,} more"] if more > 0 else [])]) or "in another order"


def _value(value: object) -> str:
    return markdown_code(_cut(plain(value), _MAX_VALUE))


def _clipped(text: str) -> str:
    return markdown_text(_cut(text, _MAX_VALUE))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _fitting(blocks: Iterable[str], room: int) -> Iterator[str]:
    """The blocks up to the first that does not fit."""
    for block in blocks:
        room -= _units(block)
        if room < 0:
            return
        yield block


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
