"""Every folder under `cases/<kind>/`: base, ours, theirs, and the right result or the field that conflicts."""

from pathlib import Path

import pytest
from merge_sides import KINDS, merge, texts

from wmsgit.features.merge.record import Rules
from wmsgit.vcs.merge.text_merge import GitTextMerge

CASES = sorted((Path(__file__).parent / "cases").glob("*/*"))


def versions(case: Path) -> list[bytes]:
    return [(case / f"{name}.yaml").read_bytes() for name in ("base", "ours", "theirs")]


def rules_of(case: Path) -> Rules:
    return Rules.of(KINDS.kind(case.parent.name).schema, GitTextMerge())


@pytest.mark.parametrize(
    "case", [case for case in CASES if (case / "expected.yaml").exists()], ids=lambda one: one.name
)
def test_merge_has_the_right_result(case: Path) -> None:
    base, ours, theirs = versions(case)
    merged = merge(base, ours, theirs, rules_of(case))
    assert (merged.text.decode(), merged.is_clean) == ((case / "expected.yaml").read_text(encoding="utf-8"), True)
    assert merge(base, merged.text, theirs, rules_of(case)).text == merged.text


@pytest.mark.parametrize("case", [case for case in CASES if (case / "conflict.txt").exists()], ids=lambda one: one.name)
def test_merge_has_one_conflict_with_both_sides_whole(case: Path) -> None:
    base, ours, theirs = versions(case)
    merged = merge(base, ours, theirs, rules_of(case))
    assert [field.name for field in merged.open] == (case / "conflict.txt").read_text(encoding="utf-8").split()
    assert texts(merged) == (ours, theirs)


def test_there_are_cases_of_both_sorts() -> None:
    assert {case.parent.name for case in CASES} >= {"drift", "session", "state", "task"}
