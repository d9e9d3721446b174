"""What rules name outside of the records: packages, which a repository on this machine must have, and days."""

from collections.abc import Iterable, Iterator, Mapping

from wmsgit.features.check.actions.cache import LayerRule, Layers
from wmsgit.features.check.actions.record_rules import IDLE
from wmsgit.features.check.actions.tree import Tree
from wmsgit.features.check.checks.references import MEMBERS
from wmsgit.features.drift.collect import rule_items
from wmsgit.features.drift.rule import Origin, Rule, rule_from
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.model.finding import Finding
from wmsgit.model.record import Record
from wmsgit.model.text import did_you_mean
from wmsgit.workspace.workspace import Workspace

_OF_PACKAGES = frozenset({"import_layers", "import_cycles", "api_surface"})
_OF_DAYS = "commit_convention"
_MAX_FOLDERS = 2_000
"""How many folders of a repository are looked at for a name that may have been meant."""


def layers_of(tree: Tree) -> Layers:
    """The valid rules of a tree's records about a package or a day, and the repositories that they may mean."""
    rules = tuple(_rules(tree))
    files = [file for file in tree.files if rules and file.kind == MEMBERS and file.data is not None]
    return Layers(rules, tuple((file.path, file.id, file.data or {}) for file in files))


def package_findings(ws: Workspace, layers: Layers) -> Iterator[Finding]:
    """A warning for each rule about a package that no repository in its scope has, or from a day on that is to come.

    The repositories are looked at as their HEAD has them; where one of them cannot be, nothing is said.
    """
    if not layers.rules:
        return
    from wmsgit.features.drift.actions.views import open_members
    from wmsgit.features.drift.scanner import in_scope

    rules = [
        (path, line, column, rule_from(Origin(kind, name), item))
        for path, line, column, kind, name, item in layers.rules
    ]
    yield from _of_days(ws, rules)
    rules = [row for row in rules if row[-1].kind in _OF_PACKAGES]
    records = [Record(MEMBERS, name, data, path) for path, name, data in layers.repos]
    wanted = {item.id for item in records if any(in_scope(rule, Member(item.id, item.data)) for *_, rule in rules)}
    members = open_members(ws, records, wanted, "HEAD")
    for path, line, column, rule in rules:
        meant = [member for member in members.values() if in_scope(rule, member)]
        if meant and all(member.view for member in meant):
            sights = {member.name: sight for member in meant if (sight := _sight(member))}
            if not any(_has_package(rule, sight) for sight in sights.values()):
                yield Finding(path, line, column, IDLE, f"{rule.name}: package: {_words(rule, sights)}", "warning")


def _of_days(ws: Workspace, rules: Iterable[tuple[str, int, int, Rule]]) -> Iterator[Finding]:
    from wmsgit.features.drift.actions.load_rules import today_of

    for path, line, column, rule in rules:
        if rule.kind == _OF_DAYS and rule.text("since") > today_of(ws):
            words = f"{rule.name}: since: {rule.text('since')} is to come, so that no commit is looked at"
            yield Finding(path, line, column, IDLE, words, "warning")


def _rules(tree: Tree) -> Iterator[LayerRule]:
    from wmsgit.features.drift.validation import rule_problems

    for file in tree.files:
        kind = tree.rule_holders.get(file.kind)
        if kind and file.data is not None:
            for pointer, item in rule_items(kind, Record(kind.name, file.id, file.data, file.path)):
                field = "since" if item.get("kind") == _OF_DAYS else "package"
                if item.get("kind") in {*_OF_PACKAGES, _OF_DAYS} and item.get(field) and not rule_problems(item):
                    yield file.path, *tree.place(file.path, (*pointer, field)), kind.name, file.id, item


def _sight(member: Member) -> RuleView | None:
    return RuleView(member, member.view, tuple(member.view.files())) if member.view else None


def _has_package(rule: Rule, sight: RuleView) -> bool:
    """Whether a repository has the package, or, for scripts, the folder."""
    from wmsgit.features.drift.imports.targets import language_of, packages_of

    name, language = rule.text("package").strip("/"), language_of(rule)
    if language.separator == "/":
        return any(path.startswith(f"{name}/") for path in sight.files)
    packages = packages_of(sight, name, rule.texts("roots"))
    modules = (packages.module(path) for path in sight.files if path.endswith(language.suffixes))
    return any(f"{module}.".startswith(f"{name}.") for module in modules)


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
