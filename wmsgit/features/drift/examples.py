"""Examples: a rule's own `bad` and `good` texts, tried on it, so that a rule that never fires is seen."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from wmsgit.features.drift.kind import Problem, Unknown, Violation
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.rule import Rule, Scope
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Scanner
from wmsgit.model.ports import BlobContent

_REPO = "example"


class TextView:
    """A repository of texts: the port `RepositoryView` of the model."""

    commit = identity = ""

    def __init__(self, texts: Mapping[str, str | bytes]) -> None:
        self._data = {path: text.encode() if isinstance(text, str) else text for path, text in texts.items()}
        self._files = {path: path for path in sorted(self._data)}

    def files(self) -> Mapping[str, str]:
        """Path → blob id, which is the path."""
        return self._files

    def others(self) -> Mapping[str, Literal["link", "submodule"]]:
        """Nothing."""
        return {}

    def read(self, blobs: Iterable[str], *, max_bytes: int) -> Iterator[BlobContent]:  # noqa: ARG002 - a port
        """These texts."""
        return (BlobContent(blob, len(self._data[blob]), self._data[blob]) for blob in blobs)

    def renames(self, since: str) -> Mapping[str, str]:  # noqa: ARG002 - a port
        """Nothing."""
        return {}

    def lacks(self, commits: Collection[str]) -> frozenset[str]:  # noqa: ARG002 - a port
        """None: there is no history."""
        return frozenset()

    def is_before(self, commits: Collection[str]) -> bool:  # noqa: ARG002 - a port
        """A text has no history."""
        return False

    def changed(self, base: str) -> frozenset[str]:  # noqa: ARG002 - a port
        """Every path."""
        return frozenset(self._data)


class NoCache:
    """Keeps no facts: the port `FactCache` of the model."""

    def load(self, extractor: str, blobs: Iterable[str]) -> Mapping[str, Any]:  # noqa: ARG002 - a port
        """Nothing."""
        return {}

    def save(self, extractor: str, facts: Mapping[str, Any]) -> None:
        """Do nothing."""


def example_problems(rule: Rule) -> Iterator[Problem]:
    """The examples that a rule does not treat as they say: the way to each from the rule's top, and one sentence."""
    for name in ("bad", "good"):
        for pointer, texts in _cases(rule, name):
            tried = _tried(rule, texts)
            unknown = next((item for item in tried if isinstance(item, Unknown)), None)
            if unknown:
                yield pointer, f"this example cannot be evaluated: {unknown.reason}"
            elif name == "bad" and not tried:
                yield pointer, "this bad example passes the rule"
            elif name == "good" and tried:
                yield pointer, f"this good example breaks the rule: {_words(tried)}"


def _cases(rule: Rule, name: str) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, str]]]:
    value = rule.examples.get(name)
    items = value if isinstance(value, list) else [] if value is None else [value]
    for at, item in enumerate(items):
        pointer: tuple[str | int, ...] = ("examples", name, *([at] if isinstance(value, list) else []))
        yield pointer, item if isinstance(item, Mapping) else rule_kind(rule.kind).example_files(rule, str(item))


def _tried(rule: Rule, texts: Mapping[str, str]) -> list[Violation | Unknown]:
    """What the rule says of repositories of these files alone. A text counts as in scope wherever it is."""
    kind = rule_kind(rule.kind)
    members = _members(texts, is_across=kind.example_is_across, tags=kind.example_tags(rule))
    for name in kind.also_reads(rule):
        members.setdefault(name, Member(name, view=TextView({})))
    options = {name: value for name, value in rule.options.items() if name != kind.narrowed_by}
    today = datetime.now(UTC).strftime("%Y-%m-%d")  # an example's date is compared with the day on which it is tried
    scanner = Scanner(members, set(members), lambda _: NoCache(), map, today=today)
    (judged,) = scanner.run([replace(rule, scope=Scope(), options=options)])
    return [*judged.unknowns, *judged.violations]


def _members(texts: Mapping[str, str], *, is_across: bool, tags: Collection[str]) -> dict[str, Member]:
    repos: dict[str, dict[str, str | bytes]] = {}
    for whole, text in texts.items():
        repo, _, path = whole.partition("/") if is_across else (_REPO, "/", whole)
        repos.setdefault(repo, {})[path] = str(text)
    return {name: Member(name, {"tags": list(tags)}, TextView(files)) for name, files in (repos or {_REPO: {}}).items()}


def _words(result: Iterable[Violation | Unknown]) -> str:
    return next(item.message for item in result if isinstance(item, Violation))
