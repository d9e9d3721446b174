"""`path_naming`: how files are named."""

import pytest
from drift_texts import found, judged, pointed_problems
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.drift.rules.path_naming import stem_of

GOOD = {
    "snake_case": ["a", "a_b", "__init__", "_private", "test_x2", "a__b", "conftest"],
    "kebab-case": ["a", "a-b", "user-list", "v2-1"],
    "PascalCase": ["A", "UserList", "HTTPServer", "V2"],
    "camelCase": ["a", "userList", "aB2c"],
    "[a-z]{3}": ["abc"],
}
BAD = {
    "snake_case": ["UserList", "a-b", "aB", "a b", "é", "_"],
    "kebab-case": ["a_b", "A", "-a", "a--b"],
    "PascalCase": ["userList", "User_List", "2V"],
    "camelCase": ["UserList", "user-list", "2a"],
    "[a-z]{3}": ["ab", "abcd"],
}


def named(stem: str, name: str) -> list[str]:
    return found({"kind": "path_naming", "paths": ["src/**"], "stem": stem}, {f"src/{name}.py": "", f"{name}!": ""})


@pytest.mark.parametrize(("stem", "name"), [(stem, name) for stem, names in GOOD.items() for name in names])
def test_stem_in_the_style_passes(stem: str, name: str) -> None:
    assert named(stem, name) == []


@pytest.mark.parametrize(("stem", "name"), [(stem, name) for stem, names in BAD.items() for name in names])
def test_stem_in_another_style_is_found(stem: str, name: str) -> None:
    assert named(stem, name) == [f"src/{name}.py 0"]


@pytest.mark.parametrize(
    ("path", "stem"), [("a/b.test.ts", "b"), (".env", "env"), ("..x.y", "x"), ("Makefile", "Makefile"), ("a/.", "")]
)
def test_stem_ends_at_the_first_dot(path: str, stem: str) -> None:
    assert stem_of(path) == stem


@pytest.mark.parametrize(
    ("stem", "fault"), [(r"(a)\1", "bounded time"), ("(?=a)b", "bounded time"), ("(", "not a valid regular expression")]
)
def test_expression_that_cannot_run_in_linear_time_is_refused_at_its_field(stem: str, fault: str) -> None:
    ((pointer, message),) = pointed_problems(kind="path_naming", paths=["a"], stem=stem)
    assert pointer == ("stem",)
    assert fault in message


@given(st.text("ab-_.A1", min_size=1, max_size=200))
def test_every_name_is_judged(name: str) -> None:
    assert len(named("(a+)+", name)) <= 1


def test_rule_whose_paths_fit_nothing_is_vacuous() -> None:
    assert judged({"kind": "path_naming", "paths": ["lib/**"], "stem": "a"}, {"src/a": ""}).is_vacuous
