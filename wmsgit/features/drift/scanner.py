"""The scan: every rule over every repository in its scope, each file read once."""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from wmsgit.features.drift.budget import MAX_VIOLATIONS
from wmsgit.features.drift.facts import UNREADABLE, Extractor, extracted
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.rule import Rule, Scope
from wmsgit.features.drift.rule_view import Facts, Member, RuleView
from wmsgit.features.drift.scope import paths_in, selects
from wmsgit.model.ports import FactCache, Mapper, RepositoryView

_CHUNK = 200


@dataclass(frozen=True)
class Judged:
    """One rule, evaluated.

    Attributes:
        rule: which.
        sights: repository → as the rule saw it; those that could not be seen are not there.
        violations: what breaks it.
        unknowns: what could not be told.
        is_vacuous: whether there was nothing in its scope at all.
        is_whole: whether one file's violation may depend on others.
    """

    rule: Rule
    sights: Mapping[str, RuleView]
    violations: tuple[Violation, ...]
    unknowns: tuple[Unknown, ...]
    is_vacuous: bool
    is_whole: bool

    @cached_property
    def doubtful(self) -> Mapping[str, Collection[str]]:
        """Repository, empty for all → the files that could not be told, the empty path for all of them."""
        result: dict[str, set[str]] = {}
        for item in self.unknowns:
            result.setdefault(item.repo, set()).add(item.path)
        return result


@dataclass(frozen=True)
class Scanner:
    """What a scan is made with.

    Attributes:
        members: the workspace's repositories, by name; the views of those that are not wanted may be missing.
        requested: the names of those that are asked for.
        changed: repository → the paths that are looked at, where not all are; None for everything.
        cache: gives the cache of a repository's facts.
        mapper: runs work on many items.
    """

    members: Mapping[str, Member]
    requested: Collection[str]
    cache: Callable[[str], FactCache]
    mapper: Mapper
    changed: Mapping[str, frozenset[str]] | None = None

    def run(self, rules: Sequence[Rule]) -> list[Judged]:
        """Evaluate the rules."""
        kinds = [rule_kind(rule.kind) for rule in rules]
        sights = [self._sights(rule, kind) for rule, kind in zip(rules, kinds, strict=True)]
        needs = [
            (sight, need)
            for rule, kind, visited in zip(rules, kinds, sights, strict=True)
            for sight in visited.values()
            for need in kind.needs(rule, sight)
        ]
        facts = self._facts(needs)
        shared: dict[str, dict[Any, Any]] = {name: {} for name in self.members}
        return [
            self._judge(rule, kind, _with_facts(visited, facts, shared))
            for rule, kind, visited in zip(rules, kinds, sights, strict=True)
        ]

    def _sights(self, rule: Rule, kind: RuleKind) -> dict[str, RuleView]:
        result = {}
        for member in self._wanted(rule, kind):
            if member.view is not None:
                view = member.view
                paths, others = (
                    tuple(paths_of(rule, kind, self._looked_at(member, listed, kind)))
                    for listed in (view.files(), view.others())
                )
                result[member.name] = RuleView(member, view, paths, others)
        return result

    def _wanted(self, rule: Rule, kind: RuleKind) -> Iterator[Member]:
        others = kind.also_reads(rule)
        for member in self.members.values():
            if member.name in others or self._is_named(rule, member) or (kind.is_across and in_scope(rule, member)):
                yield member

    def _looked_at(self, member: Member, paths: Iterable[str], kind: RuleKind) -> Iterable[str]:
        if self.changed is None or kind.is_whole:
            return paths
        changed = self.changed.get(member.name, frozenset())
        return [path for path in paths if path in changed]

    def _judge(self, rule: Rule, kind: RuleKind, sights: Mapping[str, RuleView]) -> Judged:
        result, unknowns = _bounded(rule, kind.judge(rule, sights))
        unknowns |= {
            Unknown(rule.name, sight.name, path, reason)
            for sight in sights.values()
            for path, reason in sight.missed.items()
        }
        unseen = [entry for entry in self.members.values() if entry.view is None and self._is_named(rule, entry)]
        unknowns |= {Unknown(rule.name, member.name, "", member.problem) for member in unseen}
        result, doubted = self._doubted(rule, kind, result)
        unknowns |= doubted
        named = {name: sight for name, sight in sights.items() if self._is_named(rule, sight.member)}
        return Judged(
            rule,
            sights,
            tuple(item for item in result if isinstance(item, Violation) and item.repo in named),
            tuple(sorted(unknowns)),
            not unseen and self.changed is None and kind.matches_nothing(rule, named),
            kind.is_whole,
        )

    def _doubted(
        self, rule: Rule, kind: RuleKind, result: Sequence[Violation | Unknown]
    ) -> tuple[list[Violation | Unknown], set[Unknown]]:
        """What was found, and what of it is unknown since a repository that it depends on cannot be seen."""
        absent = [member.name for member in self.members.values() if member.view is None and in_scope(rule, member)]
        if not kind.is_across or not absent:
            return list(result), set()
        loose = {item for item in result if isinstance(item, Violation) and not kind.holds_without(item)}
        reason = f"unless it is in {', '.join(absent)}, which cannot be seen"
        doubted = {
            Unknown(rule.name, item.repo, item.path, f"{item.message}, {reason}")
            for item in loose
            if item.repo in self.requested
        }
        return [item for item in result if item not in loose], doubted

    def _is_named(self, rule: Rule, member: Member) -> bool:
        """Whether a repository is asked for and in the rule's scope, not only read for the sake of others."""
        return member.name in self.requested and in_scope(rule, member)

    def _facts(self, needs: Iterable[tuple[RuleView, Need]]) -> dict[str, Facts]:
        """Repository → extractor's key → blob → fact: what is known already, and what has to be extracted."""
        wanted: dict[tuple[str, str], set[str]] = {}
        extractors: dict[str, Extractor] = {}
        for sight, need in needs:
            files = sight.files
            extractors[need.extractor.key] = need.extractor
            wanted.setdefault((sight.name, need.extractor.key), set()).update(files[path] for path in need.paths)
        facts: dict[str, dict[str, dict[str, Any]]] = {}
        missing: dict[str, dict[str, list[Extractor]]] = {}
        for (name, key), blobs in wanted.items():
            known = dict(self.cache(name).load(key, blobs))
            facts.setdefault(name, {})[key] = known
            for blob in sorted(blobs - known.keys()):
                missing.setdefault(name, {}).setdefault(blob, []).append(extractors[key])
        self._extract(missing, facts)
        return dict(facts)

    def _extract(
        self, missing: Mapping[str, Mapping[str, list[Extractor]]], facts: dict[str, dict[str, dict[str, Any]]]
    ) -> None:
        chunks = [(name, chunk) for name, blobs in missing.items() for chunk in _chunks(blobs)]
        views = {name: member.view for name, member in self.members.items()}
        new: dict[tuple[str, str], dict[str, Any]] = {}
        for (name, _), rows in zip(
            chunks, self.mapper(lambda chunk: _work(views[chunk[0]], chunk[1]), chunks), strict=True
        ):
            for key, blob, fact, is_final in rows:
                facts[name][key][blob] = fact
                if is_final:
                    new.setdefault((name, key), {})[blob] = fact
        for (name, key), result in new.items():
            self.cache(name).save(key, result)


