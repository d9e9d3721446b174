"""Jobs of GitLab and Forgejo, of direct pushes and of members, and the composite action: structure, and runs."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from across_plane import Across, copied
from cli_program import Program
from places import ROOT

from wmsgit.features.setup.actions.workflow import JOBS, workflow_text
from wmsgit.features.setup.release_lock import pinned_release

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FROM_COMMIT = pinned_release(f"git+https://host.example/o/wmsgit@{COMMIT}")
BRANCH = "ws-task-001-rotate-the-keys"
PYTHON_DIR = Path(sys.executable).parent


def scripts(data: object) -> list[str]:
    """Every script of a job, of either sort of host."""
    if isinstance(data, dict):
        own = [data["run"]] if isinstance(data.get("run"), str) else []
        lists = [line for key in ("script", "before_script") for line in data.get(key) or ()]
        return [*own, *(["\n".join(lists)] if lists else []), *(s for v in data.values() for s in scripts(v))]
    return [s for item in data for s in scripts(item)] if isinstance(data, list) else []


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.parametrize("release", [pinned_release(None), FROM_COMMIT], ids=["release", "commit"])
def test_every_job_is_yaml_whose_scripts_are_valid(name: str, release: object) -> None:
    text = workflow_text(release, name, member="api", plane="acme/plane")
    assert not re.findall(r"@[A-Z_]+@", text)
    data = yaml.safe_load(text)
    found = scripts(data)
    assert found
    for script in found:
        assert "${{" not in script, "nothing of an event is put into a script"
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0, script
    whole = "\n".join(found)
    assert "--require-hashes --only-binary :all:" in whole
    assert ("--no-build-isolation" in whole) == (release is FROM_COMMIT)
    for used in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


@pytest.mark.parametrize(
    ("host", "path", "lock"),
    [
        ("gitlab", ".gitlab/wmsgit.gitlab-ci.yml", ".gitlab/wmsgit-requirements.txt"),
        ("forgejo", ".forgejo/workflows/wmsgit.yml", ".forgejo/wmsgit-requirements.txt"),
    ],
)
def test_files_are_written_once_with_the_wmsgit_that_is_named(wmsgit: Program, host: str, path: str, lock: str) -> None:
    done = wmsgit("ci", host)
    assert "has no hash of wmsgit==" in done.stderr
    wheel = f"https://host.example/wmsgit-1.2-py3-none-any.whl#sha256={'a' * 64}"
    assert "says something else" in wmsgit("ci", host, "--install", wheel, code=5).stderr
    assert "no hash" not in wmsgit("ci", host, "--install", wheel, "--force").stderr
    assert (wmsgit.folder / lock).read_text().endswith(f"--hash=sha256:{'a' * 64}\n")
    assert (wmsgit.folder / path).read_text() == wmsgit("ci", host, "--stdout").stdout
    assert "does not pin one wmsgit" in wmsgit("ci", host, "--install", "wmsgit", code=2).stderr


def test_direct_pushes_are_checked_by_a_workflow_of_their_own(wmsgit: Program) -> None:
    wmsgit("ci", "github", "--push")
    text = (wmsgit.folder / ".github/workflows/wmsgit-push.yml").read_text()
    assert "github.event.before" in text
    assert 'check --base "$BASE"' in text
    assert "name one" in wmsgit("ci", "github", "--push", "--autoclose", code=2).stderr


def test_commands_of_the_gitlab_job_run_as_they_stand(tasks: Program) -> None:
    base = tasks.git("rev-parse", "HEAD").strip()
    tasks("task", "set", "1", "priority=LOW")
    job = yaml.safe_load(workflow_text(pinned_release(None), "gitlab"))["wmsgit"]
    lines = "\n".join(job["script"]).replace("/tmp/wmsgit/bin/wmsgit", "wmsgit_here")
    where = f'wmsgit_here() {{ {ROOT / ".venv/bin/python"} -m wmsgit "$@"; }}; BASE={base}; CI_COMMIT_SHA=x; set -eu\n'
    import sys

    where = where.replace(str(ROOT / ".venv/bin/python"), sys.executable)
    done = subprocess.run(
        ["bash", "-c", where + lines],
        cwd=tasks.folder,
        env=dict(tasks.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 7}, done.stdout + done.stderr
    assert "WS-TASK-001" in (tasks.folder / "wmsgit-review.md").read_text()
    assert "0 errors" in done.stdout + done.stderr


def test_the_composite_action_installs_by_hash_and_takes_its_inputs_by_environment() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    found = scripts(action)
    assert "requirements/run.txt" in found[0]
    assert (ROOT / "requirements/run.txt").exists()
    for script in found:
        assert "${{" not in script
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0, script
    assert all(step["shell"] == "bash" for step in action["runs"]["steps"])


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    made = copied(across_template, tmp_path)
    made.wmsgit("task", "add", "Rotate the keys", "repos_affected+=api", "repos_affected+=lib")
    return made


def test_a_member_s_pull_request_is_told_what_the_plane_says_of_it(across: Across) -> None:
    plane, api = across.wmsgit, across.at("api")
    assert plane("ci", "comment", "api", "--base", "origin/main").stdout == ""
    rule = "{id: no-pandas, kind: forbidden_import, modules: [pandas], scope: {repos: [api], paths: ['*.py']}}"
    plane("adr", "add", "No pandas", "decision=None.", "status=accepted", f"rules+={rule}")
    plane("placement", "add", "component_name=Keys", "component_type=module", "correct_repo=api", "owned_paths=keys/**")
    plane("task", "set", "1", "--patch", "-", stdin="checklist: [{text: Try it, done: true}, {text: Say *it*}]\n")
    plane("repo", "set", "api", "urls+=https://github.com/acme/api.git")
    for url in ("https://github.com/acme/lib/pull/3", "https://github.com/acme/api/pull/4", "javascript:x"):
        plane("task", "set", "1", f"pull_requests+={url}")
    api.git("switch", "-q", "-c", BRANCH)
    across.commit("api", "Keys", "a.py", "import pandas\n")
    (across.folder / "api/keys").mkdir()
    across.commit("api", "Keys", "keys/new.txt", "x\n")
    done = plane("ci", "comment", "api", "--base", "origin/main", "--branch", BRANCH, code=1)
    lines = done.stdout.splitlines()
    assert lines[0] == "<!-- wmsgit:member -->"
    assert "**WS-TASK-001** Rotate the keys (pending)" in lines
    assert "- [x] Try it" in lines
    assert "- [ ] Say \\*it\\*" in lines
    assert "1. <https://github.com/acme/lib/pull/3>" in lines
    assert "javascript" not in done.stdout
    assert "acme/api/pull" not in done.stdout, "the others"
    assert "- ADR-001 No pandas: `a.py`" in lines
    assert any(line.startswith("- PLACE-001") and "keys/new.txt" in line for line in lines)
    assert any(line.startswith("- `a.py:1` ADR-001/no-pandas") for line in lines)
    api.git("switch", "-q", "main")
    across.commit("api", "Nothing of ours", "readme.txt", "x\n")
    assert plane("ci", "comment", "api", "--base", "origin/main", "--branch", "main").stdout == ""
    assert "there is no repository 'apy'" in plane("ci", "comment", "apy", "--base", "origin/main", code=4).stderr


def test_a_comment_that_allows_is_told_when_the_change_brings_it(across: Across) -> None:
    plane, api = across.wmsgit, across.at("api")
    rule = "{id: no-pandas, kind: forbidden_import, modules: [pandas], allow_inline: true, scope: {paths: ['*.py']}}"
    plane("adr", "add", "No pandas", "decision=None.", "status=accepted", f"rules+={rule}")
    until = (datetime.now(UTC).date() + timedelta(20)).isoformat()
    allowed = f"import pandas  # wmsgit: allow ADR-001/no-pandas until {until} -- goes *soon*\n"
    across.commit("api", "Before", "old.py", allowed)
    across.push("api")
    api.git("switch", "-q", "-c", "change")
    across.commit("api", "Moved down", "old.py", f"import os\n\n{allowed}")
    across.commit("api", "Keys", "new.py", allowed)
    lines = plane("ci", "comment", "api", "--base", "origin/main").stdout.splitlines()
    rows = lines[lines.index("### New inline allowances") + 2 :]
    assert rows == [f"- `new.py:1` ADR-001/no-pandas: until {until}: goes \\*soon\\*"], "the older one only moved"
    across.commit("api", "Once more", "old.py", f"{allowed}{allowed}")
    across.commit("api", "Not that one", "new.py", "import os\n")
    text = plane("ci", "comment", "api", "--base", "origin/main").stdout
    assert "`old.py:2`" in text
    assert "`old.py:1`" not in text
    api.git("switch", "-q", "main")
    across.commit("api", "Longer", "old.py", allowed.replace("soon", "later"))
    assert "goes \\*later\\*" in plane("ci", "comment", "api", "--base", "origin/main").stdout


class CommentsHost(HTTPServer):
    """Answers as Forgejo's API describes it to those who ask for the comments of an issue, and notes what was asked."""

    def __init__(self, authors: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), CommentsAnswer)
        self.calls: list[tuple[str, str, str]] = []
        self.comments = [
            {"id": number, "user": {"login": name}, "body": "<!-- wmsgit:member -->\nold"}
            for number, name in enumerate(authors, 1)
        ]


