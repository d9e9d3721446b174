"""New ids: by every form that a schema may give, and in a clone that does not have all of history."""

import json
import subprocess

import pytest
from cli_program import Program


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("V2{number}", "V2001", "V2002"), ("x{number}y", "x001y", "x002y"), ("R.{number}", "R.001", "R.002"),
        ("2026-{number}", "2026-001", "2026-002"), ("{number}", "001", "002"),
    ],
)  # fmt: skip
def test_every_form_of_ids_counts_upwards(wmsgit: Program, form: str, first: str, second: str) -> None:
    schema = {
        "type": "object", "description": "A risk.", "required": ["title"], "x-wmsgit": {"id": form},
        "properties": {"id": {"type": "string"}, "title": {"type": "string"}},
    }  # fmt: skip
    (wmsgit.folder / "schemas/risk.schema.json").write_text(json.dumps(schema))
    wmsgit("save")
    assert wmsgit("risk", "add", "title=a").stdout.strip() == first
    assert wmsgit("risk", "add", "title=b").stdout.strip() == second
    wmsgit("risk", "rm", second)
    third = wmsgit("risk", "add", "title=c").stdout.strip()
    assert third not in {first, second}
    assert third == second.replace("002", "003")


def test_a_shallow_clone_says_that_an_id_may_be_given_again(wmsgit: Program) -> None:
    wmsgit("task", "add", "One")
    wmsgit("task", "rm", "1")
    source = wmsgit.folder
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", source.as_uri(), str(source.parent / "shallow")],
        check=True, env=dict(wmsgit.environ), capture_output=True,
    )  # fmt: skip
    shallow = Program(source.parent / "shallow", wmsgit.environ)
    assert "--unshallow" in shallow("task", "add", "Two").stderr
    assert "unshallow" not in wmsgit("task", "add", "Two").stderr
