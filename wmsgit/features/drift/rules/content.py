"""`content`: what the lines of files must or must not hold. Fingerprint: file | the line, stripped."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import Any, ClassVar

from wmsgit.features.drift.budget import MAX_ROWS, MAX_TEXT_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.fields import MODE_FIELD, patterns_field
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.texts import text_of
from wmsgit.schema.expressions import regular_expression

_MAX_KEPT_BYTES = 200
_WINDOW_BYTES = 256


class Content(RuleKind):
    """No line of a text file may fit a regular expression, or every text file must have a line that does."""

    properties: ClassVar = {
        "mode": MODE_FIELD,
        "paths": patterns_field("Which files are looked at; all when absent."),
        "regex": {
            "type": "string",
            "minLength": 1,
            "description": "A regular expression in the syntax of RE2, which needs no backtracking. It is tried on"
            " each line; `^` and `$` are the line's ends.",
        },
    }
    required = ("regex",)
    narrowed_by = "paths"
    stricter: ClassVar = {"paths": "wider"}

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """An expression that cannot be run, or that every text has."""
        try:
            expression = _expression(rule)
        except ValueError as error:
            yield ("regex",), f"regex: {error}"
            return
        if _requires(rule) and expression.search(b"") and expression.search(b"\x01"):
            yield ("regex",), f"regex: {rule.text('regex')!r} fits every line, and so requires nothing"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The lines that fit."""
        return [Need(_lines(rule), sight.paths)]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each line that fits; or for each text without one. Binary files have no lines."""
        extractor, regex = _lines(rule), rule.text("regex")
        for sight in sights.values():
            for path, rows in sight.each(extractor, sight.paths):
                if not _requires(rule):
                    for line, kept in rows or ():
                        message = f"{path} in {sight.name} has a line that fits '{regex}'"
                        yield Violation(sight.name, path, kept, path, line, message)
                elif rows == []:
                    yield Violation(sight.name, path, "", path, 0, f"{path} in {sight.name} has no '{regex}'")


def _requires(rule: Rule) -> bool:
    return rule.text("mode") == "require"


def _expression(rule: Rule) -> Any:
    return regular_expression(rule.text("regex"), by_line=True)


def _lines(rule: Rule) -> Extractor:
    digest = sha256(rule.text("regex").encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Extractor(f"content-{digest}", 1, lambda data: _fitting(_expression(rule), data), MAX_TEXT_BYTES)


def _fitting(expression: Any, data: bytes) -> list[list[Any]] | bool:
    """Line and what it is known by; False for what is no text."""
    text = text_of(data)
    if text is None:
        return False
    text = text.replace(b"\r\n", b"\n")
    fitting = islice(fitting_lines(expression, text), MAX_ROWS + 1)  # one more says that there are too many
    return [[number, _kept(line.strip())] for number, line in fitting]


def _kept(line: bytes) -> str:
    """The line, or its digest where it is long."""
    if len(line) > _MAX_KEPT_BYTES:
        return sha256(line).hexdigest()
    return line.decode("utf-8", "surrogateescape")


def fitting_lines(expression: Any, text: bytes) -> Iterator[tuple[int, bytes]]:
    """Number, from 1, and bytes of each line with a match.

    A window that doubles as long as nothing is found and is small again after each match keeps the whole linear:
    RE2 is linear in what it searches, but may look through all of that for one match.

    Args:
        expression: compiled with `by_line`.
        text: with lines that end in a line feed; what follows the last one is a line if it is not empty.
    """
    if not text:
        return
    text = text.removesuffix(b"\n")
    start, number, window = 0, 1, _WINDOW_BYTES
    while start <= len(text):
        end = _line_end(text, start + window)
        match = expression.search(text[start:end])
        if match is None:
            number += text.count(b"\n", start, end + 1)
            start, window = end + 1, window * 2
            continue
        first = text.rfind(b"\n", start, start + match.start()) + 1 or start
        last = _line_end(text, start + match.start())
        number += text.count(b"\n", start, first)
        yield number, text[first:last]
        start, number, window = last + 1, number + 1, _WINDOW_BYTES


def _line_end(text: bytes, at: int) -> int:
    end = text.find(b"\n", at)
    return len(text) if end < 0 else end


KIND = Content()
