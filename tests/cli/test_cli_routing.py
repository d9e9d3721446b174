"""`--auto-repo`: the repository of a new record, proposed with reasons, asked for where it is not clear."""

import json

import pytest
from cli_program import Program


@pytest.fixture
def routed(wmsgit: Program) -> Program:
    """The program in a workspace with two repositories, a placement and a task."""
    for name, fields in {
        "repos/api.yaml": "path: ../api\n",
        "repos/web.yaml": "path: ../web\n",
        "placements/PLACE-001.yaml": "component_name: KeyVault\ncomponent_type: module\ncorrect_repo: api\n"
        "created_at: 2026-11-23T09:00:00Z\n",
        "tasks/WS-TASK-001.yaml": "title: Login page\nstatus: pending\ncreated: 2026-11-23T09:00:00Z\n"
        "assigned_repo: web\n",
    }.items():
        path = wmsgit.folder / "records" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(fields)
    wmsgit("save")
    return wmsgit


def test_a_clear_route_is_taken_and_said_with_the_runner_up(routed: Program) -> None:
    done = routed("task", "add", "Login page for the key vault", "--auto-repo", "repos_affected=api")
    assert json.loads(routed("task", "show", "2", "--format", "json").stdout)[0]["assigned_repo"] == "api"
    assert "assigned_repo: api: " in done.stderr
    assert "PLACE-001 has KeyVault there, which the text names" in done.stderr
    assert "runner-up: web: WS-TASK-001, whose work is there, says login, page, too" in done.stderr


def test_an_unclear_route_names_the_candidates_and_changes_nothing(routed: Program) -> None:
    before = routed.git("rev-parse", "HEAD")
    refused = routed("task", "add", "Colours of the sky", "--auto-repo", code=4).stderr
    assert "api: nothing speaks for it" in refused
    assert "web: nothing speaks for it" in refused
    assert (routed.git("rev-parse", "HEAD"), routed.git("status", "--porcelain")) == (before, "")
    assert "is given already" in routed("task", "add", "x", "--auto-repo", "assigned_repo=web", code=2).stderr
    assert "give its title" in routed("task", "add", "--auto-repo", code=2).stderr


def test_a_person_at_a_terminal_chooses(routed: Program) -> None:
    shown = routed.on_terminal("task", "add", "Colours of the sky", "--auto-repo", typed=b"7\n2\n")
    assert "which? [1-2]" in shown
    assert json.loads(routed("task", "show", "2", "--format", "json").stdout)[0]["assigned_repo"] == "web"


def test_a_kind_of_ones_own_is_routed_too(routed: Program) -> None:
    schema = {
        "type": "object", "title": "risk", "description": "A risk.", "required": ["title"],
        "properties": {
            "id": {"type": "string"}, "title": {"type": "string"},
            "home": {"type": "string", "x-wmsgit": {"references": "repo", "routed": True}},
        },
    }  # fmt: skip
    (routed.folder / "schemas" / "risk.schema.json").write_text(json.dumps(schema))
    routed("save")
    routed("risk", "add", "A key vault leaks", "--auto-repo")
    assert json.loads(routed("risk", "show", "1", "--format", "json").stdout)[0]["home"] == "api"
    assert "--auto-repo" not in routed("issue", "add", "--help").stdout
