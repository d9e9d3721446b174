"""Choosing: which records, values, keys and dates are offered where something is being typed, in their order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.editing.ranking import Ranking
from wmsgit.features.editing.record_line import RecordLine
from wmsgit.features.editing.schema_parts import Part, values_of
from wmsgit.features.editing.values import Choice, TextSpan
from wmsgit.features.records.assignments import typed
from wmsgit.model.text import one_line, shortened
from wmsgit.model.times import in_local_zone, parse_time
from wmsgit.model.value_context import ValueContext
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

MAX_CHOICES = 100
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MAX_TITLE = 100
_HOLE = re.compile(r"\$\{\d+\|([^,|]*)[^}]*\|\}|\$\{\d+:([^}]*)\}|(?<!\\)\$\d")
_ESCAPED = re.compile(r"\\([\\$}])")
_PLAIN_EXCEPT = frozenset("#,[]{}&*!|>'\"%@`")


def record_choices(
    ranked: Ranking, word: str, span: TextSpan, repos: Iterable[str], but: str = "", title: str = ""
) -> tuple[list[Choice], bool]:
    """Records to name, in the order of `Ranking.best`, and whether there are more of them.

    Args:
        ranked: the records of the kind.
        word: what was typed: the words, or their beginnings, of an id and title.
        span: what a choice takes the place of.
        repos: the repositories that the record being edited is about.
        but: the id of the record being edited.
        title: its title.
    """
    lines = ranked.best(word.lower().split(), set(repos), title, MAX_CHOICES + 2)
    wanted = [line for line in lines if line.id != but]
    return [record_choice(line, span) for line in wanted[:MAX_CHOICES]], len(wanted) > MAX_CHOICES


def record_choice(line: RecordLine, span: TextSpan) -> Choice:
    """A record as a choice."""
    title = one_line(line.title)[:_MAX_TITLE]
    detail = " · ".join(part for part in (title, line.status) if part)
    words = f"{line.id} {title}"
    return Choice(line.id, scalar(line.id), span, "record", detail, words=words, is_old=line.is_closed)


def value_choices(
    part: Part, root: Part, span: TextSpan, allowed: Sequence[str] = (), steps: Mapping[str, str] | None = None
) -> list[Choice]:
    """The values of an enumeration with what they mean.

    Args:
        part: the field's part of the schema.
        root: the schema.
        span: what a choice takes the place of.
        allowed: the values that may follow what HEAD has; all when empty.
        steps: value → the transition that leads to it.
    """
    values = values_of(part, root)
    return [
        Choice(value, scalar(value), span, "value", (steps or {}).get(value, ""), meaning)
        for value, meaning in values.items()
        if not allowed or value in allowed
    ]


def used_choices(counts: Mapping[str, int], span: TextSpan, others: Iterable[str] = ()) -> list[Choice]:
    """The values that other records have in a field, the most frequent first."""
    ordered = sorted(counts, key=lambda value: (-counts[value], value))
    names = dict.fromkeys([*others, *ordered])
    return [Choice(value, scalar(value), span, "value") for value in names if value][:MAX_CHOICES]


def date_choices(field: Field, word: str, meaning: ValueContext, span: TextSpan) -> list[Choice]:
    """Days to name, written as the schema wants them: what was typed as the command line takes it, then the usual ones.

    Args:
        field: which.
        word: what was typed: `+3d`, `tomorrow`.
        meaning: the present moment, in the zone in which days are counted.
        span: what a choice takes the place of.
    """
    today = in_local_zone(meaning.now).date()
    friday = today + timedelta((_DAYS.index("Friday") - today.weekday()) % 7 or 7)
    named = {"next Friday": friday.isoformat(), "next Monday": (today + timedelta(7 - today.weekday())).isoformat()}
    words = ["today", "tomorrow", "+1w", "+2w", "+1m", *named]
    words = ["now", *words] if field.format == "date-time" else words
    typed_word = word.strip()
    choices = [_date(name, named.get(name, name), field, meaning, span) for name in dict.fromkeys([typed_word, *words])]
    return [choice for choice in choices if choice is not None]


def _date(name: str, text: str, field: Field, meaning: ValueContext, span: TextSpan) -> Choice | None:
    """A day by its name; None where the command line would not take it, or it is written out already."""
    try:
        written = str(typed(field, text, meaning))
        day = parse_time(written)
    except (ValueError, OverflowError, InvalidError):
        return None
    if not name or written == name:
        return None
    zone = in_local_zone(meaning.now).tzinfo if "T" in written else None
    detail = f"{_DAYS[day.astimezone(zone).weekday() if zone else day.weekday()]}, {written}"
    return Choice(name, written, span, "date", detail, words=f"{name} {written}")


def key_choices(
    properties: Mapping[str, Mapping[str, Any]],
    required: frozenset[str],
    siblings: frozenset[str],
    span: TextSpan,
    column: int | None,
) -> list[Choice]:
    """The fields that are missing, required ones first; without a column, as they stand inside of braces."""
    missing = [name for name in properties if name not in siblings]
    ordered = sorted(missing, key=lambda name: name not in required)
    return [
        Choice(
            name,
            key_text(name, properties[name], column),
            span,
            "key",
            "required" if name in required else "",
            str(properties[name].get("description", "")),
            is_snippet=True,
        )
        for name in ordered
    ]


def key_text(name: str, part: Part, column: int | None) -> str:
    """A key with the beginning of its value, as a snippet."""
    types = part.get("type")
    names = {types} if isinstance(types, str) else set(types or ())
    if column is None:
        ends = {"array": "[$0]", "object": "{$0\\}"}
        return f"{name}: {next((end for sort, end in ends.items() if sort in names), '$0')}"
    indent = " " * (column + 2)
    if "array" in names:
        return f"{name}:\n{indent}- $0"
    if "object" in names:
        return f"{name}:\n{indent}$0"
    return f"{name}: $0"


def path_choices(names: Iterable[tuple[str, bool]], span: TextSpan) -> list[Choice]:
    """Files and folders as choices; folders end with `/`."""
    items = sorted(names, key=lambda item: (not item[1], item[0]))[:MAX_CHOICES]
    return [
        Choice(f"{name}{'/' if is_folder else ''}", f"{name}{'/' if is_folder else ''}", span, "path")
        for name, is_folder in items
    ]


def skeleton(kind: Kind, given: Mapping[str, Any], first_line: str, record_id: str) -> str:
    """A new record as a snippet: its required fields, those with a default, and its title to fill in."""
    lines = [first_line.rstrip("\n"), f"id: {snippet_text(record_id)}"]
    place = 0
    for name, field in kind.fields.items():
        if name == "id":
            continue
        if name in given:
            lines.append(f"{name}: {snippet_text(scalar(str(given[name])))}")
        elif field.required or name == kind.argument:
            place += 1
            lines.append(f"{name}: {_hole(field, place)}")
    return "\n".join([*lines, "$0"]) + "\n"


def snippet_text(text: str) -> str:
    """A text in which nothing is a place of a snippet."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


def without_holes(text: str) -> str:
    """A snippet as text: the first of several choices, the words in the places to fill in."""
    return _ESCAPED.sub(r"\1", _HOLE.sub(lambda match: match[1] or match[2] or "", text))


def scalar(text: str) -> str:
    """A value as YAML; in quotes where it would be something else without."""
    from wmsgit.store.canonical import dump_yaml

    is_harmless = text[:1].isalnum() and _PLAIN_EXCEPT.isdisjoint(text) and text.isprintable()
    if is_harmless and text == text.strip() and ": " not in text and not text.endswith(":"):
        return text
    return dump_yaml({"a": text}).removeprefix("a:").strip()


def _hole(field: Field, number: int) -> str:
    if field.enum:
        return f"${{{number}|{','.join(value.replace(',', '') for value in field.enum)}|}}"
    return f"${{{number}:{snippet_text(shortened(field.name))}}}"
