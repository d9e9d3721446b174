"""Checkouts that strangers wrote: Git opens no repository that one brought, and commits in none but the plane."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cli_program import Program, copied_program, environment
from template_copies import copy_of

RULE = """\
id: ADR-001
title: Keep it small
status: accepted
date: '2026-11-23T09:30:00Z'
decision: So be it.
rules:
- {id: no-pandas, kind: forbidden_import, severity: HIGH, modules: [pandas]}
"""
MISSING = "1234567890123456789012345678901234567890"


def bring_bare(folder: Path, mark: Path, *, is_executable_file: bool = False) -> None:
    """Lay ordinary files that Git takes for a bare repository: it lacks HEAD's commit, which a command would fetch.

    Args:
        folder: where.
        mark: what the command makes, whichever setting leads to it.
        is_executable_file: whether `refs` is a file that may be executed, which satisfies Git as well.
    """
    (folder / "objects/info").mkdir(parents=True)
    (folder / "objects/info/.keep").write_text("")
    if is_executable_file:
        (folder / "refs").write_text("")
        (folder / "refs").chmod(0o755)
    else:
        (folder / "refs/heads").mkdir(parents=True)
        (folder / "refs/heads/main").write_text(f"{MISSING}\n")
    (folder / "HEAD").write_text(f"{MISSING}\n" if is_executable_file else "ref: refs/heads/main\n")
    (folder / "config").write_text(
        f"""[core]
 repositoryformatversion = 1
 bare = true
 editor = touch {mark}; false
 fsmonitor = touch {mark}
[extensions]
 partialClone = origin
[remote "origin"]
 url = "ext::sh -c touch% {mark}"
 promisor = true
[protocol "ext"]
 allow = always
[wmsgit]
 reviewer = touch {mark}
"""
    )


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that hostile configuration makes, were it obeyed; its path stands in what is made once for all."""
    return tmp_path_factory.mktemp("mark") / "owned"


@pytest.fixture
def mark(owned: Path) -> Path:
    """The same, which is not there yet."""
    owned.unlink(missing_ok=True)
    return owned


def test_the_files_do_what_they_are_made_for(tmp_path: Path, mark: Path) -> None:
    for is_executable_file in (False, True):
        bring_bare(tmp_path / str(is_executable_file), mark, is_executable_file=is_executable_file)
        subprocess.run(["git", "log"], cwd=tmp_path / str(is_executable_file), capture_output=True, check=False)
        assert mark.exists()
        mark.unlink()


@pytest.fixture(scope="module", params=["lib", "lib/refs", "deep/in/lib", "executable"])
def hostile_template(
    tmp_path_factory: pytest.TempPathFactory, empty_plane: Path, owned: Path, request: pytest.FixtureRequest
) -> Path:
    """A folder with a workspace in which a member lies as a bare repository, a clone of it, and a good member."""
    wmsgit = copied_program(empty_plane, tmp_path_factory.mktemp("hostile"))
    place = request.param.removesuffix("/refs")
    bring_bare(wmsgit.folder / place, owned, is_executable_file=place == "executable")
    good = Program(wmsgit.folder.parent / "good", wmsgit.environ)
    good.folder.mkdir()
    good.git("init", "-q")
    (good.folder / "a.py").write_text("import pandas\n")
    good.git("add", ".")
    good.git("commit", "-qm", "a")
    for name, path in (("lib", request.param), ("good", "../good")):
        (wmsgit.folder / "records/repos").mkdir(parents=True, exist_ok=True)
        (wmsgit.folder / f"records/repos/{name}.yaml").write_text(f"id: {name}\npath: {path}\n")
    (wmsgit.folder / "records/decisions").mkdir(parents=True, exist_ok=True)
    (wmsgit.folder / "records/decisions/ADR-001.yaml").write_text(RULE)
    wmsgit.git("add", "-f", ".")
    wmsgit.git("commit", "-qm", "x")
    wmsgit.git("clone", "-q", ".", "../clone")
    clone = Program(wmsgit.folder.parent / "clone", wmsgit.environ)
    for name, path in (("lib", request.param), ("good", "../good")):  # the user vouches for both places
        clone.git("config", f"wmsgit.repo.{name}.path", path)
    return wmsgit.folder.parent


@pytest.fixture
def hostile(hostile_template: Path, tmp_path: Path) -> Program:
    """The clone, with all that lies beside it."""
    for name in ("plane", "good", "clone"):
        copy_of(hostile_template / name, tmp_path, name)
    config = tmp_path / "clone/.git/config"
    config.write_text(config.read_text().replace(str(hostile_template), str(tmp_path)))
    return Program(tmp_path / "clone", environment(tmp_path / "home"))


@pytest.mark.parametrize("ref", ["HEAD", "worktree", "staged"])
def test_a_scan_judges_the_rest_and_opens_nothing_that_the_checkout_brought(
    hostile: Program, mark: Path, ref: str
) -> None:
    done = hostile("drift", "scan", "--ref", ref, "--format", "json", code=7)
    report = json.loads(done.stdout)
    assert "pandas" in json.dumps(report)
    assert "lib" in done.stdout
    assert "bare repository inside a checkout" in done.stdout + done.stderr
    assert not mark.exists()


