"""What weakens a rule, and what does not: the same to `check --base` as RULE-WEAKENED and as POLICY-CHANGED."""

from typing import Any

import pytest

from wmsgit.features.drift.policy import rule_changes
from wmsgit.features.drift.rule import Origin, Rule, rule_from
from wmsgit.features.drift.weaknesses import weaknesses

COMMITS = {"since": "2026-01-01", "subject": "x"}


def rule(kind: str = "forbidden_import", **fields: Any) -> Rule:
    given = {"modules": ["pandas"]} if kind == "forbidden_import" else {}
    return rule_from(Origin("adr", "A"), {"id": "r", "kind": kind, **given, **fields})


def scoped(**scope: Any) -> Rule:
    return rule(scope=scope)


def package(**fields: Any) -> Rule:
    return rule("forbidden_dependency", packages=["p"], **fields)


@pytest.mark.parametrize(
    ("stronger", "weaker", "loss"),
    [
        (scoped(repos=["!api"]), scoped(repos=["!api", "core"]), "scope.repos"),
        (scoped(repos=[]), scoped(repos=["!api"]), "scope.repos"),
        (scoped(paths=["!src/old/**", "src/**"]), scoped(paths=["src/**", "!src/old/**"]), "scope.paths"),
        (scoped(), scoped(paths=["src/**"]), "scope.paths"),
        (scoped(exclude=["gen/*", "!gen/a.py"]), scoped(exclude=["gen/*"]), "scope.exclude"),
        (scoped(exclude=["gen/*", "!gen/a.py"]), scoped(exclude=["!gen/a.py", "gen/*"]), "scope.exclude"),
        (rule("sarif", tool="x"), rule("sarif", tool="x", levels=["error"]), "levels"),
        (rule("sarif", tool="x", levels=["note", "error", "warning"]), rule("sarif", tool="x"), "levels"),
        (rule("sarif", tool="x"), rule("sarif", tool="x", rules=["S*"]), "rules"),
        (rule("codeowners"), rule("codeowners", check=["unowned"]), "check"),
        (rule("undeclared_import"), rule("undeclared_import", check=["unused"]), "check"),
        (rule("content", regex="x"), rule("content", regex="x", paths=["a/**"]), "paths"),
        (rule("path_forbidden", paths=["!t.pem", "*.pem"]), rule("path_forbidden", paths=["*.pem", "!t.pem"]), "paths"),
        (rule("path_required", any_of=["A"]), rule("path_required", any_of=["A", "B"]), "any_of"),
        (rule("file_limit", max_bytes=9), rule("file_limit", max_bytes=10), "max_bytes"),
        (rule("file_limit", max_bytes=9, max_lines=9), rule("file_limit", max_bytes=9), "max_lines"),
        (rule("freshness", days=9), rule("freshness", days=10), "days"),
        (rule("commit_convention", **COMMITS, trailers=["A"]), rule("commit_convention", **COMMITS), "trailers"),
        (package(), package(groups=["dev"]), "groups"),
        (package(strict=True), package(), "strict"),
        (rule("allowed_imports", modules=["p"]), rule("allowed_imports", modules=["p", "q"]), "modules"),
        (rule(), rule(dynamic=False), "dynamic"),
        (rule(through=True), rule(), "through"),
    ],
)
def test_what_weakens_a_rule_strengthens_it_the_other_way_round(stronger: Rule, weaker: Rule, loss: str) -> None:
    assert [item.losses for item in weaknesses([stronger], [weaker])] == [loss]
    assert [change.loosens for change in rule_changes([stronger], [weaker])] == [True]
    assert list(weaknesses([weaker], [stronger])) == []
    assert [change.loosens for change in rule_changes([weaker], [stronger])] == [False]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rule(), rule(language="python", type_checking=True, severity="MEDIUM")),
        (rule("sarif", tool="x"), rule("sarif", tool="x", levels=["warning", "error"])),
        (rule("codeowners"), rule("codeowners", check=["unowned", "unknown_owner"])),
    ],
)
def test_what_says_the_same_in_other_words_weakens_nothing(old: Rule, new: Rule) -> None:
    assert list(weaknesses([old], [new])) == list(weaknesses([new], [old])) == []


@pytest.mark.parametrize("kind", ["path_required", "undeclared_import"])
def test_more_files_weaken_a_rule_that_one_more_may_meet(kind: str) -> None:
    fields = {"any_of": ["A"]} if kind == "path_required" else {}
    narrow, wide = rule(kind, **fields, scope={"paths": ["a/**"]}), rule(kind, **fields)
    assert [item.losses for item in weaknesses([narrow], [wide])] == ["scope.paths"]


def test_name_that_a_rule_had_is_followed_unless_a_rule_has_it_still() -> None:
    other = rule(was=["r"], modules=["numpy"], id="other")
    assert [(item.new, item.losses) for item in weaknesses([rule()], [other])] == [(other, "modules")]
    assert list(weaknesses([rule()], [rule(), other])) == []
