"""Resources keep to a budget, prompts begin as every block does, and work that begins without a session gets one."""

import json
import os
from pathlib import Path

import pytest
from assistant_client import Assistant, with_assistant_here
from git_environment import use_git_environment
from in_process import run_here
from template_copies import after, copy_of

from wmsgit.features.sessions.eight_lines import EIGHT_LINES
from wmsgit.mcp.answer import DEFAULT_BUDGET


def wms(root: Path, *arguments: str) -> str:
    result = run_here(arguments, root, dict(os.environ))
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture
def plane(empty_plane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_git_environment(tmp_path / "home", monkeypatch)
    tasks = [("task", "add", f"Task {number}", f"description={'Many <b>words</b>. ' * 900}") for number in range(6)]
    rules = [("adr", "add", f"Rule {number}", f"decision={'Words. ' * 400}", "status=accepted") for number in range(6)]
    return copy_of(after(empty_plane, *tasks, *rules), tmp_path)


def test_resources_keep_to_the_budget_and_say_where_the_rest_is(plane: Path) -> None:
    async def work(client: Assistant) -> None:
        for address in ("wmsgit://brief", "wmsgit://decisions", "wmsgit://record/WS-TASK-001"):
            result = await client.client.read_resource(address)
            text = result.contents[0].text
            assert 1_000 < len(text) <= DEFAULT_BUDGET
            assert text.count("```") % 2 == 0
        assert "the tool `show` has all of it" in text

    with_assistant_here(plane, work)


def test_prompts_begin_with_the_eight_lines(plane: Path) -> None:
    async def work(client: Assistant) -> None:
        for name in ("start_work", "hand_off", "review_plan"):
            result = await client.client.get_prompt(name, {"task": "WS-TASK-001"})
            assert result.messages[0].content.text.startswith(EIGHT_LINES)

    with_assistant_here(plane, work)


def sessions(root: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(wms(root, "session", "list", "--format", "json"))
    return rows


@pytest.mark.parametrize(("said", "opens"), [("assistants", True), ("all", True), (None, False)])
def test_who_writes_without_a_session_gets_one_as_the_settings_say(plane: Path, said: str | None, opens: bool) -> None:
    settings = plane / "records" / "workspace.yaml"
    text = settings.read_text()
    assert "sessions: assistants" in text
    settings.write_text(text.replace("sessions: assistants", f"sessions: {said}") if said else
                        text.replace("  sessions: assistants\n", ""))  # fmt: skip

    async def work(client: Assistant) -> None:
        await client.call("show", ids=["WS-TASK-001"])
        assert sessions(plane) == []
        await client.call("note", id="WS-TASK-001", text="Begun.")
        assert len(sessions(plane)) == int(opens)
        started = await client.call("session_start", goal="Go on", task="1")
        (session,) = sessions(plane)
        assert (session["id"], session["goal"], session["task"]) == (
            started["items"][0]["id"], "Go on", "WS-TASK-001",
        )  # fmt: skip
        assert session["ai_assistant"] == "claude"

    with_assistant_here(plane, work)


def test_a_person_gets_no_session_unasked_but_where_everybody_does(root: Path) -> None:
    wms(root, "task", "add", "Think")
    wms(root, "task", "add", "Think again")
    wms(root, "ready", "--claim", "1")
    assert sessions(root) == []
    settings = root / "records" / "workspace.yaml"
    settings.write_text(settings.read_text().replace("sessions: assistants", "sessions: all"))
    wms(root, "ready", "--claim", "2")
    assert [session["task"] for session in sessions(root)] == ["WS-TASK-002"]
