"""What changes without a meaning opens and closes no finding, for every rule kind."""

from collections.abc import Mapping
from typing import Any

import pytest
from drift_texts import fingerprints
from hypothesis import given, settings
from hypothesis import strategies as st

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
    "file_limit": ({"max_bytes": 1, "max_lines": 1}, {"a": "x\ny\nz\n", "b": "xy\nz\n"}),
}
"""Rule kind → its own fields, and files that break the rule whatever lines are added before theirs."""

COMMENTS: Mapping[str, str] = {}
"""Rule kind → the start of a line that means nothing in its files; `# ` where it is not named."""


@settings(max_examples=15, deadline=None)
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
    before = fingerprints(rule, files)
    assert before
    lines = f"{COMMENTS.get(kind, '# ')}moved\n" * moved
    reworded = {**rule, "severity": severity, "message": message, "fix": fix}
    assert fingerprints(reworded, {path: lines + text for path, text in files.items()}) == before
    turned = {name: value[::-1] if isinstance(value, list) else value for name, value in reworded.items()}
    assert fingerprints(turned, files) == before
