"""`ci github`: the workflow's structure, and the file that it goes to."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_program import Program

from wmsgit.features.setup.actions.workflow import WORKFLOW_PATH, workflow_text
from wmsgit.model.difference import MARKER
from wmsgit.model.version import __version__


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    return yaml.load(workflow_text(), Loader=yaml.BaseLoader)  # type: ignore[no-any-return]


def steps(workflow: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in workflow["jobs"].items() for step in job["steps"]]


def test_only_the_second_job_may_write_and_only_comments(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["comment"]["permissions"] == {"pull-requests": "write"}
    assert workflow["on"] == {"pull_request": ""}
    assert workflow["jobs"]["comment"]["needs"] == "check"


def test_every_action_is_pinned_by_commit_with_its_version_beside_it() -> None:
    uses = re.findall(r"uses: (.*)", workflow_text())
    assert len(uses) == 4
    for used in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used
    assert f'"wmsgit=={__version__}"' in workflow_text()


def test_nothing_of_the_pull_request_is_executed(workflow: dict[str, Any]) -> None:
    ordered = steps(workflow)
    checkout = next(n for n, (_, step) in enumerate(ordered) if "checkout" in step.get("uses", ""))
    install = next(n for n, (_, step) in enumerate(ordered) if "pip install" in step.get("run", ""))
    assert install < checkout
    assert ordered[checkout][0] == "check"
    assert ordered[checkout][1]["with"]["persist-credentials"] == "false"
    assert ordered[checkout][1]["with"]["path"] == "plane"
    for name, step in ordered:
        commands = step.get("run", "")
        assert "${{" not in commands, "an expression in a script could be text of the pull request"
        assert "secrets." not in str(step)
        assert step.get("working-directory") is None
        if name == "comment":
            assert "plane" not in commands


def test_forks_get_the_summary_and_no_comment(workflow: dict[str, Any]) -> None:
    condition = workflow["jobs"]["comment"]["if"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in condition
    assert any("GITHUB_STEP_SUMMARY" in step.get("run", "") for name, step in steps(workflow) if name == "check")


def test_scripts_are_valid_bash_and_find_the_comment_by_its_marker(workflow: dict[str, Any]) -> None:
    for _, step in steps(workflow):
        if "run" in step:
            subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)
    assert workflow_text().count(MARKER) == 2


def test_commands_of_the_workflow_run_as_they_stand(tasks: Program, workflow: dict[str, Any]) -> None:
    plane = tasks.folder
    text = (plane / "records/tasks/WS-TASK-001.yaml").read_text()
    (plane / "records/tasks/WS-TASK-001.yaml").write_text(text.replace("status: pending", "status: completed"))
    tasks.git("commit", "-qam", "done")
    base, head = tasks.git("rev-parse", "HEAD~1").strip(), tasks.git("rev-parse", "HEAD").strip()
    values = {"$BASE": base, "$HEAD": head, "$LINK": "https://host/o/r/blob/x", "plane": "."}
    ran = []
    for line in "\n".join(step.get("run", "") for _, step in steps(workflow)).splitlines():
        words = line.partition(" > ")[0].split()
        if words[:1] == ["wmsgit"]:
            spelled = [word.strip('"') for word in words[1:]]
            for name, value in values.items():
                spelled = [word.replace(name, value) for word in spelled]
            ran.append(tasks(*spelled, code=0).stdout)
    assert len(ran) == 3
    assert ran[0].startswith(MARKER)
    assert "https://host/o/r/blob/x/records/tasks/WS-TASK-001.yaml#L3" in ran[0]


def test_file_is_written_once_and_one_that_differs_is_kept(wmsgit: Program) -> None:
    path = wmsgit.folder / WORKFLOW_PATH
    assert wmsgit("ci", "github", "--stdout").stdout == wmsgit("ci", "github", "-").stdout == workflow_text()
    assert not path.exists()
    assert "written" in wmsgit("ci", "github").stderr
    assert path.read_text() == workflow_text()
    assert "unchanged" in wmsgit("ci", "github").stderr
    path.write_text("name: mine\n")
    assert "says something else" in wmsgit("ci", "github", code=5).stderr
    assert path.read_text() == "name: mine\n"
    wmsgit("ci", "github", "--force")
    assert path.read_text() == workflow_text()


def test_symbolic_link_is_not_followed(wmsgit: Program) -> None:
    (wmsgit.folder / ".github").symlink_to(wmsgit.folder.parent)
    wmsgit("ci", "github", code=3)
    assert not (wmsgit.folder.parent / "workflows").exists()


@pytest.mark.parametrize(
    ("comment", "known", "called"),
    [
        ("text", "", ["--method POST repos/o/r/issues/7/comments"]),
        ("text", "12", ["--method PATCH repos/o/r/issues/comments/12"]),
        ("", "12", ["--method PATCH repos/o/r/issues/comments/12"]),
        ("", "", []),
    ],
)
def test_comment_is_posted_once_then_updated_and_never_empty(
    workflow: dict[str, Any], tmp_path: Path, comment: str, known: str, called: list[str]
) -> None:
    script = workflow["jobs"]["comment"]["steps"][-1]["run"]
    program = '#!/bin/sh\ncase "$*" in *--paginate*) printf "%s" "$KNOWN";; *) echo "$*" >> "$CALLS";; esac\n'
    (tmp_path / "gh").write_text(program)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "comment.md").write_text(comment)
    (tmp_path / "calls").touch()
    environ = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}", "KNOWN": known, "CALLS": str(tmp_path / "calls"),
        "COMMENTS": "repos/o/r/issues/7/comments", "ONE": "repos/o/r/issues/comments",
        "FILE": str(tmp_path / "comment.md"),
    }  # fmt: skip
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environ, check=True)
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [call.removeprefix("api --silent ").partition(" --field")[0] for call in calls] == called
    assert (tmp_path / "comment.md").read_text() or not called
