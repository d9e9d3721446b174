"""`dependency_version`: which versions of a package may be allowed."""

import json

import pytest
from drift_texts import found, judged, pointed_problems

RANGE = {"kind": "dependency_version", "package": "Pydantic", "must_be_within": ">=2,<3"}


@pytest.mark.parametrize(
    ("requirement", "is_fine"),
    [
        ("pydantic>=2.1,<3", True),
        ("pydantic~=2.4", True),
        ("pydantic[email]==2.*", True),
        ("pydantic", False),
        ("pydantic>=1", False),
        ("pydantic @ https://example.org/pydantic.zip", False),
        ("pydantic-core", True),
    ],
)
def test_every_allowed_version_must_lie_within_the_range(requirement: str, *, is_fine: bool) -> None:
    result = found(RANGE, {"requirements.txt": f"\n{requirement}\n"})
    assert result == ([] if is_fine else ["requirements.txt pydantic 2"])


@pytest.mark.parametrize(
    ("versions", "is_fine"), [("^2.1", True), ("~2", True), ("2.*", True), ("^1 || ^2", False), ("*", False)]
)
def test_constraints_of_poetry_are_understood(versions: str, *, is_fine: bool) -> None:
    text = f"[tool.poetry.dependencies]\npydantic = '{versions}'\n"
    assert (found(RANGE, {"pyproject.toml": text}) == []) == is_fine


@pytest.mark.parametrize(
    ("wanted", "is_fine"),
    [
        ("^18.2.0", True),
        ("18.x", False),
        (">=18.2 <19", True),
        ("latest", False),
        ("file:../react", False),
        ("*", False),
    ],
)
def test_ranges_of_npm_are_understood(wanted: str, *, is_fine: bool) -> None:
    rule = {"kind": "dependency_version", "package": "react", "must_be_within": "^18.1"}
    text = json.dumps({"dependencies": {"react": wanted}})
    assert (found(rule, {"package.json": text}) == []) == is_fine


def test_manifests_for_which_the_range_is_none_are_not_looked_at() -> None:
    files = {"package.json": '{"dependencies": {"pydantic": "1"}}', "requirements.txt": "pydantic==1\n"}
    assert found(RANGE, files) == ["requirements.txt pydantic 1"]
    both = {**RANGE, "must_be_within": ">=2"}
    assert len(found(both, files)) == 2
    assert len(found({**both, "ecosystem": "npm"}, files)) == 1
    assert len(found({**both, "groups": ["dev"]}, files)) == 0


def test_version_that_changes_keeps_the_finding() -> None:
    one, other = (judged(RANGE, {"requirements.txt": f"pydantic=={v}\n"}).violations for v in ("1.0", "1.1"))
    assert one[0].discriminator == other[0].discriminator


def test_constraint_that_is_none_is_unknown() -> None:
    seen = judged(RANGE, {"pyproject.toml": "[tool.poetry.dependencies]\npydantic = 'what?'\n"})
    assert ([one.path for one in seen.unknowns], seen.violations) == (["pyproject.toml"], ())


def test_range_that_is_none_is_refused_at_its_field() -> None:
    ((pointer, _),) = pointed_problems(**{**RANGE, "must_be_within": "banana"})
    assert pointer == ("must_be_within",)
    assert len(pointed_problems(**{**RANGE, "must_be_within": "^2", "ecosystem": "python"})) == 1
