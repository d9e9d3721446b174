"""`ci github`: the workflow's structure, what it installs, and the files that they go to."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_program import Program
from places import ROOT
from tool_programs import program

from wmsgit.errors import UsageError
from wmsgit.features.setup.actions.workflow import workflow_text
from wmsgit.features.setup.release_lock import PinnedRelease, lock_text, pinned_release
from wmsgit.features.setup.review_workflow import GITHUB_LOCK, REVIEW_PATH
from wmsgit.model.difference import MARKER
from wmsgit.model.version import __version__

WHEEL = "https://h/wmsgit-1.2-py3-none-any.whl"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
UNPINNED = pinned_release(None)
FROM_COMMIT = pinned_release(f"git+https://host.example/o/wmsgit@{COMMIT}")


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    return yaml.load(workflow_text(UNPINNED), Loader=yaml.BaseLoader)  # type: ignore[no-any-return]


def steps(workflow: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in workflow["jobs"].items() for step in job["steps"]]


def test_only_the_second_job_may_write_and_only_comments(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["comment"]["permissions"] == {"pull-requests": "write"}
    assert workflow["on"] == {"pull_request": ""}
    assert workflow["jobs"]["comment"]["needs"] == "check"


def test_every_action_is_pinned_by_commit_with_its_version_beside_it() -> None:
    uses = re.findall(r"uses: (.*)", workflow_text(UNPINNED))
    assert len(uses) == 4
    for used in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_nothing_of_the_pull_request_is_executed(workflow: dict[str, Any]) -> None:
    ordered = steps(workflow)
    checkout = next(n for n, (_, step) in enumerate(ordered) if "checkout" in step.get("uses", ""))
    install = next(n for n, (_, step) in enumerate(ordered) if "pip install" in step.get("run", ""))
    assert "base.sha" in ordered[install][1]["env"]["LOCK"], "what is installed is the base's choice"
    assert GITHUB_LOCK in ordered[install][1]["env"]["LOCK"]
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
    assert workflow_text(UNPINNED).count(MARKER) == 2


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
    assert len(ran) == 7
    assert ran[0].startswith(MARKER)
    assert "https://host/o/r/blob/x/records/tasks/WS-TASK-001.yaml#L3" in ran[0]


def test_file_is_written_once_and_one_that_differs_is_kept(wmsgit: Program) -> None:
    path = wmsgit.folder / REVIEW_PATH
    assert wmsgit("ci", "github", "--stdout").stdout == wmsgit("ci", "github", "-").stdout == workflow_text(UNPINNED)
    assert not path.exists()
    assert "written" in wmsgit("ci", "github").stderr
    assert path.read_text() == workflow_text(UNPINNED)
    assert "unchanged" in wmsgit("ci", "github").stderr
    path.write_text("name: mine\n")
    assert "says something else" in wmsgit("ci", "github", code=5).stderr
    assert path.read_text() == "name: mine\n"
    (wmsgit.folder / GITHUB_LOCK).write_text("evil\n")
    wmsgit("ci", "github", "--force")
    assert (wmsgit.folder / GITHUB_LOCK).read_text() == lock_text(UNPINNED)
    assert path.read_text() == workflow_text(UNPINNED)


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


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        (f"wmsgit==1.2  --hash=sha256:{'a' * 64}", f"wmsgit==1.2 --hash=sha256:{'a' * 64}"),
        (f"{WHEEL}#sha256={'b' * 64}", f"wmsgit @ {WHEEL} --hash=sha256:{'b' * 64}"),
    ],
)
def test_named_release_is_a_line_of_the_lock_with_its_hash(wmsgit: Program, spec: str, line: str) -> None:
    printed = wmsgit("ci", "github", "--install", spec).stderr
    assert "warning" not in printed
    assert (wmsgit.folder / GITHUB_LOCK).read_text().splitlines()[-1] == line


def test_commit_is_built_by_what_the_lock_has_and_by_nothing_else() -> None:
    text = workflow_text(FROM_COMMIT)
    assert f'--no-build-isolation "git+https://host.example/o/wmsgit@{COMMIT}"' in text
    assert "--require-hashes" in text
    lock = lock_text(FROM_COMMIT)
    assert "hatchling==" in lock
    assert not re.search(r"^wmsgit", lock, re.MULTILINE)


@pytest.mark.parametrize("spec", [
    "", "wmsgit", "wmsgit==1.2", "wmsgit>=1", "git+https://h/w@main", "git+https://h/w", f"git+ssh://h/w@{COMMIT}",
    "https://h/w.whl", f"http://h/w.whl#sha256={'b' * 64}", f"git+https://h/$(x)@{COMMIT}", f"git+https://h/w\n@{COMMIT}",
    f"evil==1 --hash=sha256:{'a' * 64}", f"wmsgit==1 --hash=sha256:{'a' * 63}", "./wheel.whl", f'git+https://h/w"@{COMMIT}',
    f"git+https://h/${{{{x}}}}@{COMMIT}", f"wmsgit==1 --hash=sha256:{'a' * 64} --index-url=x",
])  # fmt: skip
def test_what_pins_nothing_is_refused(wmsgit: Program, spec: str) -> None:
    with pytest.raises(UsageError, match="does not pin"):
        pinned_release(spec)
    wmsgit("ci", "github", "--install", spec, code=2)
    assert not (wmsgit.folder / REVIEW_PATH).exists()


def test_without_a_hash_pip_refuses_the_lock_and_the_command_says_so(wmsgit: Program, tmp_path: Path) -> None:
    assert f"no hash of wmsgit=={__version__}" in wmsgit("ci", "github").stderr
    (tmp_path / "lock.txt").write_text(f"{UNPINNED.line}\n")
    name = f"wmsgit-{__version__}"
    with zipfile.ZipFile(tmp_path / f"{name}-py3-none-any.whl", "w") as wheel:  # of whoever registered the name
        wheel.writestr(f"{name}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: wmsgit\nVersion: {__version__}\n")
        wheel.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{name}.dist-info/RECORD", "")
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--find-links", str(tmp_path), "--no-deps"]
    pip += ["--dry-run", "--ignore-installed", "-r", str(tmp_path / "lock.txt")]
    assert subprocess.run(pip, capture_output=True, check=False).returncode == 0
    done = subprocess.run([*pip, "--require-hashes"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Hashes are required" in done.stderr


@pytest.mark.tools
@pytest.mark.parametrize("release", [UNPINNED, FROM_COMMIT], ids=["release", "commit"])
def test_zizmor_has_nothing_to_say_as_an_auditor(tmp_path: Path, release: PinnedRelease) -> None:
    path = tmp_path / "wmsgit.yml"
    path.write_text(workflow_text(release))
    zizmor = program("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--persona", "auditor", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.tools
def test_zizmor_has_nothing_to_say_of_the_workflows_of_this_project() -> None:
    zizmor = [program("zizmor"), "--offline", "--persona", "auditor", str(ROOT / ".github" / "workflows")]
    done = subprocess.run(zizmor, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.tools
@pytest.mark.parametrize("release", [UNPINNED, FROM_COMMIT], ids=["release", "commit"])
def test_actionlint_has_nothing_to_say(tmp_path: Path, release: PinnedRelease) -> None:
    path = tmp_path / "wmsgit.yml"
    path.write_text(workflow_text(release))
    done = subprocess.run([program("actionlint"), "-no-color", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_actions_of_this_project_are_pinned_by_commit_with_their_versions() -> None:
    texts = [path.read_text() for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    uses = [used for text in texts for used in re.findall(r"uses: (.*)", text)]
    assert uses
    assert [used for used in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)] == []
    for text in texts:
        assert "\npermissions: {}\n" in text
        assert "pull_request_target" not in text


def test_scheduled_workflow_closes_what_is_merged(wmsgit: Program) -> None:
    wmsgit("ci", "github", "--autoclose")
    text = (wmsgit.folder / ".github" / "workflows" / "wmsgit-autoclose.yml").read_text()
    assert not (wmsgit.folder / ".github" / "workflows" / "wmsgit.yml").exists()
    assert text.index("wmsgit -C plane autoclose") < text.index("wmsgit -C plane sync")
    assert "permissions: {}" in text
    assert "@LOCK@" not in text
    assert wmsgit("ci", "github", "--autoclose", "--stdout").stdout == text
