"""Weaknesses: in what a rule may find or fail less than before. What is not known to find at least as much counts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from wmsgit.features.drift.findings import names_of
from wmsgit.features.drift.kind import RuleKind, Stricter
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.rule import SEVERITIES, Rule

_NOT = "!"
_PATTERNS = frozenset({"paths", "any_of"})
"""The fields with patterns as in a .gitignore file, of which the order counts."""


class Weakness(NamedTuple):
    """A rule that is gone or may find less: as it was, as it is now, and in what."""

    old: Rule
    new: Rule | None
    losses: str


def weaknesses(before: Sequence[Rule], after: Sequence[Rule]) -> Iterator[Weakness]:
    """Each rule that is gone or may find less now, and in what."""
    for rule, current in followed(before, after):
        words = ["it is gone"] if current is None else list(losses(rule, current))
        if words:
            yield Weakness(rule, current, ", ".join(words))


def followed(before: Iterable[Rule], after: Sequence[Rule]) -> Iterator[tuple[Rule, Rule | None]]:
    """Each rule with what it is now: the one of its name, else the one that had it by `was`; None for none."""
    names, now = names_of(after), {rule.name: rule for rule in after}
    for rule in before:
        yield rule, now.get(rule.name) or now.get(names.get(rule.name, ""))


def losses(old: Rule, new: Rule) -> Iterator[str]:
    """In what a rule may find or fail less than before, in a few words each."""
    if old.kind != new.kind:
        yield f"kind {old.kind} → {new.kind}"
        return
    kind = rule_kind(old.kind)
    yield from _scope_losses(kind, old, new)
    for name in sorted({*old.options, *new.options}):
        was, now = (_value(kind, rule, name) for rule in (old, new))
        if was != now and not _is_stricter(kind.stricter.get(name), name, was, now):
            yield name
    if SEVERITIES.index(new.severity) > SEVERITIES.index(old.severity):
        yield f"severity {old.severity} → {new.severity}"
    if old.gates and not new.gates:
        yield "it only warns"
    if new.fail_from > old.fail_from:
        yield f"it fails from {new.fail_from} on"
    if new.allows_inline and not old.allows_inline:
        yield "it may be allowed inline"


def _value(kind: RuleKind, rule: Rule, name: str) -> Any:
    """A rule's own field, or what stands for it where it is absent."""
    return rule.options.get(name, kind.properties.get(name, {}).get("default"))


def _scope_losses(kind: RuleKind, old: Rule, new: Rule) -> Iterator[str]:
    """Repositories and files at which the rule looks no longer, as far as the selectors and patterns say so."""
    was, now = old.scope, new.scope
    if not _selects_all(was.repos, now.repos):
        yield "scope.repos"
    is_met_by_files = kind.is_met_by_files(old)  # so that to look at other files may be less, whichever these are
    if was.paths != now.paths if is_met_by_files else not _covers_all(was.paths, now.paths):
        yield "scope.paths"
    if was.exclude != now.exclude if is_met_by_files else not _covers(now.exclude, was.exclude):
        yield "scope.exclude"


def _selects_all(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether selectors choose at least the repositories of others; without a positive one, all are chosen."""
    (old, old_out), (new, new_out) = _sides(was), _sides(now)
    return new_out <= old_out and (not new or (bool(old) and old <= new))


def _covers_all(was: Sequence[str], now: Sequence[str]) -> bool:
    """As `_covers`, where no patterns stand for every file."""
    return not now or (bool(was) and _covers(was, now))


def _covers(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether patterns fit at least the files of others: each stands there, and no more of them take files out again.

    The last pattern that a file fits decides (gitignore(5)), so what stands before a pattern does not count.
    """

    def taken_out(patterns: Sequence[str], at: int) -> set[str]:
        return {item for item in patterns[at:] if item.startswith(_NOT)}

    last = {item: at for at, item in enumerate(now)}
    return all(
        item in last and taken_out(now, last[item]) <= taken_out(was, at)
        for at, item in enumerate(was)
        if not item.startswith(_NOT)
    )


def _sides(items: Collection[str]) -> tuple[set[str], set[str]]:
    """Those without and those with `!` before them."""
    out = {item for item in items if item.startswith(_NOT)}
    return set(items) - out, out


def _is_stricter(way: Stricter | None, name: str, was: Any, now: Any) -> bool:
    """Whether a field of a rule kind that differs now asks for at least as much."""
    return way is not None and _WAYS[way](name, was, now)


def _longer(name: str, was: Any, now: Any) -> bool:
    old, new = (list(map(str, value or ())) for value in (was, now))
    if name in _PATTERNS:
        return _covers(old, new)
    (plain, out), (new_plain, new_out) = _sides(old), _sides(new)
    return plain <= new_plain and new_out <= out


def _wider(name: str, was: Any, now: Any) -> bool:
    return now is None or (was is not None and _longer(name, was, now))


def _lower(name: str, was: Any, now: Any) -> bool:  # noqa: ARG001 - as the others
    return now is not None and (was is None or now < was)


_WAYS: Mapping[Stricter, Callable[[str, Any, Any], bool]] = {
    "longer": _longer,
    "shorter": lambda name, was, now: _longer(name, now, was),
    "wider": _wider,
    "true": lambda _name, _was, now: now is True,
    "lower": _lower,
}
