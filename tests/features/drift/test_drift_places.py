"""Where scans run: in a member's pre-commit hook, on a CI runner that lacks the members."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane
from git_environment import git_environment
from in_process import Result, run_here

from wmsgit.errors import NotFoundError
from wmsgit.features.repos.actions.clone import set_up_runner
from wmsgit.features.setup.actions.hooks import hooked


def test_hook_of_a_member_stops_a_commit_that_breaks_a_rule_beside_a_hook_that_exists(plane: Plane) -> None:
    core = plane.member("core", {"src/old.py": "import pandas\n"})
    plane.decide(NO_PANDAS)
    own = core / ".git" / "hooks" / "pre-commit"
    own.write_text("#!/bin/sh\ntouch hook-ran\n")
    own.chmod(0o755)
    target = hooked(plane.workspace(), "core")
    assert target.command == "wmsgit drift scan core --ref staged --changed"
    target.install()
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def commit(text: str) -> subprocess.CompletedProcess[str]:
        (core / "src" / "new.py").write_text(text)
        subprocess.run(["git", "add", "src"], cwd=core, check=True)
        line = ["git", "commit", "-qm", "new"]
        return subprocess.run(line, cwd=core, env=env, capture_output=True, check=False, encoding="utf-8")

    refused = commit("import pandas\n")
    assert refused.returncode == 1
    assert "core/src/new.py:1" in refused.stdout + refused.stderr
    assert "old.py" not in refused.stdout + refused.stderr
    assert not (core / "hook-ran").exists()
    assert commit("import os\n").returncode == 0
    assert (core / "hook-ran").exists()
    target.uninstall()
    assert own.read_text() == "#!/bin/sh\ntouch hook-ran\n"


def test_hook_of_a_member_passes_what_its_staged_files_cannot_have_caused(
    plane: Plane, tmp_path: Path, git: Callable[..., str]
) -> None:
    core = plane.member("core", {"a.py": "x = 1\n"})
    plane.member("web", {"b.py": ""})
    place = {"status": "active", "created_at": "2026-11-23T09:30:00Z", "component_type": "documentation"}
    for number, repo in enumerate(("core", "web", "gone"), start=1):
        plane.write(
            f"placements/PLACE-00{number}.yaml", {**place, "component_name": f"Docs{number}", "correct_repo": repo}
        )
    plane.know("gone")
    plane.decide({"id": "in-place", "kind": "placement"}, {"id": "odd", "kind": "no-such-kind"}, NO_PANDAS)
    (plane.root / "records/decisions/ADR-002.yaml").write_text("title: [\n")
    scan = ("drift", "scan", "core", "--ref", "staged", "--changed")
    environ = git_environment(tmp_path / "home")

    def staged(path: str, data: bytes) -> Result:
        (core / path).parent.mkdir(exist_ok=True)
        (core / path).write_bytes(data)
        git(core, "add", path)
        return run_here(scan, plane.root, environ)

    passed = staged("README.md", b"hello\n")
    assert passed.returncode == 0
    assert [f"Docs{number}: there is no way" in passed.stdout for number in (1, 2, 3)] == [True] * 3
    assert "ADR-001/odd" in passed.stdout
    assert "ADR-002" in passed.stdout
    assert run_here(("drift", "scan", "core"), plane.root, environ).returncode == 7
    assert staged("src/broken.py", b"def f(:\n").returncode == 7
    assert staged("src/broken.py", b"import pandas\n").returncode == 1
    shutil.rmtree(core / ".git")
    assert run_here(scan, plane.root, environ).returncode == 7


def test_hook_of_an_unknown_member_is_refused(plane: Plane) -> None:
    with pytest.raises(NotFoundError):
        hooked(plane.workspace(), "core")


def test_runner_clones_the_members_that_it_lacks_shallowly_and_does_nothing_else(
    plane: Plane, git: Callable[..., str], tmp_path: Path
) -> None:
    origin = plane.member("core", {"src/a.py": "import pandas\n"})
    plane.commit(origin, {"src/b.py": "import os\n"})
    git(plane.root, "config", "--unset", "wmsgit.repo.core.path")
    plane.write("repos/core.yaml", {"path": "../elsewhere", "urls": [origin.as_uri()]})
    plane.write("repos/bare.yaml", {"path": "../bare"})
    plane.write("repos/evil.yaml", {"path": "../../evil", "urls": [origin.as_uri()]})
    said: list[str] = []
    left = set_up_runner(plane.workspace(), say=said.append)
    assert said == [f"core: cloned from {origin.as_uri()}"]
    bare, evil = left
    assert (bare.place, bare.message) == ("repository bare", "has no URL to clone it from")
    assert (evil.place, evil.message.partition(": ")[0]) == ("repository evil", "../../evil")
    assert "climbs" in evil.message
    assert git(tmp_path / "elsewhere", "rev-list", "--count", "HEAD").strip() == "1"
    assert not (plane.root / ".git" / "hooks" / "pre-commit").exists()
    assert "wmsgit" not in (tmp_path / "elsewhere" / ".git" / "config").read_text()


def test_runner_tries_each_url_is_on_the_branch_of_the_record_and_tells_of_a_folder_in_the_way(
    plane: Plane, git: Callable[..., str], tmp_path: Path
) -> None:
    origin = plane.member("core", {"a.py": "import os\n"})
    git(origin, "branch", "develop")
    git(plane.root, "config", "--unset", "wmsgit.repo.core.path")
    gone = (tmp_path / "gone").as_uri()
    plane.write("repos/core.yaml", {"path": "../new", "urls": [gone, origin.as_uri()], "default_branch": "develop"})
    plane.write("repos/lost.yaml", {"path": "../lost", "urls": [gone, gone]})
    plane.write("repos/full.yaml", {"path": "records", "urls": [origin.as_uri()]})
    said: list[str] = []
    left = {one.place: one.message for one in set_up_runner(plane.workspace(), say=said.append)}
    assert said == [f"core: cloned from {origin.as_uri()}"]
    assert git(tmp_path / "new", "branch", "--show-current").strip() == "develop"
    assert "none of its 2 URLs could be cloned" in left["repository lost"]
    assert "lies among the workspace's own records" in left["repository full"]


def test_hostile_url_of_a_member_is_refused(plane: Plane) -> None:
    plane.write("repos/evil.yaml", {"path": "../evil", "urls": ["ext::sh -c touch% owned"]})
    (symptom,) = set_up_runner(plane.workspace(), say=lambda _: None)
    assert "is not a URL to clone from" in symptom.message


def test_scan_of_hostile_paths_commands_no_terminal(plane: Plane) -> None:
    plane.member("core", {"src/\x1b[31mred\n.py": "import pandas\n"})
    plane.decide({**NO_PANDAS, "message": "\x1b]0;owned\x07no"})
    done = subprocess.run(
        [sys.executable, "-m", "wmsgit", "drift", "scan"],
        cwd=plane.root,
        env={name: value for name, value in os.environ.items() if name != "COLUMNS"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == 3


def test_what_is_staged_is_the_index_that_git_is_about_to_commit(
    plane: Plane, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    core = plane.member("core", {"src/a.py": "import os\n"})
    plane.decide(NO_PANDAS)
    (core / "src/a.py").write_text("import pandas\n")
    # `git commit -a` and `git commit FILE` do not commit the repository's own index (githooks, GIT_INDEX_FILE).
    shutil.copy(core / ".git/index", core / ".git/index.lock")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    git(core, "add", "-A")
    assert [one.state for one in plane.scan("core", ref="staged", is_partial=True).findings] == ["new"]
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert plane.scan("core", ref="staged", is_partial=True).findings == ()


def test_linked_worktree_of_a_member_is_looked_at_from_within(
    plane: Plane, git: Callable[..., str], tmp_path: Path
) -> None:
    core = plane.member("core", {"src/a.py": "import os\n"})
    plane.decide(NO_PANDAS)
    linked = tmp_path / "core of ann"
    git(core, "worktree", "add", "-q", str(linked), "-b", "feature")
    (linked / "src/b.py").write_text("import pandas\n")
    git(linked, "add", "-A")
    within = plane.scan("core", ref="staged", is_partial=True, start=linked / "src")
    assert [one.detection.violation.path for one in within.findings if one.detection] == ["src/b.py"]
    for start in (core, plane.root, tmp_path, None):
        assert plane.scan("core", ref="staged", is_partial=True, start=start).findings == ()


def test_first_commit_of_a_member_is_all_that_changed(plane: Plane, git: Callable[..., str], tmp_path: Path) -> None:
    core = tmp_path / "core"
    core.mkdir()
    git(core, "init", "-q")
    plane.know("core")
    plane.decide(NO_PANDAS)
    (core / "src").mkdir()
    (core / "src/a.py").write_text("import pandas\n")
    git(core, "add", "-A")
    for ref in ("staged", "worktree"):
        report = plane.scan("core", ref=ref, is_partial=True)
        assert [one.state for one in report.findings] == ["new"]
        assert not report.unknowns
    git(core, "commit", "-qm", "first")
    assert [one.state for one in plane.scan("core", is_partial=True).findings] == ["new"]


def test_scan_of_what_changed_tells_nothing_of_files_that_did_not(plane: Plane) -> None:
    core = plane.member("core", {"requirements.txt": "psycopg2\n", "a.py": "def (\n", "b.py": "import os\n"})
    owners = {"id": "owners", "kind": "path_required", "any_of": ["CODEOWNERS"]}
    dep = {"id": "no-dep", "kind": "forbidden_dependency", "packages": ["psycopg2"]}
    plane.decide(owners, dep, NO_PANDAS | {"scope": {}})
    assert len(plane.scan().findings) == 2
    assert len(plane.scan().unknowns) == 1
    plane.record()
    (core / "b.py").write_text("import pandas\n")
    report = plane.record(ref="worktree", is_partial=True)
    assert [one.detection.violation.path for one in report.findings if one.detection] == ["b.py"]
    assert not report.unknowns
    (core / "requirements.txt").write_text("psycopg2\nflask\n")
    told = plane.scan(ref="worktree", is_partial=True).findings
    assert [one.detection.violation.path for one in told if one.detection] == ["b.py", "requirements.txt"]
    assert {fields["status"] for fields in plane.recorded().values()} == {"open"}
