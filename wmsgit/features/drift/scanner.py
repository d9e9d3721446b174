"""The scan: every rule over every repository in its scope, each file read once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import Any

from wmsgit.features.drift.budget import MAX_VIOLATIONS
from wmsgit.features.drift.extraction import chunks_of, extract_chunk, led_to
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.inline_comments import allowance_needs
from wmsgit.features.drift.kind import Need, RuleKind, Unknown, Violation
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.results import RepositoryResult, ResultCache, SightsOnDemand, is_lasting
from wmsgit.features.drift.rule import Rule, Scope
from wmsgit.features.drift.rule_view import Facts, Member, RuleView
from wmsgit.features.drift.scope import paths_in, selects
from wmsgit.model.groups import grouped
from wmsgit.model.ports import FactCache, Mapper


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
        unread: repository → files that the rule would have to read, and cannot.
        unfollowed: repository → files whose say on what imports mean is not followed.
    """

    rule: Rule
    sights: Mapping[str, RuleView]
    violations: tuple[Violation, ...]
    unknowns: tuple[Unknown, ...]
    is_vacuous: bool
    is_whole: bool
    unread: Mapping[str, Collection[str]] = field(default_factory=dict)
    unfollowed: Mapping[str, Collection[str]] = field(default_factory=dict)

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
        today: the day, as `2026-11-23`; empty where nobody knows it.
    """

    members: Mapping[str, Member]
    requested: Collection[str]
    cache: Callable[[str], FactCache]
    mapper: Mapper
    changed: Mapping[str, frozenset[str]] | None = None
    today: str = ""

    def run(self, rules: Sequence[Rule]) -> list[Judged]:
        """Evaluate the rules."""
        kinds = [rule_kind(rule.kind) for rule in rules]
        pairs = list(zip(rules, kinds, strict=True))
        known = ResultCache(self.cache, pairs, {} if self.changed is not None else self.members)
        results = [self._known(known, rule, kind) for rule, kind in pairs]
        matched: dict[Any, tuple[str, ...]] = {}
        sights = [self._sights(rule, kind, held, matched) for (rule, kind), held in zip(pairs, results, strict=True)]
        needs = [
            (sight, need)
            for (rule, kind), visited in zip(pairs, sights, strict=True)
            for sight in visited.values()
            for need in (*kind.needs(rule, sight), *(allowance_needs(sight) if rule.allows_inline else ()))
        ]
        facts = self._facts(needs)
        shared: dict[str, dict[Any, Any]] = {name: {} for name in self.members}
        judged = [
            self._judge(rule, kind, _with_facts(visited, facts, shared), held, matched)
            for (rule, kind), visited, held in zip(pairs, sights, results, strict=True)
        ]
        known.keep(item for entry, held in zip(judged, results, strict=True) for item in _fresh(entry, held))
        return judged

    def _known(self, known: ResultCache, rule: Rule, kind: RuleKind) -> dict[str, RepositoryResult]:
        """Repository → what the rule found in it, of those whose state has been judged before."""
        pairs = ((member.name, known.get(rule, member.name)) for member in self._wanted(rule, kind))
        return {name: result for name, result in pairs if result is not None}

    def _sights(
        self, rule: Rule, kind: RuleKind, held: Collection[str], matched: dict[Any, tuple[str, ...]]
    ) -> dict[str, RuleView]:
        return {
            member.name: self._sight(rule, kind, member.name, matched)
            for member in self._wanted(rule, kind)
            if member.view is not None and member.name not in held
        }

    def _sight(self, rule: Rule, kind: RuleKind, name: str, matched: dict[Any, tuple[str, ...]]) -> RuleView:
        """A repository as a rule sees it; rules of the same patterns share the paths that fit them."""
        member = self.members[name]
        assert member.view is not None  # of the others there is no sight
        own = rule.texts(kind.narrowed_by) if kind.narrowed_by else ()
        is_narrow = self.changed is not None and not kind.depends_on_others(rule)

        def fitting(which: str, listed: Iterable[str]) -> tuple[str, ...]:
            key = (name, which, rule.scope.paths, rule.scope.exclude, own, is_narrow)
            if key not in matched:
                matched[key] = tuple(paths_of(rule, kind, self._looked_at(member, listed, rule, kind)))
            return matched[key]

        view = member.view
        return RuleView(
            member, view, fitting("files", view.files()), fitting("others", view.others()), today=self.today
        )

    def _wanted(self, rule: Rule, kind: RuleKind) -> Iterator[Member]:
        others = kind.also_reads(rule)
        for member in self.members.values():
            if member.name in others or self._is_named(rule, member) or (kind.is_across and in_scope(rule, member)):
                yield member

    def _looked_at(self, member: Member, paths: Iterable[str], rule: Rule, kind: RuleKind) -> Iterable[str]:
        if self.changed is None or kind.depends_on_others(rule):
            return paths
        changed = self.changed.get(member.name, frozenset())
        return [path for path in paths if path in changed]

    def _judge(
        self,
        rule: Rule,
        kind: RuleKind,
        sights: Mapping[str, RuleView],
        held: Mapping[str, RepositoryResult],
        matched: dict[Any, tuple[str, ...]],
    ) -> Judged:
        kept = (violation for entry in held.values() for violation in entry.violations)
        result, unknowns = _bounded(rule, chain(kind.judge(rule, sights) if sights or not held else (), kept))
        missed = ((sight.name, *each) for sight in sights.values() for each in sight.missed.items())
        unknowns |= {Unknown(rule.name, *each) for each in missed}
        unseen = [entry for entry in self.members.values() if entry.view is None and self._is_named(rule, entry)]
        unknowns |= {Unknown(rule.name, member.name, "", member.problem) for member in unseen}
        unknowns.update(chain.from_iterable(entry.unknowns for entry in held.values()))
        result, doubted = self._doubted(rule, kind, result)
        unknowns |= doubted
        named = {name: sight for name, sight in sights.items() if self._is_named(rule, sight.member)}
        is_idle = all(entry.is_vacuous for entry in held.values())
        return Judged(
            rule,
            SightsOnDemand(sights, held, lambda name: self._sight(rule, kind, name, matched)),
            tuple(item for item in result if isinstance(item, Violation) and (item.repo in named or item.repo in held)),
            tuple(sorted(unknowns)),
            not unseen
            and self.changed is None
            and is_idle
            and ((bool(held) and not named) or kind.matches_nothing(rule, named)),
            kind.depends_on_others(rule),
            {name: kind.unread(rule, sight) for name, sight in named.items()}
            | {name: entry.unread for name, entry in held.items()},
            {name: kind.unfollowed(rule, sight) for name, sight in named.items()}
            | {name: entry.unfollowed for name, entry in held.items()},
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
        facts: dict[str, dict[str, dict[str, Any]]] = {}
        followed: set[tuple[str, str, str]] = set()
        waiting = list(needs)
        while waiting:
            self._add_facts(waiting, facts)
            waiting = [pair for sight, need in waiting for pair in led_to(sight, need, facts, followed)]
        return dict(facts)

    def _add_facts(self, needs: Iterable[tuple[RuleView, Need]], facts: dict[str, dict[str, dict[str, Any]]]) -> None:
        wanted: dict[tuple[str, str], set[str]] = {}
        extractors: dict[str, Extractor] = {}
        for sight, need in needs:
            files = sight.files
            extractors[need.extractor.key] = need.extractor
            wanted.setdefault((sight.name, need.extractor.key), set()).update(files[path] for path in need.paths)
        missing: dict[str, dict[str, list[Extractor]]] = {}
        for (name, key), blobs in wanted.items():
            known = facts.setdefault(name, {}).setdefault(key, {})
            known.update(self.cache(name).load(key, blobs - known.keys()))
            for blob in sorted(blobs - known.keys()):
                missing.setdefault(name, {}).setdefault(blob, []).append(extractors[key])
        self._extract(missing, facts)

    def _extract(
        self, missing: Mapping[str, Mapping[str, list[Extractor]]], facts: dict[str, dict[str, dict[str, Any]]]
    ) -> None:
        chunks = [(name, chunk) for name, blobs in missing.items() for chunk in chunks_of(blobs)]
        views = {name: member.view for name, member in self.members.items()}
        new: dict[tuple[str, str], dict[str, Any]] = {}
        for (name, _), rows in zip(
            chunks, self.mapper(lambda chunk: extract_chunk(views[chunk[0]], chunk[1]), chunks), strict=True
        ):
            for key, blob, fact, is_final in rows:
                facts[name][key][blob] = fact
                if is_final:
                    new.setdefault((name, key), {})[blob] = fact
        for (name, key), result in new.items():
            self.cache(name).save(key, result)


def _fresh(judged: Judged, held: Collection[str]) -> Iterator[tuple[Rule, str, RepositoryResult]]:
    """What a rule found in each repository that was looked at now, where nothing of it may be known next time."""
    rule, kind = judged.rule, rule_kind(judged.rule.kind)
    violations = grouped((item.repo, item) for item in judged.violations)
    unknowns = grouped((item.repo, item) for item in judged.unknowns)
    if "" in unknowns or not kind.stands_alone(rule):
        return
    for name in judged.sights:
        unknown = tuple(unknowns.get(name, ()))
        if name not in held and all(map(is_lasting, unknown)):
            is_vacuous = kind.matches_nothing(rule, {name: judged.sights[name]})
            unread, beyond = (tuple(paths.get(name, ())) for paths in (judged.unread, judged.unfollowed))
            yield rule, name, RepositoryResult(tuple(violations.get(name, ())), is_vacuous, unread, beyond, unknown)


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
    own = rule.texts(kind.narrowed_by) if kind.narrowed_by else ()
    return paths_in(Scope(paths=own), paths_in(rule.scope, paths)) if own else paths_in(rule.scope, paths)


def _with_facts(
    sights: Mapping[str, RuleView], facts: Mapping[str, Facts], shared: Mapping[str, dict[Any, Any]]
) -> dict[str, RuleView]:
    return {name: replace(visited, facts=facts.get(name, {}), shared=shared[name]) for name, visited in sights.items()}
