"""`file_limit`: how large files may be. Fingerprint: path | limit."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from wmsgit.features.drift.budget import MAX_TEXT_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.fields import patterns_field
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.texts import line_count, text_of

_BINARY, _UNCOUNTED = -1, -2


def _measured(data: bytes) -> list[int]:
    """Size in bytes, and lines; `_BINARY` in their place for what is no text."""
    text = text_of(data)
    return [len(data), _BINARY if text is None else line_count(text)]


SIZES = Extractor("sizes", 1, _measured, MAX_TEXT_BYTES, lambda size_bytes: [size_bytes, _UNCOUNTED])


class FileLimit(RuleKind):
    """Files must not be larger, and texts not longer, than this."""

    properties: ClassVar = {
        "paths": patterns_field("Which files are looked at; all when absent."),
        "max_bytes": {"type": "integer", "minimum": 0, "description": "How many bytes a file may have."},
        "max_lines": {
            "type": "integer",
            "minimum": 0,
            "description": "How many lines a text file may have; binary files have none.",
        },
    }
    narrowed_by = "paths"
    stricter: ClassVar = {"paths": "wider", "max_bytes": "lower", "max_lines": "lower"}

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule without a limit."""
        if not {"max_bytes", "max_lines"} & set(rule.options):
            yield (), "one of max_bytes and max_lines is needed"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:  # noqa: ARG002 - of the base
        """The sizes of the files in scope."""
        return [Need(SIZES, sight.paths)]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each limit that a file goes beyond."""
        for sight in sights.values():
            for path, (size_bytes, lines) in sight.each(SIZES, sight.paths):
                yield from _of_file(rule, sight, path, size_bytes, lines)


def _of_file(rule: Rule, sight: RuleView, path: str, size_bytes: int, lines: int) -> Iterator[Violation | Unknown]:
    max_bytes, max_lines = rule.options.get("max_bytes"), rule.options.get("max_lines")
    is_large = max_bytes is not None and size_bytes > max_bytes
    if is_large:
        yield _violation(sight, path, "max_bytes", f"{size_bytes:,} bytes", f"{max_bytes:,}")
    if max_lines is None:
        return
    if lines > max_lines:
        yield _violation(sight, path, "max_lines", f"{lines:,} lines", f"{max_lines:,}")
    elif lines == _UNCOUNTED and not is_large:
        yield Unknown(rule.name, sight.name, path, f"it has {size_bytes:,} bytes, and its lines are not counted")


def _violation(sight: RuleView, path: str, limit: str, has: str, allowed: str) -> Violation:
    message = f"{path} in {sight.name} has {has}, at most {allowed} are allowed"
    return Violation(sight.name, path, limit, path, 0, message)


KIND = FileLimit()
