"""The editor: what is opened, what is taken back, and that no text is lost."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.cli.input.editor import with_errors, without_errors
from wmsgit.errors import InvalidError


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """A folder whose numbered scripts are the editor's sessions; `seen-N` is what each was shown."""
    folder = tmp_path / "editor"
    folder.mkdir()
    (folder / "run").write_text(
        f"#!/bin/sh\nn=$(( $(cat {folder}/count 2>/dev/null || echo 0) + 1 ))\necho $n > {folder}/count\n"
        f'cp "$1" {folder}/seen-$n\nscript={folder}/$n\n[ -f $script ] || script={folder}/last\n. "$script"\n'
    )
    (folder / "run").chmod(0o755)
    return folder


def test_edit_takes_what_comes_back(tasks: Program, editor: Path) -> None:
    (editor / "last").write_text("sed -i 's/priority: HIGH/priority: LOW  # for now/' \"$1\"")
    done = tasks("task", "edit", "1", GIT_EDITOR=str(editor / "run"))
    assert "priority HIGH → LOW" in done.stderr
    assert "priority: LOW  # for now" in (tasks.folder / "records/tasks/WS-TASK-001.yaml").read_text()
    assert tasks.git("status", "--porcelain") == ""


def test_edit_opens_again_with_the_errors_shown(tasks: Program, editor: Path) -> None:
    (editor / "1").write_text("sed -i 's/priority: HIGH/priority: HGIH/' \"$1\"")
    (editor / "2").write_text("sed -i 's/priority: HGIH/priority: LOW/' \"$1\"")
    tasks("task", "edit", "1", VISUAL=str(editor / "run"))
    shown = (editor / "seen-2").read_text()
    assert "did you mean 'HIGH'?" in shown
    text = (tasks.folder / "records/tasks/WS-TASK-001.yaml").read_text()
    assert "priority: LOW" in text
    assert "#!" not in text


def test_text_of_who_gives_up_is_kept(tasks: Program, editor: Path) -> None:
    (editor / "1").write_text("sed -i 's/priority: HIGH/priority: HGIH/' \"$1\"")
    (editor / "2").write_text(":")
    done = tasks("task", "edit", "1", EDITOR=str(editor / "run"), code=3)
    kept = re.search(r"your text is kept in (\S+?)\)", done.stderr)
    assert kept
    assert "priority: HGIH" in Path(kept[1]).read_text()
    assert "#!" not in Path(kept[1]).read_text()
    assert tasks.git("status", "--porcelain") == ""


@pytest.mark.parametrize("script", [":", ': > "$1"'])
def test_nothing_edited_or_nothing_left_changes_nothing(tasks: Program, editor: Path, script: str) -> None:
    (editor / "last").write_text(script)
    assert "nothing changed" in tasks("task", "edit", "1", EDITOR=str(editor / "run")).stderr
    assert tasks.git("status", "--porcelain") == ""


def test_editor_that_fails_is_named(tasks: Program, editor: Path) -> None:
    (editor / "last").write_text("exit 3")
    assert "exit code 3" in tasks("task", "edit", "1", EDITOR=str(editor / "run"), code=6).stderr


def test_add_without_a_title_on_a_terminal_opens_a_skeleton(tasks: Program, editor: Path) -> None:
    (editor / "last").write_text("sed -i 's/^title:.*/title: From the editor/' \"$1\"")
    shown = tasks.on_terminal("task", "add", EDITOR=str(editor / "run"))
    assert "WS-TASK-004" in shown
    assert "# priority:" in (editor / "seen-1").read_text()
    text = (tasks.folder / "records/tasks/WS-TASK-004.yaml").read_text()
    assert [line.partition(":")[0] for line in text.splitlines()[1:]] == ["id", "title", "status", "created"]
    assert tasks("fmt", "--check", "records/tasks/WS-TASK-004.yaml").stdout == ""


