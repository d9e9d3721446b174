"""A review: what changed in meaning, in the formats that `diff --format` takes."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from wmsgit.errors import UsageError
from wmsgit.model.change import FieldChange
from wmsgit.model.difference import Difference, Review
from wmsgit.model.finding import Finding
from wmsgit.model.text import clean, counted, one_line
from wmsgit.render.change_colour import coloured_change, coloured_headline
from wmsgit.render.object_text import object_text
from wmsgit.render.review_markdown import changelog_markdown, review_markdown
from wmsgit.render.wording import wording

CONSEQUENCE = "⇒"
_SIGNS = {"added": "+", "removed": "−", "renamed": "»", "changed": "~"}
_MAX_VALUE = 100
_FIELD_INDENT = " " * 6


def render_review(name: str, review: Review, *, link: str = "", colour: bool = False) -> Iterator[str]:
    """The review in a format, as pieces of text that together end with a line feed, or are empty.

    Args:
        name: one of `REVIEW_FORMATS`.
        review: what changed.
        link: what stands before the paths in links, such as `https://host/owner/repo/blob/COMMIT`.
        colour: whether text has colours; no other format has.

    Raises:
        UsageError: when there is no such format.
    """
    if name not in REVIEW_FORMATS:
        raise UsageError(f"there is no format {name!r}", hint=f"known: {', '.join(REVIEW_FORMATS)}")
    if name == "text":
        return review_text(review, colour=colour)
    return REVIEW_FORMATS[name](review, link)


def counts_of(review: Review) -> str:
    """How many records of each sort of change: `2 added, 1 changed`."""
    totals: dict[str, int] = {}
    for difference in review.differences:
        totals[difference.change] = totals.get(difference.change, 0) + 1
    return ", ".join(f"{totals[what]:,} {what}" for what in _SIGNS if what in totals)


def review_text(review: Review, *, colour: bool = False) -> Iterator[str]:
    """For people: the schemas first, then the records by kind, each field on a line, then what follows."""
    for schema in review.schemas:
        places = f": {', '.join(schema.places)}" if schema.places else ""
        yield one_line(f"schema {schema.change}: {schema.path}{places}") + "\n"
    for kind, group in groupby(review.differences, key=lambda difference: difference.kind):
        members = list(group)
        yield f"{kind}: {counted(len(members), 'record')}\n"
        for difference in members:
            lines = _record_lines(difference)
            yield from (f"{_coloured(line) if colour else line}\n" for line in lines)


def _coloured(line: str) -> str:
    is_field = line.startswith(_FIELD_INDENT)
    if is_field:
        return _FIELD_INDENT + coloured_change(line.removeprefix(_FIELD_INDENT))
    return coloured_headline(line)


def review_json(review: Review) -> Iterator[str]:
    """A JSON array: kind, id, change, fields, consequences, path, line; and of one renamed, `from`."""
    from wmsgit.render.json_text import json_array

    return json_array(map(_as_object, review.differences))


def review_github(review: Review) -> Iterator[str]:
    """GitHub's workflow commands: a notice for each record, a warning for each file that cannot be read."""
    from wmsgit.render.findings import annotation

    for finding in review.unreadable:
        yield annotation("warning", finding, finding.message)
    for difference in review.differences:
        stated = (*map(str, difference.fields), *difference.consequences) if difference.change == "changed" else ()
        words = "; ".join(stated or (_headline(difference), *difference.consequences))
        place = Finding(difference.path, difference.line, 1, difference.id, "")
        yield annotation("notice", place, words)


def _record_lines(difference: Difference) -> Iterator[str]:
    yield f"  {_SIGNS[difference.change]} {one_line(_headline(difference))}"
    if difference.change != "removed":
        for change in (c for c in difference.fields if difference.change != "added" or c.new != difference.title):
            yield from (f"{_FIELD_INDENT}{line}" for line in _field_lines(difference, change))
    yield from (f"    {CONSEQUENCE} {one_line(sentence)}" for sentence in difference.consequences)


def _headline(difference: Difference) -> str:
    was = difference.old_id if difference.old_id != difference.id else difference.old_path
    moved = f" (was {was})" if difference.change == "renamed" else ""
    place = f"{difference.path}:{difference.line}" if difference.line else difference.path
    words = [difference.id, difference.title, f"[{difference.change}{moved}]", place]
    return "  ".join(filter(None, words))


def _field_lines(difference: Difference, change: FieldChange) -> list[str]:
    if difference.change == "added":
        return [_clip(f"{one_line(change.field)}: {one_line(object_text(change.new))}")]
    return [line for text in wording(change) for line in clean(text).split("\n")]


def _clip(text: str) -> str:
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1] + "…"


def _as_object(difference: Difference) -> dict[str, object]:
    result: dict[str, object] = {
        "kind": difference.kind,
        "id": difference.id,
        "change": difference.change,
        "fields": [{"field": c.field, "old": c.old, "new": c.new} for c in difference.fields],
        "consequences": list(difference.consequences),
        "path": difference.path,
        "line": difference.line,
    }
    if difference.change == "renamed":
        result["from"] = {"id": difference.old_id, "path": difference.old_path}
    return result


REVIEW_FORMATS: Mapping[str, Callable[[Review, str], Iterator[str]]] = {
    "text": lambda review, _link: review_text(review),
    "markdown": review_markdown,
    "json": lambda review, _link: review_json(review),
    "github": lambda review, _link: review_github(review),
    "changelog": changelog_markdown,
}
"""The formats of reviews, by the name that `diff --format` takes."""