class CommentsAnswer(BaseHTTPRequestHandler):
    """One answer."""

    server: CommentsHost

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.calls.append((self.command, self.path, json.loads(body)["body"] if body else ""))
        text = json.dumps(self.server.comments).encode() if self.command == "GET" else b""
        self.send_response(200 if text else 204)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - names of the library

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("text", "authors", "expected"),
    [
        ("new\n", [], ("POST", "/7/comments", "new")),
        ("new\n", ["ann", "forgejo-actions"], ("PATCH", "/comments/2", "new")),
        ("", ["gitea-actions"], ("DELETE", "/comments/1", "")),
        ("", ["ann"], None),
    ],
)
def test_the_comment_of_forgejo_is_posted_updated_or_withdrawn(
    text: str, authors: list[str], expected: tuple[str, str, str] | None
) -> None:
    job = yaml.safe_load(workflow_text(FROM_COMMIT, "forgejo member", member="api", plane="acme/plane"))
    (step,) = job["jobs"]["comment"]["steps"]
    with CommentsHost(authors) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        issues = f"http://127.0.0.1:{server.server_port}/api/v1/repos/acme/api/issues"
        given = {"ISSUES": issues, "NUMBER": "7", "TEXT": text, "TOKEN": "t", "PATH": f"{PYTHON_DIR}:/usr/bin:/bin"}
        subprocess.run(["bash", "-e", "-c", step["run"]], env=given, check=True, timeout=60)
        server.shutdown()
    prefix = "/api/v1/repos/acme/api/issues"
    expected_calls = [("GET", f"{prefix}/7/comments", "")]
    expected_calls += [(expected[0], prefix + expected[1], expected[2])] if expected else []
    assert server.calls == expected_calls


def test_each_action_has_one_pin_in_what_is_written_and_in_this_project() -> None:
    own = "".join(path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml"))
    written = "\n".join(workflow_text(FROM_COMMIT, name, member="api", plane="acme/plane") for name in JOBS)
    pins = set(re.findall(r"uses: (actions/\S+)", own + written))
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


def test_the_workflow_of_a_member_is_printed_for_its_own_repository(across: Across) -> None:
    plane = across.wmsgit
    assert "is at no host" in plane("ci", "github", "--member", "api", code=4).stderr
    done = plane("ci", "github", "--member", "api", "--plane", "acme/plane")
    jobs = yaml.load(done.stdout, Loader=yaml.BaseLoader)["jobs"]
    assert jobs["look"]["permissions"] == {"contents": "read"}
    assert "repository: acme/plane" in done.stdout
    assert "wmsgit.repo.api.path" in done.stdout
    assert ".github/workflows/wmsgit-member.yml of api" in done.stderr
    plane.git("remote", "add", "origin", "git@gitlab.com:acme/sub/plane.git")
    for host in ("gitlab", "forgejo"):
        assert "acme/sub/plane.git" in plane("ci", host, "--member", "api").stdout
