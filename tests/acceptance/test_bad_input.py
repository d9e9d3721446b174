"""What goes wrong is said once, clearly, with its exit code, and changes nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from acceptance_program import Run

from wmsgit.vcs.write.commit import commit_paths

Git = Callable[..., str]


def state(git: Git, folder: Path) -> tuple[str, str]:
    return git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["task", "set", "WS-TASK-001", "status=pendng"], 3, "did you mean 'pending'?"),
        (["task", "set", "WS-TASK-001", "titel=x"], 3, "did you mean 'title'?"),
        (["task", "add", "x", "colour=red"], 3, "colour"),
        (["task", "show", "WS-TASK-404"], 4, "WS-TASK-404"),
        (["task", "set", "WS-TASK-404", "status=closed"], 4, "WS-TASK-404"),
        (["task", "add", "x", "--id", "../evil"], 3, "safe id"),
        (["task", "add", "x", "--id", "WS-TASK-001"], 5, "exists"),
        (["task", "add", "x", "--id", "ws-task-001"], 5, "exists"),
        (["issue", "add", "x", "--id", "WS-TASK-001"], 5, "exists"),
        (["task", "add", ""], 3, "title"),
        (["task", "add", "x" * 20_000], 3, "20,000"),
        (["task", "set", "WS-TASK-001", "status=completed", "priority=URGENT"], 3, "URGENT"),
        (["task", "set", "WS-TASK-001"], 2, ""),
        (["tsk", "list"], 2, "task"),
        (["task", "lst"], 2, "list"),
        (["task", "list", "--nonsense"], 2, "--nonsense"),
        (["task", "list", "titel=x"], 3, "did you mean 'title'?"),
        (["task", "list", "--where", "status = 'pending'; drop table workspace_tasks"], 2, ""),
        (["sql", "delete from workspace_tasks"], 2, ""),
        (["sql", "attach 'x.db' as x"], 2, ""),
        (["sql", "pragma writable_schema=1"], 2, ""),
        (["sql", "select 1; select 2"], 2, ""),
        (["sql", "select load_extension('x')"], 2, ""),
        (["sql", "selec 1"], 2, ""),
        (["task", "set", "WS-TASK-001", "status=backlog"], 3, "from pending"),
    ],
)
def test_refusal_says_why_and_changes_nothing(
    tidy: Path, run: Run, git: Git, words: list[str], code: int, said: str
) -> None:
    before = state(git, tidy)
    done = run(*words, cwd=tidy, code=code)
    assert said in done.stderr
    assert done.stderr.strip()
    assert len(done.stderr) < 2_000
    assert state(git, tidy) == before
    assert not (tidy / "x.db").exists()


def test_title_like_an_option_is_taken_after_two_dashes(tidy: Path, run: Run) -> None:
    run("task", "add", "--", "--help me", cwd=tidy)
    assert "--help me" in run("task", "show", "4", cwd=tidy).stdout


def test_description_of_ten_megabytes_is_refused(tidy: Path, run: Run, git: Git) -> None:
    (tidy.parent / "long.txt").write_text("words " * 1_700_000)
    before = state(git, tidy)
    done = run("task", "set", "WS-TASK-001", f"description=@{tidy.parent / 'long.txt'}", cwd=tidy, code=3)
    assert len(done.stderr) < 1_000
    assert state(git, tidy) == before


def test_query_that_never_ends_is_stopped(tidy: Path, run: Run) -> None:
    endless = "with recursive c(n) as (select 1 union all select n + 1 from c) select max(n) from c"
    done = run("sql", "--timeout", "1", endless, cwd=tidy, code=None)
    assert done.returncode not in {0, 70}
    assert "1 s" in done.stderr or "time" in done.stderr


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"title: \xff\xfe", "UTF-8"),
        (BOMB.encode(), "alias"),
        (b"[" * 50_000, ""),
        (b"title: a\ntitle: b\n", "title"),
        (b"title: !!python/object/apply:os.system [id]\n", "tag"),
        (b"title: [unclosed\n", ""),
        (b"x" * (2 << 20), "1 MiB"),
        (b"<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> other\n", "conflict"),
        (b"", ""),
    ],
)
def test_file_that_cannot_be_read_is_named_everywhere_and_hides_no_other(
    tidy: Path, run: Run, text: bytes, said: str
) -> None:
    (tidy / "records" / "tasks" / "WS-TASK-002.yaml").write_bytes(text)
    done = run("task", "list", "--format", "ids", cwd=tidy)
    assert done.stdout.split() == ["WS-TASK-001", "WS-TASK-003"] or set(done.stdout.split()) == {
        "WS-TASK-001",
        "WS-TASK-003",
    }
    assert "records/tasks/WS-TASK-002.yaml" in done.stderr
    assert said.lower() in done.stderr.lower()
    assert len(done.stderr.splitlines()) < 10
    checked = run("check", cwd=tidy, code=1)
    assert "records/tasks/WS-TASK-002.yaml" in checked.stdout
    run("task", "set", "WS-TASK-002", "status=closed", cwd=tidy, code=3)
    assert (tidy / "records" / "tasks" / "WS-TASK-002.yaml").read_bytes() == text


def test_symbolic_link_is_not_followed(tidy: Path, run: Run) -> None:
    (tidy.parent / "secret.yaml").write_text("title: secret\nstatus: pending\n")
    (tidy / "records" / "tasks" / "WS-TASK-009.yaml").symlink_to(tidy.parent / "secret.yaml")
    assert "secret" not in run("task", "list", cwd=tidy).stdout
    assert "SYMLINK" in run("check", cwd=tidy, code=1).stdout
    run("task", "show", "WS-TASK-009", cwd=tidy, code=None)


def test_locked_index_stops_a_write_and_leaves_the_file(
    tidy: Path, run: Run, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(commit_paths.__kwdefaults__, "index_wait_s", 0.2)
    monkeypatch.setattr("wmsgit.workspace.writing.recovery.INDEX_WAIT_S", 0.2)
    before = state(git, tidy)
    (tidy / ".git" / "index.lock").touch()
    done = run("task", "set", "WS-TASK-001", "priority=HIGH", cwd=tidy, code=None)
    assert done.returncode in {5, 6}
    run("task", "add", "New", cwd=tidy, code=done.returncode)
    (tidy / ".git" / "index.lock").unlink()
    assert state(git, tidy) == before


def hook(folder: Path, name: str, text: str) -> None:
    path = folder / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_failing_hook_undoes_the_write_and_stages_nothing(tidy: Path, run: Run, git: Git) -> None:
    hook(tidy, "pre-commit", "echo 'not on a Monday' >&2; exit 1")
    (tidy / "mine.txt").write_text("mine")
    git(tidy, "add", "mine.txt")
    before = state(git, tidy)
    for words in (["task", "set", "1", "priority=HIGH"], ["task", "add", "New"], ["task", "rm", "2"]):
        assert "not on a Monday" in run(*words, cwd=tidy, code=6).stderr
        assert state(git, tidy) == before
    hook(tidy, "pre-commit", "exit 0")
    run("task", "add", "New", cwd=tidy)
    assert git(tidy, "status", "--porcelain") == "A  mine.txt\n"


def test_full_disk_changes_nothing(tidy: Path, run: Run, git: Git, environment: dict[str, str]) -> None:
    before = state(git, tidy)
    limited = 'ulimit -f 0; exec "$@"'
    done = subprocess.run(
        [
            "sh",
            "-c",
            limited,
            "sh",
            sys.executable,
            "-c",
            "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from wmsgit.cli.main import main; main()",
            "task",
            "set",
            "WS-TASK-001",
            "priority=HIGH",
        ],
        cwd=tidy,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in {5, 6}, done.stderr
    assert "Traceback" not in done.stderr
    assert state(git, tidy) == before


@pytest.mark.parametrize("operation", ["merge", "rebase", "cherry-pick"])
def test_write_in_the_middle_of_a_merge_is_refused_unless_it_makes_no_commit(
    tidy: Path, run: Run, git: Git, operation: str
) -> None:
    git(tidy, "checkout", "-q", "-b", "other")
    (tidy / "file").write_text("one")
    git(tidy, "add", "file")
    git(tidy, "commit", "-qm", "one")
    git(tidy, "checkout", "-q", "main")
    (tidy / "file").write_text("two")
    git(tidy, "add", "file")
    git(tidy, "commit", "-qm", "two")
    with pytest.raises(subprocess.CalledProcessError):
        git(tidy, operation, "other")
    assert operation in run("task", "set", "1", "priority=HIGH", cwd=tidy, code=5).stderr
    run("task", "set", "1", "priority=HIGH", "--no-commit", cwd=tidy)
    assert "priority: HIGH" in (tidy / "records/tasks/WS-TASK-001.yaml").read_text()


def test_outside_a_workspace_every_command_says_so(tmp_path: Path, run: Run) -> None:
    (tmp_path / "empty").mkdir()
    for words in (["task", "list"], ["check"], ["sql", "select 1"], ["task", "add", "x"]):
        assert "wmsgit init" in run(*words, cwd=tmp_path / "empty", code=4).stderr


def test_no_identity_is_one_clear_error(tidy: Path, run: Run, git: Git, tmp_path: Path) -> None:
    before = state(git, tidy)
    (tmp_path / "home" / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    assert "user.name" in run("task", "set", "1", "priority=HIGH", cwd=tidy, code=6).stderr
    assert state(git, tidy) == before


def test_partly_staged_file_is_refused(tidy: Path, run: Run, git: Git) -> None:
    path = tidy / "records" / "tasks" / "WS-TASK-001.yaml"
    path.write_text(path.read_text() + "notes: staged\n")
    git(tidy, "add", ".")
    path.write_text(path.read_text() + "goal: not staged\n")
    before = state(git, tidy)
    assert "partly staged" in run("task", "set", "1", "priority=HIGH", cwd=tidy, code=5).stderr
    assert state(git, tidy) == before