def test_add_keeps_what_a_person_wrote_and_fills_in_the_rest(tasks: Program, editor: Path) -> None:
    (editor / "last").write_text("printf 'title: Short  # mine\\n# a remark\\n' > \"$1\"")
    tasks.on_terminal("task", "add", EDITOR=str(editor / "run"))
    text = (tasks.folder / "records/tasks/WS-TASK-004.yaml").read_text()
    assert "title: Short  # mine\n" in text
    assert "# a remark\n" in text
    assert "status: pending\n" in text


def test_text_is_kept_when_a_hook_refuses_it(tasks: Program, editor: Path) -> None:
    hook = tasks.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (editor / "last").write_text("sed -i 's/priority: HIGH/priority: LOW/' \"$1\"")
    done = tasks("task", "edit", "1", EDITOR=str(editor / "run"), code=6)
    kept = re.search(r"your text is kept in (\S+?)\)", done.stderr)
    assert kept
    assert "priority: LOW" in Path(kept[1]).read_text()


def test_interrupt_while_the_editor_runs_is_the_editors(tasks: Program, editor: Path) -> None:
    (editor / "last").write_text(
        "read -r _ _ _ program _ < /proc/$PPID/stat\nkill -INT $program\n"
        "sed -i 's/priority: HIGH/priority: LOW/' \"$1\""
    )
    tasks.on_terminal("task", "edit", "1", EDITOR=str(editor / "run"))
    assert "priority: LOW" in (tasks.folder / "records/tasks/WS-TASK-001.yaml").read_text()


def test_errors_are_put_above_a_text_and_taken_away_again() -> None:
    text = b"# a comment\ntitle: x\n"
    error = InvalidError("2 problems", details=["records/x.yaml:2:8: too short", "other"])
    shown = with_errors(text, error, "records/x.yaml")
    assert without_errors(shown) == text
    lines = shown.decode().splitlines()
    assert "line 6, column 8: too short" in lines[1]
    assert lines[5] == "title: x"


def test_editor_of_a_job_that_ignores_interrupts_ignores_them_too(tasks: Program, editor: Path) -> None:
    (editor / "last").write_text("kill -INT $$; sed -i 's/priority: HIGH/priority: LOW/' \"$1\"")
    command = "trap '' INT; exec " + shlex.join([sys.executable, "-m", "wmsgit", "task", "edit", "1"])
    environ = {**tasks.environ, "GIT_EDITOR": str(editor / "run")}
    done = subprocess.run(["sh", "-c", command], cwd=tasks.folder, env=environ, check=False, capture_output=True)
    assert (done.returncode, b"priority HIGH" in done.stderr) == (0, True), done.stderr


def editor_of(program: Program, *texts: str) -> str:
    """An editor that replaces `pending` by the first text when it is opened first, then the first by the second, ..."""
    script = program.folder.parent / "editor.sh"
    steps = ["pending", *texts]
    lines = [
        f"if grep -q 'status: {old}' \"$1\"; then sed -i 's/status: {old}/status: {new}/' \"$1\"; exit; fi"
        for old, new in zip(steps, texts, strict=False)
    ]
    script.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n")
    script.chmod(0o755)
    return str(script)


def test_an_invalid_value_is_asked_about_and_edited_again(tasks: Program) -> None:
    editor = editor_of(tasks, "pendng", "approved")
    shown = tasks.on_terminal("task", "edit", "1", typed=b"y\n", EDITOR=editor)
    assert "did you mean 'pending'?" in shown
    assert "edit again? [Y/n]" in shown
    assert "pending → approved" in shown


def test_whoever_does_not_edit_again_finds_the_text_kept(tasks: Program) -> None:
    editor = editor_of(tasks, "pendng", "approved")
    shown = tasks.on_terminal("task", "edit", "1", typed=b"n\n", code=3, EDITOR=editor)
    kept = shown.rpartition("your text is kept in ")[2].strip().rstrip(")")
    assert "status: pendng" in Path(kept).read_text()
    assert tasks.git("status", "--porcelain") == ""


def test_a_session_does_not_end_with_an_empty_text(tasks: Program) -> None:
    tasks("repo", "add", "api")
    tasks("session", "start", "api")
    shown = tasks.on_terminal("session", "end", code=2, EDITOR="true")
    assert "the session was not ended" in shown
    assert "in_progress" in tasks("session", "show").stdout
