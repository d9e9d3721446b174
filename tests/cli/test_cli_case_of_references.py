"""References that are written in another case than the id: they name that record, as ids on the command line do."""

import pytest
from cli_program import Program

FILE = "records/tasks/WS-TASK-00{}.yaml"


@pytest.fixture
def waiting(wmsgit: Program) -> Program:
    """Three tasks; 2 waits for 1, written by hand as ws-task-001."""
    for title in ("First", "Second", "Third"):
        wmsgit("task", "add", title)
    _wait(wmsgit, 2, "ws-task-001")
    assert "there is no" not in wmsgit("save").stderr
    return wmsgit


def _wait(program: Program, number: int, name: str) -> None:
    path = program.folder / FILE.format(number)
    path.write_text(f"{path.read_text()}dependencies: [{name}]\n")


def test_what_waits_is_not_ready_and_what_is_awaited_is_not_removed(waiting: Program) -> None:
    assert "WS-TASK-002" not in waiting("ready", "--format", "ids").stdout
    assert "WS-TASK-002 refers to WS-TASK-001" in waiting("rm", "WS-TASK-001", code=5).stderr
    assert "WS-TASK-001 (pending)" in waiting("graph", "WS-TASK-002").stdout
    assert "DANGLING" not in waiting("check").stdout
    waiting("task", "complete", "1")
    assert "WS-TASK-002" in waiting("ready", "--format", "ids").stdout


def test_a_circle_of_such_references_is_refused_and_reported(waiting: Program) -> None:
    assert "lead back" in waiting("task", "set", "1", "dependencies=ws-task-002", code=3).stderr
    _wait(waiting, 1, "Ws-Task-002")
    assert "WS-TASK-001 → WS-TASK-002 → WS-TASK-001" in waiting("check", code=1).stdout
    assert "lead back" in waiting("save", code=3).stderr


def test_such_references_follow_a_renumbering_and_are_taken_out_by_unlink(waiting: Program) -> None:
    waiting("renumber", "WS-TASK-001", "WS-TASK-009")
    path = waiting.folder / FILE.format(2)
    assert "dependencies: [WS-TASK-009]" in path.read_text()
    path.write_text(path.read_text().replace("WS-TASK-009", "ws-task-009"))
    waiting("save")
    waiting("rm", "WS-TASK-009", "--unlink")
    assert "dependencies" not in path.read_text()


def test_one_record_that_is_named_twice_is_stored_once(waiting: Program) -> None:
    waiting("task", "set", "3", "dependencies=1,ws-task-001,WS-TASK-001,WS-TASK-002")
    assert (waiting.folder / FILE.format(3)).read_text().endswith("dependencies:\n  - WS-TASK-001\n  - WS-TASK-002\n")


def test_items_are_added_and_taken_out_in_any_case(waiting: Program) -> None:
    path = waiting.folder / FILE.format(2)
    assert "nothing changed" in waiting("task", "set", "2", "dependencies+=1").stderr
    waiting("task", "set", "2", "dependencies-=1")
    assert "dependencies" not in path.read_text()
