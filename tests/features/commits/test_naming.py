"""Branches of records: safe as a ref everywhere, and known by their names again."""

import subprocess

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.errors import InvalidError
from wmsgit.features.commits.naming import TEMPLATE, branch_name, records_of_branch

IDS = {name.lower(): name for name in ("WS-TASK-001", "WS-TASK-0012", "WS-TASK-001-a", "my.id", "keys")}


def test_branch_is_the_id_and_the_title() -> None:
    assert branch_name(TEMPLATE, "WS-TASK-012", "Rotate the keys!") == "ws-task-012-rotate-the-keys"
    assert branch_name("feature/{actor}/{id}", "WS-TASK-012", "x", "Ann Lee") == "feature/ann-lee/ws-task-012"
    long = branch_name(TEMPLATE, "WS-TASK-012", "word " * 60)
    assert len(long) <= 80
    assert not long.endswith("-")


@pytest.mark.parametrize("template", ["{title}", "{id}{nonsense}", "plain"])
def test_template_that_does_not_serve_is_refused(template: str) -> None:
    with pytest.raises(InvalidError):
        branch_name(template, "WS-TASK-012", "Rotate")


@pytest.mark.parametrize(
    ("branch", "record"),
    [
        ("ws-task-001-rotate", "WS-TASK-001"),
        ("ws-task-001", "WS-TASK-001"),
        ("ann/WS-TASK-001_rotate", "WS-TASK-001"),
        ("ws-task-001-a-b", "WS-TASK-001-a"),
        ("my.id-x", "my.id"),
        ("keys/rotate", "keys"),
        ("ws-task-0012.x", "WS-TASK-0012"),
        ("ws-task-0011-x", ""),
        ("fix-ws-task-001", ""),
        ("monkeys", ""),
        ("--force", ""),
    ],
)
def test_branch_names_its_record(branch: str, record: str) -> None:
    assert list(records_of_branch(branch, IDS)) == ([record] if record else [])


@settings(max_examples=examples(60))
@given(
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}[A-Za-z0-9_-]", fullmatch=True),
    st.text(max_size=30),
    st.sampled_from([TEMPLATE, "{id}", "x/{actor}/{id}-{title}", "-{id}", "{id}.lock"]),
)
def test_every_branch_is_a_ref_that_git_takes(record_id: str, title: str, template: str) -> None:
    try:
        name = branch_name(template, record_id, title, "Ann Lee")
    except InvalidError:
        return
    subprocess.run(["git", "check-ref-format", "--branch", name], check=True, capture_output=True)
    assert record_id in list(records_of_branch(name, {record_id.lower(): record_id}))
