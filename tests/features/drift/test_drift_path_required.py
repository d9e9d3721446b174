"""`path_required`: files that every repository must have."""

import pytest
from drift_plane import Plane, states
from drift_texts import found, judged, problems

OWNERS = {"kind": "path_required", "any_of": ["CODEOWNERS", ".github/CODEOWNERS"]}


@pytest.mark.parametrize("path", ["CODEOWNERS", ".github/CODEOWNERS"])
def test_one_of_the_paths_is_enough(path: str) -> None:
    assert found(OWNERS, {path: ""}) == []


@pytest.mark.parametrize("files", [{}, {"a.py": ""}, {"docs/CODEOWNERS": ""}])
def test_repository_without_any_breaks_the_rule_where_patterns_count_from_the_top(files: dict[str, str]) -> None:
    assert found(OWNERS, files) == [". 0"]


def test_pattern_may_look_at_any_depth() -> None:
    assert found({**OWNERS, "any_of": ["**/*.toml"]}, {"a/b/c.toml": ""}) == []
    assert found({**OWNERS, "any_of": ["docs"]}, {"docs/a.md": ""}) == []


def test_single_plain_path_is_where_the_finding_is_shown() -> None:
    assert found({**OWNERS, "any_of": ["README.md"]}, {}) == ["README.md 0"]


def test_order_of_the_patterns_does_not_matter_to_the_finding() -> None:
    one, other = (judged({**OWNERS, "any_of": order}, {}) for order in (["a", "b"], ["b", "a"]))
    assert one.violations[0].subject == other.violations[0].subject


def test_empty_list_and_absent_one_are_refused() -> None:
    assert problems(kind="path_required") == ["'any_of' is required"]
    assert len(problems(kind="path_required", any_of=[])) == 1


def test_symbolic_link_counts_and_a_new_file_resolves(plane: Plane) -> None:
    core = plane.member("core", {"a.py": ""})
    linked = plane.member("linked", {"docs/owners": ""})
    (linked / "CODEOWNERS").symlink_to("docs/owners")
    plane.commit(linked, {})
    plane.decide({"id": "owners", **OWNERS})
    assert states(plane.record()) == [("new", "core/. ", 0)]
    plane.commit(core, {"CODEOWNERS": "* @ann\n"})
    report = plane.record()
    assert [(one.state, one.reason) for one in report.findings] == [("resolved", "fixed")]


def test_partial_scan_still_sees_the_whole_repository(plane: Plane) -> None:
    core = plane.member("core", {"CODEOWNERS": ""})
    plane.decide({"id": "owners", **OWNERS})
    plane.commit(core, {"a.py": ""})
    assert plane.scan(is_partial=True, base="HEAD~1").findings == ()


def test_examples_are_paths(plane: Plane) -> None:
    from test_drift_check import findings

    plane.decide({"id": "owners", **OWNERS, "examples": {"bad": "README", "good": ["CODEOWNERS"]}})
    assert findings(plane) == []
    plane.decide({"id": "owners", **OWNERS, "examples": {"bad": "CODEOWNERS"}})
    assert [message for _, _, message in findings(plane)] == ["ADR-001/owners: this bad example passes the rule"]