def _bounded(rule: Rule, result: Iterable[Violation | Unknown]) -> tuple[list[Violation | Unknown], set[Unknown]]:
    """What a judgement found, up to the bound, and what of it is unknown, that bound among it."""
    taken = list(islice(result, MAX_VIOLATIONS + 1))
    unknowns = {item for item in taken if isinstance(item, Unknown)}
    if len(taken) > MAX_VIOLATIONS:
        unknowns.add(Unknown(rule.name, "", "", f"more than {MAX_VIOLATIONS:,} violations, of which these are some"))
    return taken[:MAX_VIOLATIONS], unknowns


def in_scope(rule: Rule, member: Member) -> bool:
    """Whether a rule looks at a repository."""
    return selects(rule.scope.repos, member.name, member.tags)


def paths_of(rule: Rule, kind: RuleKind, paths: Iterable[str]) -> list[str]:
    """Those of these paths that a rule looks at, by its scope and by the field that narrows it further."""
    result = paths_in(rule.scope, paths)
    own = rule.texts(kind.narrowed_by) if kind.narrowed_by else ()
    return paths_in(Scope(paths=own), result) if own else result


def _chunks(blobs: Mapping[str, list[Extractor]]) -> list[list[tuple[str, list[Extractor]]]]:
    items = list(blobs.items())
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]


def _work(
    view: RepositoryView | None, chunk: Sequence[tuple[str, list[Extractor]]]
) -> list[tuple[str, str, Any, bool]]:
    """Extractor's key, blob, fact, and whether the fact may be kept, for each blob and extractor of a chunk."""
    assert view is not None  # what cannot be seen has no blobs
    gc.disable()  # syntax trees are many objects without cycles: looking for these costs as much again
    try:
        return list(_rows(view, chunk))
    finally:
        gc.enable()


def _rows(view: RepositoryView, chunk: Sequence[tuple[str, list[Extractor]]]) -> Iterator[tuple[str, str, Any, bool]]:
    largest = max(extractor.max_bytes for _, extractors in chunk for extractor in extractors)
    for (_, extractors), content in zip(chunk, view.read([blob for blob, _ in chunk], max_bytes=largest), strict=True):
        for extractor in extractors:
            if content.size_bytes < 0:
                yield extractor.key, content.blob, {UNREADABLE: "Git does not have its content"}, False
            elif content.data is None or content.size_bytes > extractor.max_bytes:
                yield extractor.key, content.blob, _oversized(extractor, content.size_bytes), True
            else:
                yield extractor.key, content.blob, extracted(extractor, content.data), True


def _oversized(extractor: Extractor, size_bytes: int) -> Any:
    if extractor.oversized:
        return extractor.oversized(size_bytes)
    return {UNREADABLE: f"it has {size_bytes:,} bytes, more than are read"}


def _with_facts(
    sights: Mapping[str, RuleView], facts: Mapping[str, Facts], shared: Mapping[str, dict[Any, Any]]
) -> dict[str, RuleView]:
    return {name: replace(visited, facts=facts.get(name, {}), shared=shared[name]) for name, visited in sights.items()}
