"""`config_consistent`: settings that must agree with one authority."""

from typing import Any

import pytest
from drift_plane import Plane, states
from drift_texts import found, judged, problems

SOURCE = {"repo": "core", "file": ".python-version"}
PYTHON = {
    "kind": "config_consistent",
    "source": SOURCE,
    "targets": [{"repos": ["tag:python"], "file": "pyproject.toml", "at": "/project/requires-python"}],
    "compare": "version_satisfies",
}
EQUAL = {
    "kind": "config_consistent",
    "source": {**SOURCE, "file": "a.json", "at": "/x"},
    "targets": [{"file": "b.toml", "at": "/x"}],
}


def project(requires: str) -> dict[str, str]:
    return {"pyproject.toml": f"[project]\nrequires-python = '{requires}'\n"}


def for_all(**fields: Any) -> dict[str, Any]:
    return {**PYTHON, "targets": [{**PYTHON["targets"][0], "repos": [], **fields}]}  # type: ignore[index]


@pytest.mark.parametrize(
    ("version", "requires", "agrees"),
    [
        ("3.11", ">=3.11", True),
        ("3.11.4\n", ">=3.11,<3.12", True),
        ("3.10", ">=3.11", False),
        ("3.11", "^3.10", True),
        ("3.11.2", "~3.10", False),
        ("v20.11.0", ">=18 <21", True),
        ("20.11.0", "18.x || 20.x", True),
        ("20.11.0", "^18", False),
        ("3.12.0rc1", ">=3.11", True),
    ],
)
def test_version_of_the_authority_must_lie_in_the_range(version: str, requires: str, *, agrees: bool) -> None:
    result = found(for_all(), {".python-version": version}, api=project(requires))
    assert result == ([] if agrees else ["pyproject.toml /project/requires-python 2"])


@pytest.mark.parametrize(
    ("source", "target", "agrees"),
    [("1", "1", True), ("1", "1.0", True), ("true", "1", False), ('"a"', "'a'", True), ("[1]", "[1]", True)],
)
def test_equal_values_agree(source: str, target: str, *, agrees: bool) -> None:
    result = found(EQUAL, {"a.json": f'{{"x": {source}}}'}, api={"b.toml": f"x = {target}\n"})
    assert (result == []) == agrees


def test_target_without_the_value_breaks_the_rule_and_one_without_the_file_does_not() -> None:
    assert found(EQUAL, {"a.json": '{"x": 1}'}, api={"b.toml": ""}, web={}) == ["b.toml /x 0"]


@pytest.mark.parametrize(
    "files", [{}, {".python-version": "pypy"}, {".python-version": b"\0"}, {".python-version": ""}]
)
def test_authority_without_a_usable_value_leaves_everything_unknown(files: dict[str, str | bytes]) -> None:
    seen = judged(for_all(), files, api=project(">=3.11"))
    assert seen.violations == ()
    assert len(seen.unknowns) == 1


def test_target_that_cannot_be_read_is_unknown_and_the_others_are_judged() -> None:
    seen = judged(for_all(), {".python-version": "3.9"}, api=project(">=3.11"), web={"pyproject.toml": "="})
    assert [(one.repo, one.path) for one in seen.unknowns] == [("web", "pyproject.toml")]
    assert [one.repo for one in seen.violations] == ["api"]


def test_authority_out_of_scope_is_read_and_never_judged(plane: Plane) -> None:
    plane.member("core", {".python-version": "3.10\n", **project("<3")}, tags=["python"])
    api = plane.member("api", project(">=3.11"), tags=["python"])
    plane.member("web", project(">=3.11"))
    plane.decide({"id": "same-py", **PYTHON, "scope": {"repos": ["!core"]}})
    assert states(plane.record()) == [("new", "api/pyproject.toml /project/requires-python", 2)]
    assert states(plane.scan("api")) == [("open", "api/pyproject.toml /project/requires-python", 2)]
    plane.commit(api, {"pyproject.toml": "[project]\nrequires-python = '>=3.12'\n"})
    assert [state for state, _, _ in states(plane.scan())] == ["open"]
    (plane.root.parent / "core").rename(plane.root.parent / "away")
    assert [state for state, _, _ in states(plane.scan())] == ["unknown"]
    assert {item.path for item in plane.scan("api").unknowns} == {"pyproject.toml"}
    assert plane.scan("api", ref="staged", is_partial=True).unknowns == ()  # a hook stops no commit for it


def test_fields_are_checked() -> None:
    assert problems(kind="config_consistent", source=SOURCE) == ["'targets' is required"]
    assert len(problems(**{**PYTHON, "source": {"file": "a"}})) == 1


def test_example_names_repositories(plane: Plane) -> None:
    from test_drift_check import findings

    bad = {"core/.python-version": "3.10", "api/pyproject.toml": project(">=3.11")["pyproject.toml"]}
    good = {**bad, "core/.python-version": "3.12"}
    plane.member("core", {}, tags=["python"])
    plane.decide({"id": "same-py", **PYTHON, "examples": {"bad": [bad], "good": [good]}})
    assert findings(plane) == []


def test_rule_without_any_target_is_vacuous() -> None:
    assert judged(for_all(), {".python-version": "3"}, api={"a": ""}).is_vacuous
