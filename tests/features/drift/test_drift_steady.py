"""What changes without a meaning opens and closes no finding, for every rule kind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from drift_texts import rule_of
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.drift.examples import NoCache, TextView
from wmsgit.features.drift.findings import detections_of
from wmsgit.features.drift.kinds import KINDS, rule_kind
from wmsgit.features.drift.rule import Placement
from wmsgit.features.drift.rule_view import Member
from wmsgit.features.drift.scanner import Scanner
from wmsgit.model.ports import CommitText, RepositoryView

CASES: Mapping[str, tuple[Mapping[str, Any], Mapping[str, str]]] = {
    "forbidden_import": ({"modules": ["pandas"]}, {"a.py": "import os\nimport pandas\nimport pandas.core\n"}),
    "path_required": ({"any_of": ["CODEOWNERS", "OWNERS"]}, {"a.py": "x = 1\n"}),
    "path_forbidden": ({"paths": ["*.env", "a/*"]}, {"x.env": "a\nb\n", "a/b": "c\n"}),
    "path_naming": ({"stem": "snake_case"}, {"aB.py": "x\ny\n", "c.py": ""}),
    "content": ({"regex": "TODO", "mode": "forbid"}, {"a": "TODO x\n  TODO x\nTODO y\n"}),
    "config_value": ({"file": "a.toml", "at": "/x/y", "equals": 1}, {"a.toml": "[x]\ny = 2\n"}),
    "config_consistent": (
        {
            "source": {"repo": "core", "file": "v"},
            "targets": [{"file": "a.toml", "at": "/x"}, {"file": "b.ini", "at": "/x"}],
        },
        {"a.toml": "x = 1\n", "b.ini": "x = 1\n", "v": "2"},
    ),
    "forbidden_dependency": (
        {"packages": ["b*", "a"]},
        {"requirements.txt": "a\nb\na==1\n", "setup.cfg": "[options]\ninstall_requires = a\n"},
    ),
    "dependency_version": (
        {"package": "a", "must_be_within": ">=2,<3", "groups": ["runtime", "dev"]},
        {"pyproject.toml": "[project]\ndependencies = ['a', 'a>1']\n", "requirements.txt": "a\n"},
    ),
    "allowed_imports": ({"modules": ["stdlib", "yaml"]}, {"a.py": "import os, pandas\ndef f():\n    import numpy\n"}),
    "import_layers": (
        {"package": "app", "layers": ["api", "b | c", "gone"], "exhaustive": True},
        {"app/api.py": "", "app/b.py": "import app.api\nfrom . import c\n", "app/c.py": "", "app/odd.py": ""},
    ),
    "import_cycles": (
        {"among": "modules"},
        {"p/__init__.py": "", "p/a.py": "import p.b\n", "p/b.py": "import os\nimport p.a\n"},
    ),
    "import_independence": (
        {"modules": ["q.a", "q.b", "q.gone"]},
        {"q/__init__.py": "", "q/a.py": "import q.b.x\n", "q/b/x.py": "", "q/b/__init__.py": ""},
    ),
    "import_protected": (
        {"modules": ["r.a", "r.b"], "allowed_importers": ["r.d", "r.e"]},
        {"r/c.py": "import r.a\ndef f():\n    from r import b\n", "r/a.py": "", "r/b.py": ""},
    ),
    "undeclared_import": (
        {"check": ["undeclared", "unused"], "ignore": ["six", "numpy"]},
        {"a.py": "import requests\nimport numpy\n", "requirements.txt": "flask\nsix\n"},
    ),
    "placement": ({"check": ["missing", "misplaced", "duplicated"]}, {"a/r.py": "class Router: ...\n"}),
    "coverage": ({"paths": ["a/*", "b/*"]}, {"a/r.py": "x\n", "b/r.py": "y\n"}),
    "code_pattern": (
        {"language": "python", "mode": "forbid", "rule": {"pattern": "eval($$$A)"}},
        {"a.py": "eval(1)\ndef f():\n    eval( 1 )\n"},
    ),
    "git_state": (
        {
            "default_branch": "main",
            "dirty_days": 1,
            "unpushed_days": 1,
            "stale_branch_days": 1,
            "tag_matches": "pyproject",
        },
        {"pyproject.toml": "[project]\nversion = '1.0'\n"},
    ),
    "codeowners": (
        {"check": ["unowned", "unknown_owner"], "known": ["@a", "@b"]},
        {"CODEOWNERS": "/docs/ @a\n*.md @nobody @b\n", "src.py": ""},
    ),
    "freshness": ({"days": 30}, {"runbook.md": "a\n"}),
    "commit_convention": (
        {"since": "2026-01-01", "subject": "^fix: ", "max_subject": 2, "trailers": ["Signed-off-by", "Task"]},
        {"a": "x\n"},
    ),
    "api_surface": ({"package": "api", "since": "v1"}, {"api/__init__.py": "", "api/m.py": "def kept(): ...\n"}),
    "file_limit": ({"max_bytes": 1, "max_lines": 1}, {"a": "x\ny\nz\n", "b": "xy\nz\n"}),
}
"""Rule kind → its own fields, and files that break the rule whatever lines are added before theirs."""

ORDERED = ("layers",)
"""Lists whose order has a meaning."""

PLACEMENTS = (Placement("Router", "class", "core", "b"), Placement("Gone", "module", "core", paths=("c/**",)))


class Untidy:
    """A clone in which nothing is as `git_state` wants it: the port `RepositoryState`."""

    def branch(self) -> str:
        return "topic"

    def default_branch(self) -> str:
        return "trunk"

    def branches(self) -> Mapping[str, float]:
        return {"topic": 9.0, "old": 9.0, "trunk": 9.0}

    def dirty_days(self) -> float | None:
        return 9.0

    def unpushed_days(self) -> Mapping[str, float]:
        return {"topic": 9.0, "old": 9.0}

    def tags_at(self, commit: str) -> Sequence[str]:
        return ["v2.0"]


class Past:
    """A history in which names were public that are gone: the port `RepositoryHistory`."""

    def touched(self, commit: str, days: int) -> frozenset[str] | None:
        return frozenset()

    def commits(self, branch: str, since: str, otherwise: str) -> Sequence[CommitText] | None:
        return [CommitText("c" * 40, "ann@example.org", "wip", "more\n", is_merge=False)]

    def at(self, revision: str) -> RepositoryView | None:
        return TextView({"api/__init__.py": "", "api/m.py": "def kept(): ...\ndef gone(): ...\nGONE = 1\n"})


def fingerprints(rules: Sequence[Mapping[str, Any]], files: Mapping[str, str]) -> list[str]:
    """What identifies the findings of rules in one repository."""
    members = {"core": Member("core", {}, TextView(files), state=Untidy(), history=Past())}
    bound = [replace(rule_of(rule), placements=PLACEMENTS) for rule in rules]
    judged = Scanner(members, set(members), lambda _: NoCache(), map).run(bound)
    return sorted(one.fingerprint for rule in judged for one in detections_of(rule))


COMMENTS: Mapping[str, str] = {}
"""Rule kind → the start of a line that means nothing in its files; `# ` where it is not named."""


@settings(max_examples=examples(15), deadline=None)
@pytest.mark.parametrize("kind", CASES)
@given(
    moved=st.integers(0, 5),
    severity=st.sampled_from(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"]),
    message=st.text(max_size=20),
    fix=st.text(max_size=20),
)
def test_moving_lines_and_rewording_a_rule_keep_its_findings(
    kind: str, moved: int, severity: str, message: str, fix: str
) -> None:
    fields, files = CASES[kind]
    rule = {"kind": kind, **fields}
    before = fingerprints([rule], files)
    assert before
    lines = f"{COMMENTS.get(kind, '# ')}moved\n" * moved
    reworded = {**rule, "severity": severity, "message": message, "fix": fix}
    assert fingerprints([reworded], {path: lines + text for path, text in files.items()}) == before
    turned = {
        name: value[::-1] if isinstance(value, list) and name not in ORDERED else value
        for name, value in reworded.items()
    }
    assert fingerprints([turned], files) == before


@settings(max_examples=examples(15), deadline=None)
@given(order=st.permutations(sorted(CASES)))
def test_order_of_rules_keeps_their_findings(order: list[str]) -> None:
    files = {path: text for _, held in CASES.values() for path, text in held.items()}
    rules = {kind: {"id": kind, "kind": kind, **fields} for kind, (fields, _) in CASES.items()}
    assert fingerprints([rules[kind] for kind in order], files) == fingerprints(list(rules.values()), files)


def test_every_rule_kind_is_tried() -> None:
    imported = {name for name in KINDS if rule_kind(name).is_imported}
    assert set(CASES) == set(KINDS) - imported
