"""A schema file makes a kind: its commands, table, checks and completion, with no line of Python."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance_program import Run

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "risk",
    "description": "Something that may go wrong.",
    "type": "object",
    "required": ["title", "status", "raised"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "description": "The id."},
        "title": {"type": "string", "minLength": 1, "maxLength": 500, "description": "What may go wrong."},
        "status": {
            "type": "string",
            "enum": ["open", "closed"],
            "default": "open",
            "description": "Where it stands.",
        },
        "likelihood": {"type": "string", "enum": ["LOW", "HIGH"], "description": "How likely."},
        "score": {"type": "integer", "description": "How bad, from 1 to 25."},
        "raised": {"type": "string", "format": "date-time", "description": "When it was seen."},
        "closed_at": {"type": "string", "format": "date-time", "description": "When it was closed."},
        "tasks": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Tasks that deal with it.",
            "x-wmsgit": {"references": "task"},
        },
        "comments": {"type": "array", "items": {"type": "object"}, "description": "Remarks."},
    },
    "x-wmsgit": {
        "folder": "risks",
        "table": "risks",
        "date": "raised",
        "closed": ["closed"],
        "columns": ["id", "status", "likelihood", "title"],
        "search": ["title"],
        "transitions": [{"name": "close", "from": ["open"], "to": "closed", "stamps": ["closed_at"]}],
    },
}


@pytest.fixture
def risky(plane: Path, run: Run) -> Path:
    (plane / "schemas" / "risk.schema.json").write_text(json.dumps(SCHEMA))
    run("save", cwd=plane)
    return plane


def test_kind_has_every_command_of_a_kind(risky: Path, run: Run, git: Callable[..., str]) -> None:
    run(
        "risk",
        "add",
        "The disk fills up",
        "--likelihood",
        "high",
        "score=12",
        "tasks+=WS-TASK-404",
        cwd=risky,
    )
    run("risk", "add", "The bus", "--likelihood", "LOW", cwd=risky)
    found = json.loads(run("risk", "list", "--likelihood", "HIGH", "--format", "json", cwd=risky).stdout)
    assert [(row["id"], row["score"], row["status"]) for row in found] == [("RISK-001", 12, "open")]
    assert "The disk fills up" in run("risk", "show", "1", cwd=risky).stdout
    run("risk", "set", "RISK-001", "score=20", cwd=risky)
    run("risk", "note", "RISK-001", "Bought a larger one", cwd=risky)
    run("risk", "close", "RISK-001", "-m", "done", cwd=risky)
    shown = json.loads(run("risk", "show", "RISK-001", "--format", "json", cwd=risky).stdout)[0]
    assert (shown["status"], shown["score"], shown["comments"][0]["text"]) == (
        "closed",
        20,
        "Bought a larger one",
    )
    assert shown["closed_at"].endswith("Z")
    rows = json.loads(run("sql", "select id, score from risks order by id", "--format", "json", cwd=risky).stdout)
    assert rows == [{"id": "RISK-001", "score": 20}, {"id": "RISK-002", "score": None}]
    assert "RISK-001" in run("search", "disk", cwd=risky).stdout
    assert git(risky, "status", "--porcelain") == ""


def test_kind_is_checked_by_its_schema(risky: Path, run: Run) -> None:
    run("risk", "add", "The bus", "score=many", code=3, cwd=risky)
    run("risk", "add", "The bus", "tasks+=WS-TASK-404", cwd=risky)
    path = risky / "records" / "risks" / "RISK-001.yaml"
    assert "DANGLING" in run("check", cwd=risky).stdout
    path.write_text(path.read_text().replace("status: open", "status: opne"))
    done = run("check", code=1, cwd=risky)
    assert "records/risks/RISK-001.yaml:" in done.stdout
    assert "did you mean 'open'?" in done.stdout


def test_closed_records_cannot_be_closed_again_by_another_way(risky: Path, run: Run) -> None:
    run("risk", "add", "The bus", "status=closed", cwd=risky)
    done = run("risk", "set", "RISK-001", "status=open", code=3, cwd=risky)
    assert "cannot go from closed to open" in done.stderr


def test_help_names_the_kind_and_its_verbs(risky: Path, run: Run) -> None:
    assert "risk" in run("--help", cwd=risky).stdout
    assert "close" in run("risk", "--help", cwd=risky).stdout


def test_completion_knows_the_kind_its_ids_and_its_fields(risky: Path, run: Run) -> None:
    run("risk", "add", "The disk fills up", cwd=risky)

    def complete(words: str, position: int) -> str:
        return run(
            code=None, cwd=risky, _WMSGIT_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(position)
        ).stdout

    assert "risk" in complete("wmsgit ri", 1).split()
    assert "close" in complete("wmsgit risk cl", 2).split()
    assert "RISK-001" in complete("wmsgit risk show RI", 3)
    assert "--likelihood" in complete("wmsgit risk list --li", 3)
    assert "HIGH" in complete("wmsgit risk list --likelihood H", 4)
