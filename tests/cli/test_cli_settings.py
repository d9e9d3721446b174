"""Writes stop when the settings that govern them are misspelt or cannot be read; all others go on."""

import pytest
from cli_program import Program

from wmsgit.errors import InvalidError
from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace


def with_settings(program: Program, lines: str) -> None:
    path = program.folder / "records/workspace.yaml"
    path.write_text(path.read_text() + lines)
    program.git("commit", "-qam", "settings")


@pytest.mark.parametrize(
    ("lines", "words", "said"),
    [
        ("autoclos: never\n", ("autoclose",), "did you mean 'autoclose'?"),
        ("autoclose: mergd\n", ("autoclose",), "did you mean 'merged'?"),
        ("take_over_day: 3\n", ("ready", "--claim", "status=backlog"), "did you mean 'take_over_days'?"),
        ("take_over_days: soon\n", ("ready", "--claim", "status=backlog"), "take_over_days"),
    ],
)
def test_write_stops_when_its_settings_are_misspelt(
    tasks: Program, lines: str, words: tuple[str, ...], said: str
) -> None:
    with_settings(tasks, lines)
    head = tasks.git("rev-parse", "HEAD")
    error = tasks(*words, code=3).stderr
    assert said in error
    assert "wmsgit save" in error
    assert (tasks.git("rev-parse", "HEAD"), tasks.git("status", "--porcelain")) == (head, "")
    tasks("task", "set", "1", "priority=LOW")  # what they do not govern
    tasks("check", code=1)


def test_view_with_a_wrong_name_is_said_by_check_and_by_the_list(tasks: Program) -> None:
    with_settings(tasks, "views:\n  mine:\n    filter: [status=pendng]\n")
    assert "views.mine.filter[0]: status cannot be 'pendng'" in tasks("check", code=1).stdout
    assert "did you mean 'pending'?" in tasks("task", "list", "--view", "mine", code=3).stderr


@pytest.mark.parametrize(
    ("lines", "name", "said"),
    [
        ("branches:\n  templat: '{id}'\n", "branches", "did you mean 'template'?"),
        ("brances:\n  template: '{id}'\n", "branches", "did you mean 'branches'?"),
        ("branches: '{id}'\n", "branches", "branches"),
        ("reopen_on_rvert: true\n", "reopen_on_revert", "did you mean 'reopen_on_revert'?"),
        ("reviw: [adr]\n", "review", "did you mean 'review'?"),
        ("review: adr\n", "review", "review"),
    ],
)
def test_settings_that_govern_a_write_are_read_whole(tasks: Program, lines: str, name: str, said: str) -> None:
    with_settings(tasks, lines)
    with pytest.raises(InvalidError) as refused:
        governing(Workspace(tasks.folder), name)
    assert said in str(refused.value)
    assert governing(Workspace(tasks.folder), "take_over_days") == {}


def test_record_of_sessions_that_is_misspelt_stops_the_end_of_a_session(tasks: Program) -> None:
    tasks("session", "start")
    path = tasks.folder / "records/workspace.yaml"
    path.write_text(path.read_text().replace("contexts:", "contxts:"))
    assert "did you mean 'contexts'?" in tasks("session", "end", "-m", "x", code=3).stderr
