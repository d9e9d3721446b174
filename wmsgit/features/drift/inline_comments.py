"""Comments that allow violations, as a file has them: which rule, for which line, until when and why."""

import re
from typing import Any

from wmsgit.features.drift.budget import MAX_TEXT_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.texts import text_of

_MARK = b"wmsgit:"
_FORM = re.compile(
    r"wmsgit:[ \t]*allow[ \t]+(?P<rule>\S+)(?:[ \t]+until[ \t]+(?P<until>\S+))?"
    r"(?:[ \t]+--[ \t]*(?P<reason>(?:(?!wmsgit:).)*))?"
)
_STRING = re.compile(
    r"""(?<!\w)[rbuf]{0,2}(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'(?!\w)|`(?:\\.|[^`\\])*`)""", re.IGNORECASE
)
"""A text in quotes that ends in its line; an apostrophe within a word begins none."""
_CLOSING = re.compile(r"[ \t]*(?:-->|\*/|--%>)?(?:[ \t]+(?:#|//|--|/\*|<!--|;|%))*[ \t]*$")
"""What ends a comment, and begins another one."""
_COMMENT_SIGNS = re.compile(r"[\s#/*;<!%\"'-]*$")


def allowance_needs(sight: RuleView) -> list[Need]:
    """The comments in the files that a rule looks at."""
    return [Need(ALLOWANCES, sight.paths)]


def _comments(data: bytes) -> list[list[Any]]:
    """Line, line that is meant, rule, last day and reason of each comment. One alone in its line means the next."""
    if _MARK not in data or text_of(data) is None:
        return []
    result: list[list[Any]] = []
    waiting: list[list[Any]] = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        matches = _matches(line) if "wmsgit:" in line else []
        is_alone = bool(matches) and _COMMENT_SIGNS.fullmatch(line[: matches[0].start()]) is not None
        if not is_alone:
            result += [[row[0], number, *row[1:]] for row in waiting]
            waiting = []
        for match in matches:
            words = [match["rule"], match["until"] or "", _CLOSING.sub("", match["reason"] or "").strip()]
            if is_alone:
                waiting.append([number, *words])
            else:
                result.append([number, number, *words])
    return result + [[row[0], 0, *row[1:]] for row in waiting]


def _matches(line: str) -> list[re.Match[str]]:
    """The allowances of a line, without those that stand in a text in quotes and so are no comment."""
    texts = [match.span() for match in _STRING.finditer(line)]
    return [
        match
        for match in _FORM.finditer(line)
        if not any(start < match.start() and match.end("rule") < end for start, end in texts)
    ]


ALLOWANCES = Extractor("inline-allowances", 2, _comments, MAX_TEXT_BYTES, oversized=lambda _: [])
