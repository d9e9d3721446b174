"""The rules that records carry: what no schema can see wrong in them, and their examples, which are tried."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from wmsgit.features.check.actions.tree import NO_EXAMPLES, Tree
from wmsgit.features.check.actions.tree_packs import TreePacks
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.features.drift.collect import bound, empty_short_forms, placements_of, rule_fields, rule_items, spell
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.rule import Origin, Placement, rule_from
from wmsgit.features.drift.unknown_names import KnownNames, unknown_parts, unknown_repositories
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Data, LoadedFile, Record
from wmsgit.schema.kind import Kind

CODE = "RULE"
IDLE, UNKNOWN_REPO = "IDLE-RULE", "UNKNOWN-REPO"


class _RuleContext(NamedTuple):
    """What rules are judged with: the placements, and what they may name."""

    placements: tuple[Placement, ...]
    known: KnownNames


def rule_findings(tree: Tree, known: Collection[Finding]) -> Iterator[Finding]:
    """What is wrong with the rules of a tree's records, whether or not these are in force.

    Args:
        tree: which.
        known: what is reported already; a rule in which something is gets no second word.
    """
    holders = tree.rule_holders
    placements = tuple(
        placement
        for file in tree.files
        if file.kind in holders and file.data is not None
        for placement in placements_of(holders[file.kind], [Record(file.kind, file.id, file.data, file.path)])
    )
    places = {(finding.path, finding.line) for finding in known}
    faulty = {path for path, _ in places}
    repos = {file.id: file.data.get("tags") or () for file in tree.files if file.kind == MEMBERS and file.data}
    fields = tree.kinds[MEMBERS].fields if MEMBERS in tree.kinds else ()
    context = _RuleContext(placements, KnownNames(repos, placements, fields))
    for file in tree.files:
        if file.kind in holders and file.data is not None:
            for finding in _of_record(tree, holders[file.kind], file, file.data, context):
                if file.path not in faulty or (finding.path, finding.line) not in places:
                    yield finding


def _of_record(tree: Tree, kind: Kind, file: LoadedFile, data: Data, context: _RuleContext) -> Iterator[Finding]:
    yield from _of_placement(tree, kind, file, data)
    yield from _of_packs(tree, kind, file, data)
    result: set[str] = set()
    for pointer, item in rule_items(kind, Record(kind.name, file.id, data, file.path)):
        problems = _problems(item, file.id, context.placements)
        name = str(item.get("id"))
        if name in result:
            problems = [*problems, (("id",), f"the id {name!r} stands twice in the record")]
        result.add(name)
        for way, message in problems:
            line, column = tree.place(file.path, (*pointer, *way))
            yield Finding(file.path, line, column, CODE, f"{file.id}/{name}: {message}")
        if not problems:
            yield from _warnings(tree, file, pointer, item, context.known)
    for pointer in empty_short_forms(kind, data):
        line, column = tree.place(file.path, pointer)
        words = f"{file.id}: {spell(pointer)}: an empty list is no rule"
        yield Finding(file.path, line, column, IDLE, f"{words}; `stdlib` alone allows nothing foreign", "warning")


def _warnings(
    tree: Tree, file: LoadedFile, pointer: Pointer, item: Mapping[str, object], known: KnownNames
) -> Iterator[Finding]:
    """What in a valid rule can never find anything, and that it has no examples."""
    from wmsgit.features.drift.idle import idle_parts, lacks_examples

    rule = rule_from(Origin("", file.id), item)
    problems = [(IDLE, *problem) for problem in (*idle_parts(rule), *unknown_parts(rule, known))]
    problems += [(UNKNOWN_REPO, *problem) for problem in unknown_repositories(rule, known.repos)]
    if lacks_examples(rule) and not isinstance(pointer[-1], str):  # a short form has no place for them
        words = "it has no examples of what breaks it, so that nothing shows that it can find anything"
        problems.append((NO_EXAMPLES, (), words))
    for code, way, message in problems:
        line, column = tree.place(file.path, (*pointer, *way))
        yield Finding(file.path, line, column, code, f"{rule.name}: {message}", "warning")


def _of_packs(tree: Tree, kind: Kind, file: LoadedFile, data: Data) -> Iterator[Finding]:
    """The packs of the plane that the record names and that cannot be used, and what is wrong with their rules."""
    from wmsgit.features.drift.packs import PackError, pack_rules, reference_of, second_home

    own = {item.get("id") for _, item in rule_items(kind, Record(kind.name, file.id, data, file.path))}
    for name in (field.rules.packs for field in rule_fields(kind) if field.rules and field.rules.packs):
        value = data.get(name)
        homes: dict[str, str] = {}
        for at, text in enumerate(value if isinstance(value, list) else ()):
            line, column = tree.place(file.path, (name, at))
            try:
                rules = [] if reference_of(str(text)).repo else pack_rules(str(text), TreePacks(tree))
            except PackError as error:
                yield Finding(file.path, line, column, CODE, f"{file.id}: {error}")
                continue
            for rule in rules:
                first = homes.setdefault(str(rule["id"]), str(text))
                twice = [((), second_home(str(rule["id"]), first))] if first != text and rule["id"] not in own else []
                for _, message in (*_problems(rule, file.id, ()), *twice):
                    yield Finding(file.path, line, column, CODE, f"{file.id}/{rule['id']}: {text}: {message}")


def _of_placement(tree: Tree, kind: Kind, file: LoadedFile, data: Data) -> Iterator[Finding]:
    """What is wrong with where the record places a component, if it does."""
    from wmsgit.features.drift.validation import placement_problems

    for field in rule_fields(kind):
        if field.rules and field.rules.component:
            for way, message in placement_problems(field.rules, data):
                line, column = tree.place(file.path, way)
                yield Finding(file.path, line, column, CODE, f"{file.id}: {message}")


def _problems(item: Mapping[str, object], record_id: str, placements: tuple[Placement, ...]) -> list[Problem]:
    from wmsgit.features.drift.examples import example_problems
    from wmsgit.features.drift.validation import rule_problems

    problems = rule_problems(item)
    if problems or not item.get("examples"):
        return problems
    return list(example_problems(bound(rule_from(Origin("", record_id), item), placements)))
