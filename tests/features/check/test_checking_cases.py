"""The example files of each kind: what is valid has no findings, what is invalid has those that it says.

A new case is a new file `tests/cases/<kind>/valid/*.yaml`, or `invalid/*.yaml` with a comment
`# expect: CODE line:column` for each finding.
"""

import re
from pathlib import Path

import pytest
from places import TESTS

from wmsgit.features.check.actions.records import record_findings
from wmsgit.features.check.actions.tree import Tree
from wmsgit.model.finding import Finding, in_order
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.store.loading import load_bytes

CASES = TESTS / "cases"
EXPECTED = re.compile(r"# expect: (?P<code>[A-Z-]+) (?P<place>\d+:\d+)$", re.MULTILINE)
REGISTRY = Registry.read(packaged_schemas())


def case_files(which: str) -> list[Path]:
    return sorted(CASES.glob(f"*/{which}/*.yaml"))


def findings_of(path: Path) -> list[Finding]:
    kind = REGISTRY.kind(path.parent.parent.name)
    text = path.read_bytes()
    file = load_bytes(text, f"records/{kind.folder}/{path.name}", kind)
    tree = Tree(REGISTRY, {}, [file], lambda _: text)
    return in_order(record_findings(tree.files, tree.kinds, tree.place, tree.read))


def named(path: Path) -> str:
    return path.relative_to(CASES).as_posix()


@pytest.mark.parametrize("path", case_files("valid"), ids=named)
def test_a_valid_case_has_no_findings(path: Path) -> None:
    assert list(map(str, findings_of(path))) == []


@pytest.mark.parametrize("path", case_files("invalid"), ids=named)
def test_an_invalid_case_has_the_findings_that_it_says(path: Path) -> None:
    expected = [f"{match['code']} {match['place']}" for match in EXPECTED.finditer(path.read_text())]
    found = [f"{finding.code} {finding.line}:{finding.column}" for finding in findings_of(path)]
    assert expected
    assert found == expected


def test_every_kind_has_a_valid_and_an_invalid_case() -> None:
    for which in ("valid", "invalid"):
        assert {path.parent.parent.name for path in case_files(which)} == set(REGISTRY.names)
