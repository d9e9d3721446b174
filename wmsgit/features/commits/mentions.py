"""Mentions: which records the message of a commit names, and in which words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wmsgit.model.identity import is_safe_id

CLOSES, REFS, PART_OF, DEPENDS_ON, SESSION = "closes", "refs", "part_of", "depends_on", "session"
BY_ID, BY_BRANCH = "id", "branch"
NOWHERE, SUBJECT, BODY = "none", "subject", "body"

WORDS: Mapping[str, tuple[str, ...]] = {
    CLOSES: ("Closes", "Fixes", "Resolves"),
    REFS: ("Refs",),
    PART_OF: ("Part-of",),
    DEPENDS_ON: ("Depends-On",),
    SESSION: ("Wmsgit-Session",),
}
"""What a trailer says → the words that say it, where the settings name no others."""

_TRAILER = re.compile(r"(?P<word>[A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(?P<value>.*)")
_VALUE = re.compile(r"[ \t,]*(?:and[ \t]+)?(?P<id>[A-Za-z0-9_][A-Za-z0-9._-]*)(?=[\s,.;)]|\Z)")
_HASH = re.compile(r"[0-9a-f]{7,64}\Z")
_REVERTS = re.compile(r"^This reverts commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)\b", re.MULTILINE)
_MERGES = (
    re.compile(r"Merge (?:remote-tracking )?branch '(?P<branch>[^'\n]+)'"),
    re.compile(r"Merge pull request #\d+ from [^/\s]+/(?P<branch>\S+)"),
    re.compile(r"Merged in (?P<branch>\S+) \(pull request #\d+\)"),
)
_WORD = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class CommitMention:
    """That a commit names a record, or what may be one: `word` is one of the keys of `WORDS`, `id` or `branch`."""

    word: str
    id: str


@dataclass(frozen=True)
class MentionRules:
    """What counts as naming a record.

    Attributes:
        words: the word of a trailer in lower case → what it says.
        ids: where ids without a trailer count: `none`, `subject` or `body`.
        prefixes: what numbered ids begin with, such as `WS-TASK-`.
    """

    words: Mapping[str, str]
    ids: str = NOWHERE
    prefixes: Sequence[str] = field(default=())

    @cached_property
    def numbered(self) -> re.Pattern[str]:
        """Ids of numbered kinds wherever they stand, in any case."""
        listed = "|".join(map(re.escape, sorted(self.prefixes, key=len, reverse=True))) or "(?!)"
        return re.compile(rf"(?<![A-Za-z0-9._-])(?:{listed})[0-9]+(?![A-Za-z0-9_]|\.[A-Za-z0-9])", re.IGNORECASE)

    @cached_property
    def _line(self) -> re.Pattern[bytes]:
        """The beginning of a line that may count, with the newline before it, which is what makes the search fast."""
        words = b"|".join(re.escape(word.encode()) for word in sorted(self.words)) or b"(?!)"
        # Neither an address nor a commit as Linux names it: `Fixes: 0123456789ab ("...")`. A space may be beyond ASCII.
        value = rb"[ \t,]*(?!(?-i:[0-9a-f]){7,64}[ \t]+\()[a-z0-9_][a-z0-9._-]*(?=[\s,.;)\0\x80-\xff]|\Z)"
        return re.compile(rb"\n(?:Merge|This reverts commit |(?:%s)[ \t]*:%s)" % (words, value), re.IGNORECASE)

    def places(self, messages: bytes) -> Iterator[int]:
        """Where in the text of messages, each after a newline, anything may be named or reverted: quick, and no less.

        `mentions_of` says for each message what it is.
        """
        yield from (match.start() for match in self._line.finditer(messages))
        if self.ids != NOWHERE:
            lower = messages.lower()
            for prefix in self.prefixes:
                beginning, place = prefix.lower().encode(), -1
                while (place := lower.find(beginning, place + 1)) >= 0:
                    yield place

    def identity(self) -> list[Any]:
        """What decides the outcome: what was read by other rules is read anew."""
        return [sorted(self.words.items()), self.ids, sorted(self.prefixes)]


def rules_from(settings: Mapping[str, Any], prefixes: Sequence[str]) -> MentionRules:
    """The rules that the settings of a workspace give, under `commits`."""
    given = settings.get("commits")
    given = given if isinstance(given, dict) else {}
    own = given.get("words")
    chosen = {**WORDS, **(own if isinstance(own, dict) else {})}
    words = {str(word).lower(): saying for saying in WORDS for word in chosen[saying] or () if _WORD.match(str(word))}
    ids = given.get("ids", NOWHERE)
    return MentionRules(words, ids if ids in {SUBJECT, BODY} else NOWHERE, tuple(prefixes))


def mentions_of(message: str, rules: MentionRules) -> tuple[CommitMention, ...]:
    """What a message names, in its order and each once; whether there is such a record is not looked at.

    A trailer is a line `Word: ID, ID` in the last paragraph or in another one that consists of trailers alone, as
    the messages of a squash stand in the middle of one. A commit's hash and a number alone are nobody's id.
    """
    subject, _, body = message.partition("\n")
    result = [CommitMention(word, name) for word, name in _trailers(body, rules)]
    if rules.ids != NOWHERE:
        text = subject if rules.ids == SUBJECT else message
        result += [CommitMention(BY_ID, match[0]) for match in rules.numbered.finditer(text)]
    merged = merged_branch(subject)
    result += [CommitMention(BY_BRANCH, match[0]) for match in rules.numbered.finditer(re.sub("[/_]", " ", merged))][:1]
    result += _beginning(merged, rules)
    return tuple(dict.fromkeys(result))


def _beginning(branch: str, rules: MentionRules) -> list[CommitMention]:
    """The id with which a part of a branch's name begins and goes on, as `ws-task-012-rotate` does."""
    names = (match[0] for part in branch.split("/") if (match := _leading(rules).match(part)))
    return [CommitMention(BY_BRANCH, name) for name in names][:1]


def _leading(rules: MentionRules) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(rules.prefixes, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?:{listed})[0-9]+(?=[-_.]|\Z)", re.IGNORECASE)


def merged_branch(subject: str) -> str:
    """The branch that the commit with this subject merged, as Git and the hosts write it; empty for other commits."""
    match = next((match for form in _MERGES if (match := form.match(subject))), None)
    return match["branch"] if match else ""


def reverted_by(message: str) -> tuple[str, ...]:
    """The commits that a message says it reverts, in `git revert`'s own words."""
    return tuple(dict.fromkeys(_REVERTS.findall(message)))


def _trailers(body: str, rules: MentionRules) -> Iterator[tuple[str, str]]:
    paragraphs = [part.split("\n") for part in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n")) if part.strip()]
    for position, lines in enumerate(paragraphs):
        is_last = position == len(paragraphs) - 1
        rows = [(_TRAILER.match(line), line) for line in lines if line.strip()]
        if not is_last and any(match is None and not line[:1].isspace() for match, line in rows):
            continue
        for match, _ in rows:
            saying = rules.words.get(match["word"].lower()) if match else None
            if match and saying:
                yield from ((saying, name) for name in _ids(match["value"]))


def _ids(value: str) -> Iterator[str]:
    """The ids with which the value of a trailer begins; what follows in other words is prose."""
    position = 0
    while match := _VALUE.match(value, position):
        name = match["id"].rstrip(".")
        position = match.end()
        if is_safe_id(name) and not name.isdecimal() and not _HASH.match(name):
            yield name
