"""Results: what a rule found in one state of one repository, kept, so that what has not changed is not judged again."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from wmsgit.features.drift.facts import ABSENT, UNREAD
from wmsgit.features.drift.kind import RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.model.ports import FactCache
from wmsgit.model.version import __version__

_PARTS = 5
"""What a kept result has: whether it is vacuous, rows of violations, two lists of files, rows of what is unknown."""


@dataclass(frozen=True, slots=True)
class RepositoryResult:
    """What one rule found in one repository.

    Attributes:
        violations: all of them.
        is_vacuous: whether there was nothing there that it could ever say anything about.
        unread, unfollowed: the files that it would have to read, and those whose say on imports it does not follow.
        unknowns: what could not be told, since files are as they are.
    """

    violations: tuple[Violation, ...]
    is_vacuous: bool
    unread: tuple[str, ...] = ()
    unfollowed: tuple[str, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


class ResultCache:
    """The results that are known of the repositories' present states.

    Only rules that judge every repository by itself, by its files alone, have results: see `RuleKind.stands_alone`.
    One that misses what may be there next time is never kept: see `is_lasting`.

    Args:
        caches: gives the cache of a repository's facts.
        kinds: the rules of a scan with their kinds.
        members: the repositories, by name.
    """

    def __init__(
        self,
        caches: Callable[[str], FactCache],
        kinds: Iterable[tuple[Rule, RuleKind]],
        members: Mapping[str, Member],
    ) -> None:
        self._caches = caches
        alone = [rule for rule, kind in kinds if kind.stands_alone(rule) and not rule.allows_inline]
        digests = {rule.name: _digest(_told_of(rule)) for rule in alone}
        self._keys: dict[tuple[str, str], str] = {}
        self._known: dict[str, Mapping[str, Any]] = {}
        for name, member in members.items():
            if member.view is not None and member.view.identity:
                state = _digest([name, member.view.identity, dict(member.data)])
                keys = {rule: _digest([digest, state]) for rule, digest in digests.items()}
                self._keys |= {(rule, name): key for rule, key in keys.items()}
                self._known[name] = caches(name).load(_engine(), list(keys.values()))

    def get(self, rule: Rule, repo: str) -> RepositoryResult | None:
        """What a rule found in a repository as it is; None where that is not known."""
        key = self._keys.get((rule.name, repo))
        fact = self._known.get(repo, {}).get(key) if key else None
        if not isinstance(fact, list) or len(fact) != _PARTS:
            return None
        vacuous, rows, unread, unfollowed, unknown = fact
        violations = tuple(Violation(repo, *row) for row in rows)
        unknowns = tuple(Unknown(rule.name, repo, path, reason) for path, reason in unknown)
        return RepositoryResult(violations, bool(vacuous), tuple(unread), tuple(unfollowed), unknowns)

    def keep(self, results: Iterable[tuple[Rule, str, RepositoryResult]]) -> None:
        """Keep what rules found."""
        new: dict[str, dict[str, Any]] = {}
        for rule, repo, result in results:
            key = self._keys.get((rule.name, repo))
            if key:
                rows = [list(astuple(violation))[1:] for violation in result.violations]
                unknown = [[item.path, item.reason] for item in result.unknowns]
                fact = [int(result.is_vacuous), rows, list(result.unread), list(result.unfollowed), unknown]
                new.setdefault(repo, {})[key] = fact
        for repo, facts in new.items():
            self._caches(repo).save(_engine(), facts)


def is_lasting(unknown: Unknown) -> bool:
    """Whether something is unknown for what stands in a file, and so until the file changes."""
    return bool(unknown.path) and unknown.reason not in {ABSENT, UNREAD}


class SightsOnDemand(Mapping[str, RuleView]):
    """The repositories as a rule saw them; those whose result was known are looked at when somebody asks.

    Args:
        viewed: those that were looked at.
        names: the others.
        look: gives a rule's sight of one.
    """

    def __init__(self, viewed: Mapping[str, RuleView], names: Iterable[str], look: Callable[[str], RuleView]) -> None:
        self._sights: dict[str, RuleView | None] = {**dict.fromkeys(names), **viewed}
        self._look = look

    def __getitem__(self, name: str) -> RuleView:
        """The sight of a repository."""
        sight = self._sights[name]
        if sight is None:
            sight = self._sights[name] = self._look(name)
        return sight

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._sights)

    def __len__(self) -> int:
        """How many repositories there are."""
        return len(self._sights)


def _told_of(rule: Rule) -> list[Any]:
    """Everything of a rule that its violations depend on: neither its words nor how much they matter."""
    scope = [list(rule.scope.repos), list(rule.scope.paths), list(rule.scope.exclude)]
    return [rule.name, rule.kind, scope, dict(rule.options), list(map(astuple, rule.placements)), rule.people]


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _engine() -> str:
    """What results are known by beside rule and state: this release, and in a checkout the files that judge."""
    folder = Path(__file__).parent
    files = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in folder.rglob("*.py"))
    return f"results-{__version__}-{_digest(files)[:16]}"