@pytest.mark.parametrize(
    "command",
    [
        ["drift", "baseline", "--dry-run"],
        ["drift", "explain", "ADR-001/no-pandas"],
        ["drift", "list"],
        ["repo", "exec", "--", "git", "log"],
        ["repo", "exec", "--", "git", "status"],
        ["repo", "status"],
        ["repo", "freeze", "now"],
        ["setup"],
        ["setup", "--ci"],
        ["doctor"],
        ["hooks", "install", "--repo", "lib"],
        ["session", "start", "work"],
        ["brief"],
        ["status"],
        ["check"],
    ],
    ids=" ".join,
)
def test_no_command_opens_what_the_checkout_brought(hostile: Program, mark: Path, command: list[str]) -> None:
    done = hostile(*command, code=None)
    assert not mark.exists()
    assert done.returncode != 70, done.stderr


def test_a_command_over_members_says_where_it_is_not_run(hostile: Program, mark: Path) -> None:
    done = hostile("repo", "exec", "--", "git", "log", "--format=%s", code=1)
    assert done.stdout == "good: a\n"
    assert "bare repository inside a checkout" in done.stderr
    hostile("context", "set", "lib", code=None)
    hostile("context", "exec", "--", "git", "log", code=None)
    assert not mark.exists()


def test_a_bare_repository_beside_the_workspace_is_still_a_member(wmsgit: Program) -> None:
    around = wmsgit.folder.parent
    wmsgit.git("clone", "-q", "--bare", ".", str(around / "mirror.git"))
    (wmsgit.folder / "records/repos").mkdir(parents=True, exist_ok=True)
    (wmsgit.folder / "records/repos/mirror.yaml").write_text("id: mirror\npath: ../mirror.git\n")
    (wmsgit.folder / "records/decisions").mkdir(parents=True, exist_ok=True)
    (wmsgit.folder / "records/decisions/ADR-001.yaml").write_text(RULE)
    wmsgit.git("config", "wmsgit.repo.mirror.path", "../mirror.git")
    assert json.loads(wmsgit("drift", "scan", "--format", "json").stdout) is not None
    wmsgit("repo", "exec", "--", "git", "rev-parse", "HEAD")


def test_a_workspace_without_git_is_no_place_for_a_bare_member(hostile: Program, mark: Path) -> None:
    shutil.rmtree(hostile.folder / ".git")  # as an archive of the repository is unpacked
    hostile("drift", "scan", code=7)
    hostile("repo", "exec", "--", "git", "log", code=1)
    assert not mark.exists()


@pytest.mark.parametrize(
    "command",
    [
        ["task", "edit", "1"],
        ["task", "review", "1", "--type", "plan"],
        ["task", "list"],
        ["drift", "scan"],
        ["renumber", "--base", "HEAD"],
        ["check", "--base", "HEAD"],
        ["diff"],
        ["log"],
        ["status"],
        ["save"],
        ["undo"],
        ["sync"],
        ["doctor"],
        ["setup"],
        ["task", "add", "Two"],
        ["hooks", "install"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("has_git", [True, False], ids=["in a clone", "alone"])
def test_a_workspace_that_is_itself_a_bare_repository_configures_nothing(
    tasks: Program, mark: Path, command: list[str], *, has_git: bool
) -> None:
    clone = tasks.folder.parent / "clone"
    shutil.copytree(tasks.folder, clone / "plane", ignore=lambda _, names: {".git"} & set(names))
    bring_bare(clone / "plane", mark)
    if has_git:
        Program(clone, tasks.environ).git("init", "-q")
    inside = Program(clone / "plane", {**tasks.environ, "EDITOR": "true"})
    done = inside(*command, code=None)
    assert not mark.exists()
    assert done.returncode != 70, done.stderr


def test_a_workspace_without_a_repository_still_has_the_users_own_settings(tasks: Program, tmp_path: Path) -> None:
    shutil.rmtree(tasks.folder / ".git")
    tasks.git("config", "--global", "core.editor", f"touch {tmp_path / 'edited'}; true")
    tasks("task", "edit", "1", code=None)
    assert (tmp_path / "edited").exists()


def test_a_folder_named_like_a_variable_is_the_one_that_is_written(tasks: Program) -> None:
    two = tasks.folder.parent / "planetwo"
    tasks.git("clone", "-q", ".", str(two))
    tasks.git("clone", "-q", ".", "../plane$ENVX")
    draft = two / "records/tasks/WS-TASK-004.yaml"
    draft.write_text("title: draft\n")
    here = Program(tasks.folder.parent / "plane$ENVX", {**tasks.environ, "ENVX": "two"})
    there = Program(two, tasks.environ)
    before = there.git("rev-parse", "HEAD")
    here("task", "add", "Second")
    here("setup")
    assert there.git("rev-parse", "HEAD") == before
    assert there.git("status", "--porcelain") == "?? records/tasks/WS-TASK-004.yaml\n"
    assert here.git("log", "-1", "--format=%s") == "WS-TASK-004: add Second\n"
    assert here.git("status", "--porcelain") == ""
    assert "merge.wmsgit" not in there.git("config", "--list")
