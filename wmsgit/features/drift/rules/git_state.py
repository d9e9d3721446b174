"""`git_state`: how the clones on this machine stand. Fingerprint: check and branch."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.settings.values import value_extractor
from wmsgit.model.ports import RepositoryState

_CHECKS = ("default_branch", "dirty_days", "unpushed_days", "stale_branch_days", "tag_matches")
_VERSIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pyproject": ("pyproject.toml", ("/project/version", "/tool/poetry/version")),
    "package.json": ("package.json", ("/version",)),
}
_TAG = re.compile(r"(?:^|[^0-9A-Za-z.])v?(\d+(?:\.\d+)+.*)$")


def _days(what: str) -> Mapping[str, Any]:
    return {"type": "number", "minimum": 0, "description": what}


class GitState(RuleKind):
    """Clones must be tidy: the default branch, work that is not committed or not pushed, old branches, tags.

    What is found holds for one machine: it fails a scan there, and is recorded only if the rule says `record`.
    """

    is_about_files: ClassVar[bool] = False
    properties: ClassVar = {
        "default_branch": {
            "type": "string",
            "minLength": 1,
            "description": "The name of the remote's default branch; without a remote, of a branch that must exist.",
        },
        "dirty_days": _days("For how many days changes may stay uncommitted."),
        "unpushed_days": _days("For how many days commits may stay unpushed."),
        "stale_branch_days": _days("For how many days a branch, other than the default one, may have no commit."),
        "tag_matches": {
            "type": "string",
            "enum": list(_VERSIONS),
            "description": "The file whose version a version tag of the commit must equal.",
        },
        "record": {"type": "boolean", "default": False, "description": "Whether what is found is recorded too."},
    }
    is_whole = True
    stricter: ClassVar = {
        "dirty_days": "lower",
        "unpushed_days": "lower",
        "stale_branch_days": "lower",
        "record": "true",
    }
    is_local = True

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule that checks nothing, or has examples."""
        if not set(_CHECKS) & set(rule.options):
            yield (), f"one of {', '.join(_CHECKS)} is needed"
        if rule.examples:
            yield ("examples",), "examples: texts cannot stand for the state of a clone"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The version that a tag must equal."""
        path, extractors = _version(rule)
        return [Need(extractor, [path]) for extractor in extractors if path in sight.files]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each check and branch."""
        for sight in sights.values():
            state = sight.member.state
            if state is None:
                yield Unknown(rule.name, sight.name, "", "there is no clone whose state could be seen")
                continue
            for check, branch, message in _states(rule, state, sight):
                yield Violation(sight.name, check, branch, ".", 0, f"{sight.name}: {message}")


def _states(rule: Rule, state: RepositoryState, sight: RuleView) -> Iterator[tuple[str, str, str]]:
    """Check, branch and message of everything that is not as it should be."""
    options = rule.options
    wanted = rule.text("default_branch")
    if wanted and not _is_default(state, wanted):
        yield "default_branch", wanted, f"the default branch is not {wanted}"
    if "dirty_days" in options and (state.dirty_days() or 0) > options["dirty_days"]:
        yield "dirty_days", state.branch(), f"changes are uncommitted for {state.dirty_days() or 0:.0f} days"
    for branch, days in (state.unpushed_days() if "unpushed_days" in options else {}).items():
        if days > options["unpushed_days"]:
            yield "unpushed_days", branch, f"commits of {branch} are unpushed for {days:.0f} days"
    defaults = {wanted, state.default_branch(), str(sight.member.data.get("default_branch") or "main")} - {""}
    for branch, days in (state.branches() if "stale_branch_days" in options else {}).items():
        if days > options["stale_branch_days"] and not {branch, branch.partition("/")[2]} & defaults:
            yield "stale_branch_days", branch, f"the last commit of {branch} is {days:.0f} days old"
    if "tag_matches" in options:
        yield from _untrue_tags(rule, state, sight)


def _is_default(state: RepositoryState, wanted: str) -> bool:
    default = state.default_branch()
    return default == wanted if default else wanted in state.branches() or state.branch() == wanted


def _untrue_tags(rule: Rule, state: RepositoryState, sight: RuleView) -> Iterator[tuple[str, str, str]]:
    tags = {tag: match[1] for tag in state.tags_at(sight.view.commit) if (match := _TAG.search(tag))}
    path, extractors = _version(rule)
    if not tags or path not in sight.files:
        return
    facts = [fact for extractor in extractors if (fact := sight.fact(extractor, path))]
    version = str(facts[0][1]) if facts else ""
    for tag, named in tags.items():
        if version and named != version:
            yield "tag_matches", tag, f"the tag {tag} is on version {version} of {path}"


def _version(rule: Rule) -> tuple[str, list[Extractor]]:
    if "tag_matches" not in rule.options:
        return "", []
    path, pointers = _VERSIONS[rule.text("tag_matches")]
    return path, [value_extractor(path, pointer) for pointer in pointers]


KIND = GitState()
