"""What plans are made of: parents with their parts, checklists, change logs, and what exists already."""

import json
import subprocess
from pathlib import Path

from cli_program import Program


def test_a_parent_is_ready_when_none_of_its_parts_is_open(tasks: Program) -> None:
    for number in (1, 2):
        tasks("task", "add", f"Part {number}", "parent=WS-TASK-001")
    assert tasks("ready", "--format", "ids").stdout.split() == ["WS-TASK-004", "WS-TASK-005"]
    assert "has open parts: WS-TASK-004 (pending)" in tasks("ready", "--explain", "WS-TASK-001").stdout
    assert "parent would lead back" in tasks("task", "set", "1", "parent=4", code=3).stderr
    tasks("task", "complete", "4")
    tasks("task", "cancel", "5")
    assert tasks("ready", "--format", "ids").stdout.split() == ["WS-TASK-001"]


def test_items_of_a_checklist_are_ticked(tasks: Program) -> None:
    patch = "checklist: [{text: Write it}, {text: Try it}]\n"
    tasks("task", "set", "1", "--patch", "-", stdin=patch)
    assert "WS-TASK-001" in tasks("task", "tick", "1", "2").stderr
    assert json.loads(tasks("task", "show", "1", "--json").stdout)[0]["checklist"] == [
        {"text": "Write it"},
        {"text": "Try it", "done": True},
    ]
    tasks("task", "tick", "1", "1", "2", "--undo")
    assert "the items are 1 to 2" in tasks("task", "tick", "1", "3", code=4).stderr
    assert "the checklist is empty" in tasks("task", "tick", "2", "1", code=4).stderr


def test_a_change_log_tells_what_was_finished_of_a_milestone(tasks: Program) -> None:
    tasks("task", "set", "1", "milestone=2026.2")
    tasks("task", "complete", "1", "3")
    shown = tasks("changelog", "HEAD~1..HEAD").stdout
    assert "Rotate the keys" in shown
    assert "Ship it" in shown
    shown = tasks("changelog", "--milestone", "2026.2").stdout
    assert "Rotate the keys" in shown
    assert "Ship it" not in shown
    assert "nothing was finished" in tasks("changelog", "--milestone", "never").stderr


def test_what_may_exist_already_is_said_to_people_and_in_json_alone(tasks: Program) -> None:
    assert "this may exist already: WS-TASK-001" in tasks.on_terminal("task", "add", "rotate keys")
    assert "this may exist already: WS-TASK-001" in tasks("task", "add", "rotate the keys", "--json").stderr
    assert "exist already" not in tasks("task", "add", "rotate keys").stderr
    assert "exist already" not in tasks("task", "add", "rotate everything", "--json").stderr


def test_a_milestone_is_released_with_the_commits_of_its_members(tasks: Program) -> None:
    tasks("milestone", "add", "2026.2", "title=The second", "due=2026-12-01")
    tasks("task", "set", "1", "milestone=2026.2")
    tasks("task", "set", "3", "milestone=whenever")
    assert "milestone" not in tasks("check").stdout
    folder = tasks.folder.parent / "api"
    folder.mkdir()
    for words in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "x")):
        subprocess.run(["git", *words], cwd=folder, env=dict(tasks.environ), check=True)
    tasks("repo", "add", "api")
    done = tasks("milestone", "release", "2026.2")
    assert "still open: WS-TASK-001" in done.stderr
    assert "status planned → released" in done.stderr
    state = json.loads(tasks("state", "list", "--json").stdout)[0]
    assert state["state_name"] == "2026.2"
    assert "commit" in state["state_data"]["commits"]["api"]
    assert "released already" in tasks("milestone", "release", "2026.2").stderr
    assert len(tasks("state", "list", "--format", "ids").stdout.split()) == 1


def test_a_record_may_begin_with_a_template(tasks: Program) -> None:
    folder = tasks.folder / "templates" / "task"
    folder.mkdir(parents=True)
    (folder / "release.yaml").write_text("priority: HIGH\nlabels: [release]\nchecklist:\n  - text: Tag it\n")
    tasks("task", "add", "Release 2", "--template", "release", "labels+=big")
    record = json.loads(tasks("task", "show", "4", "--json").stdout)[0]
    assert (record["title"], record["priority"], record["labels"]) == ("Release 2", "HIGH", ["release", "big"])
    assert record["checklist"] == [{"text": "Tag it"}]
    assert "did you mean 'release'?" in tasks("task", "add", "x", "--template", "relase", code=4).stderr
    tasks("task", "add", "x", "--template", "../../records/workspace", code=3)


def test_a_template_may_give_the_title_and_begins_what_the_editor_shows(tasks: Program, tmp_path: Path) -> None:
    folder = tasks.folder / "templates" / "task"
    folder.mkdir(parents=True)
    (folder / "release.yaml").write_text("title: Make the release\nlabels: [release]\n")
    tasks("task", "add", "--template", "release")
    assert "Make the release" in tasks("task", "show", "4").stdout
    assert "there is no template" in tasks("task", "add", "--template", "nosuch", code=4).stderr
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/Make the release/& of May/' \"$1\"\n")
    editor.chmod(0o755)
    tasks.on_terminal("task", "add", "--template", "release", EDITOR=str(editor))
    shown = json.loads(tasks("task", "show", "5", "--json").stdout)[0]
    assert (shown["title"], shown["labels"]) == ("Make the release of May", ["release"])


def test_a_new_task_that_would_lead_back_is_refused(tasks: Program) -> None:
    refused = tasks("task", "add", "Waits for itself", "--id", "WS-TASK-040", "dependencies=WS-TASK-040", code=3)
    assert "dependencies would lead back: WS-TASK-040 → WS-TASK-040" in refused.stderr
    tasks("task", "set", "1", "dependencies=WS-TASK-050")  # named before it exists
    refused = tasks("task", "add", "Closes a cycle", "--id", "WS-TASK-050", "dependencies=WS-TASK-001", code=3)
    assert "WS-TASK-050 → WS-TASK-001 → WS-TASK-050" in refused.stderr
    tasks("task", "add", "Closes none", "--id", "WS-TASK-050", "dependencies=WS-TASK-003")
    tasks("check")
