"""The form of a recorded path: what may be a member's place on every machine, and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.model.member_path import path_fault, path_names


@pytest.mark.parametrize(
    "path",
    [".", "./", "../api", "../api/", "./libs/api", "libs/deep/api", "../my repo", "../Über", "../api.v2", "../records"],
)
def test_place_beside_or_below_the_workspace_is_allowed(path: str) -> None:
    assert path_fault(path) == ""


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("/", "absolute"),
        ("/srv/api", "absolute"),
        ("~", "absolute"),
        ("~/.config/git", "absolute"),
        ("~ann/api", "absolute"),
        ("C:/api", "absolute"),
        ("\\\\host\\share", "absolute"),
        ("..", "holds the workspace"),
        ("../", "holds the workspace"),
        ("../..", "climbs"),
        ("../../api", "climbs"),
        ("../api/..", "climbs"),
        ("libs/../../api", "climbs"),
        ("../api/sub", "deeper"),
        (".git/wmsgit/facts/core", "dot"),
        (".git/refs/tags", "dot"),
        ("../.config", "dot"),
        ("libs/.hidden/api", "dot"),
        ("libs/~x", "~"),
        ("records/tasks", "records"),
        ("Schemas", "records"),
        ("a\0b", "character"),
        ("../a\nb", "character"),
        ("../\x1b]52;c;x\x07", "character"),
        ("../a\u202eb", "character"),
        ("../con", "reserved"),
        ("../NUL.txt", "reserved"),
        ("../com1", "reserved"),
        ("../LPT¹", "reserved"),
        ("../aux .x", "reserved"),
        ("../api.", "reserved"),
        ("../api ", "reserved"),
        ("../git~1", "reserved"),
        ("../a:b", "reserved"),
        ("../a\\b", "reserved"),
        ("../" + "a" * 256, "longer"),
        ("libs/" * 300, "longer"),
    ],
)
def test_place_that_no_record_may_name_is_told_why(path: str, words: str) -> None:
    assert words in path_fault(path)


@given(st.text(alphabet="./~ab\0\\:\n ", max_size=12))
def test_allowed_path_leaves_the_workspace_by_one_step_or_not_at_all(path: str) -> None:
    if path_fault(path) == "":
        up, *rest = [*path_names(path), "."]
        assert not path.startswith(("/", "~"))
        assert ".." not in rest
        assert up != ".." or len(rest) == 2
        assert not any(name.startswith(".") for name in path_names(path) if name != "..")
