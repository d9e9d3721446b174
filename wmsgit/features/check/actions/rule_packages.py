"""Packages that rules name: whether a repository on this machine has them, and else the nearest that is there."""

from collections.abc import Iterator, Mapping

from wmsgit.features.check.actions.cache import LayerRule, Layers
from wmsgit.features.check.actions.record_rules import IDLE
from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.features.drift.collect import rule_fields, rule_items
from wmsgit.features.drift.rule import Origin, Rule, rule_from
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.model.finding import Finding
from wmsgit.model.record import Record
from wmsgit.model.text import did_you_mean
from wmsgit.workspace.workspace import Workspace

_LAYERS = "import_layers"
_MAX_FOLDERS = 2_000
"""How many folders of a repository are looked at for a name that may have been meant."""


def layers_of(tree: Tree) -> Layers:
    """The valid rules of a tree's records about the layers of a package, and the repositories that they may mean."""
    rules = tuple(_rules(tree))
    files = [file for file in tree.files if rules and file.kind == MEMBERS and file.data is not None]
    return Layers(rules, tuple((file.path, file.id, file.data or {}) for file in files))


def package_findings(ws: Workspace, layers: Layers) -> Iterator[Finding]:
    """A warning for each rule about the layers of a package that no repository in its scope has.

    The repositories are looked at as their HEAD has them; where one of them cannot be, nothing is said.
    """
    if not layers.rules:
        return
    from wmsgit.features.drift.actions.views import open_members
    from wmsgit.features.drift.kinds import rule_kind
    from wmsgit.features.drift.scanner import in_scope

    rules = [
        (path, line, column, rule_from(Origin(kind, name), item))
        for path, line, column, kind, name, item in layers.rules
    ]
    records = [Record(MEMBERS, name, data, path) for path, name, data in layers.repos]
    wanted = {item.id for item in records if any(in_scope(rule, Member(item.id, item.data)) for *_, rule in rules)}
    members = open_members(ws, records, wanted, "HEAD")
    for path, line, column, rule in rules:
        meant = [member for member in members.values() if in_scope(rule, member)]
        if meant and all(member.view for member in meant):
            sights = {member.name: sight for member in meant if (sight := _sight(member))}
            if rule_kind(_LAYERS).matches_nothing(rule, sights):
                yield Finding(path, line, column, IDLE, f"{rule.name}: package: {_words(rule, sights)}", "warning")


def _rules(tree: Tree) -> Iterator[LayerRule]:
    from wmsgit.features.drift.validation import rule_problems

    holders = {kind.name: kind for kind in tree.kinds.values() if rule_fields(kind)}
    for file in tree.files:
        kind = holders.get(file.kind)
        if kind and file.data is not None:
            for pointer, item in rule_items(kind, Record(kind.name, file.id, file.data, file.path)):
                if item.get("kind") == _LAYERS and not rule_problems(item):
                    yield file.path, *tree.place(file.path, (*pointer, "package")), kind.name, file.id, item


def _sight(member: Member) -> RuleView | None:
    return RuleView(member, member.view, tuple(member.view.files())) if member.view else None


def _words(rule: Rule, sights: Mapping[str, RuleView]) -> str:
    names = {name for sight in sights.values() for name in _packages(rule, sight)}
    package = rule.text("package")
    return f"no repository in its scope has {package!r}{did_you_mean(package, names)}"


def _packages(rule: Rule, sight: RuleView) -> Iterator[str]:
    """The packages, or folders of scripts, of a repository, and what is around them."""
    from wmsgit.features.drift.imports.targets import language_of, packages_of

    language = language_of(rule)
    folders = sorted({path.rpartition("/")[0] for path in sight.files if path.endswith(language.suffixes)})
    for folder in folders[:_MAX_FOLDERS]:
        for name in packages_of(sight).names(folder) if language.separator == "." else [folder]:
            parts = name.split(language.separator)
            yield from (language.separator.join(parts[:count]) for count in range(1, len(parts) + 1) if name)
