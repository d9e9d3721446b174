"""`ci github --site` and `ci gitlab --site`: the site and a preview of each change as artefacts, Pages on request."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_program import Program

from wmsgit.features.setup.actions.workflow import workflow_text
from wmsgit.features.setup.release_lock import pinned_release

GITHUB, GITLAB = ".github/workflows/wmsgit-site.yml", ".gitlab/wmsgit-site.gitlab-ci.yml"


def job(name: str) -> dict[str, Any]:
    result: dict[str, Any] = yaml.load(workflow_text(pinned_release(None), name), Loader=yaml.BaseLoader)
    return result


@pytest.mark.parametrize(("host", "path"), [("github", GITHUB), ("gitlab", GITLAB)])
def test_pages_are_published_only_on_request_which_says_who_can_read_them(
    wmsgit: Program, host: str, path: str
) -> None:
    said = wmsgit("ci", host, "--site").stderr
    assert path in said
    assert "can read the pages" not in said
    text = (wmsgit.folder / path).read_text()
    assert "pages: write" not in text
    assert "\npages:" not in text
    assert "says something else" in wmsgit("ci", host, "--pages", code=5).stderr
    assert "everybody can read the pages" in wmsgit("ci", host, "--pages", "--force").stderr
    assert "everybody can read the pages" in (wmsgit.folder / path).read_text()
    assert "name one" in wmsgit("ci", host, "--site", "--member", "api", code=2).stderr


def test_site_is_of_the_default_branch_and_previews_are_of_pull_requests() -> None:
    jobs = job("github site")["jobs"]
    assert list(jobs) == ["site", "preview"]
    assert job("github site")["permissions"] == {}
    for one in jobs.values():
        assert one["permissions"] == {"contents": "read"}
    assert "github.event.repository.default_branch" in jobs["site"]["if"]
    assert "pull_request" in jobs["preview"]["if"]
    names = {name: one["steps"][-1]["with"]["name"] for name, one in jobs.items()}
    assert names == {"site": "wmsgit-site", "preview": "wmsgit-preview"}


def test_what_a_preview_installs_is_the_choice_of_the_base_and_comes_before_its_files() -> None:
    steps = job("github site")["jobs"]["preview"]["steps"]
    install = next(n for n, step in enumerate(steps) if "pip install" in step.get("run", ""))
    checkout = next(n for n, step in enumerate(steps) if "checkout" in step.get("uses", ""))
    assert install < checkout
    assert "base.sha" in steps[install]["env"]["LOCK"]
    gitlab = job("gitlab site")["wmsgit-preview"]
    assert gitlab["before_script"][0].startswith('git show "$CI_MERGE_REQUEST_DIFF_BASE_SHA:.gitlab/')


def test_only_the_job_that_publishes_may_and_it_sees_no_records() -> None:
    jobs = job("github pages")["jobs"]
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["publish"]["needs"] == "site"
    assert [list(step) for step in jobs["publish"]["steps"]] == [["id", "uses"]]
    assert jobs["site"]["permissions"] == {"contents": "read"}
    pages = job("gitlab pages")["pages"]
    assert pages["needs"] == ["wmsgit-site"]
    assert "CI_DEFAULT_BRANCH" in pages["rules"][0]["if"]


@pytest.fixture
def changed(tasks: Program) -> Program:
    """A plane in whose last commit a task's priority changed; the host's own environment beside it."""
    tasks("task", "set", "1", "priority=LOW")
    return tasks


def run(plane: Program, script: str, scratch: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a job's script where `wmsgit` is this one."""
    (scratch / "bin").mkdir(exist_ok=True)
    (scratch / "bin" / "wmsgit").write_text(f'#!/bin/sh\nexec {sys.executable} -m wmsgit "$@"\n')
    (scratch / "bin" / "wmsgit").chmod(0o755)
    where = {**plane.environ, "PATH": f"{scratch / 'bin'}:{os.environ['PATH']}", "RUNNER_TEMP": str(scratch)}
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=plane.folder.parent, env={**where, **environ}, capture_output=True, text=True, check=True
    )


def test_github_builds_the_site_and_the_preview_as_it_stands(changed: Program, tmp_path: Path) -> None:
    base = changed.git("rev-parse", "HEAD~1").strip()
    jobs = job("github pages")["jobs"]
    scripts = {step["name"]: step["run"] for one in jobs.values() for step in one["steps"] if "name" in step}
    environ = {"URL": "https://host.example/o/r", "OPTIONS": "--exclude notes", "BASE": base}
    for name in ("Build the site", "Pack the pages", "Build the preview"):
        text = scripts[name].replace("-C plane", f"-C {changed.folder.name}")
        run(changed, text, tmp_path, **environ)
    page = Path("records/task/WS-TASK-001.html")
    assert "https://host.example/o/r/commit/" in (tmp_path / "site" / page).read_text()
    assert "preview.html" in (tmp_path / "preview" / page).read_text()
    listed = subprocess.run(["tar", "-tf", tmp_path / "artifact.tar"], capture_output=True, text=True, check=True)
    assert "./index.html" in listed.stdout.splitlines()


def test_gitlab_builds_the_site_and_the_preview_as_it_stands(changed: Program, tmp_path: Path) -> None:
    base = changed.git("rev-parse", "HEAD~1").strip()
    jobs = job("gitlab pages")
    lines = [line for name in ("wmsgit-site", "wmsgit-preview", "pages") for line in jobs[name]["script"]]
    script = "\n".join(lines).replace("/tmp/wmsgit/bin/wmsgit", "wmsgit").replace("/tmp/", f"{tmp_path}/")
    run(
        changed, f"cd {changed.folder.name}; {script}", tmp_path,
        CI_PROJECT_URL="https://host.example/o/r", CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
    )  # fmt: skip
    assert (changed.folder / "public" / "index.html").exists()
    assert (changed.folder / "wmsgit-preview" / "preview.html").exists()
