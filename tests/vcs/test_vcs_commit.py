"""Commits of exactly the named paths."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vcs_plane import Plane

from wmsgit.errors import ConflictError, GitError
from wmsgit.vcs.message import compose
from wmsgit.vcs.repository import Repository
from wmsgit.vcs.write.bulk import PACK_FROM
from wmsgit.vcs.write.commit import commit_paths, prepare

TASK = "records/tasks/T-001.yaml"
NEW = "records/tasks/T-002.yaml"
ACTS = ["edit", "stage", "delete", "rm", "new", "none"]
MANY = 130  # more than process.MANY_PATHS and bulk.PACK_FROM, so that the other way of committing is taken


@pytest.fixture(params=[1, MANY], ids=["few", "many"])
def paths(request: pytest.FixtureRequest) -> list[str]:
    """The paths of new records: one, or so many that another way is taken."""
    return [f"records/tasks/N-{number:03d}.yaml" for number in range(request.param)]


def write_all(plane: Plane, paths: list[str], text: str = "status: pending\n") -> None:
    for path in paths:
        plane.write(path, text + f"# {path}\n")


class TestSuccess:
    def test_commits_a_changed_file_and_gives_its_commit(self, plane: Plane) -> None:
        plane.write(TASK, "status: completed\n")
        assert plane.commit(TASK) == plane.head()
        assert plane.committed() == [f"M {TASK}"]
        assert plane.git("status", "--short") == ""

    def test_commits_new_changed_and_gone_files_at_once(self, plane: Plane, paths: list[str]) -> None:
        plane.save("records/tasks/T-009.yaml", "status: pending\n")
        (plane.root / "records/tasks/T-009.yaml").unlink()
        plane.write(TASK, "status: completed\n")
        write_all(plane, paths)
        plane.commit(TASK, "records/tasks/T-009.yaml", *paths)
        added = [f"A {path}" for path in paths]
        assert sorted(plane.committed()) == sorted([*added, f"M {TASK}", "D records/tasks/T-009.yaml"])
        assert plane.git("status", "--short") == ""

    def test_leaves_other_staged_files_staged(self, plane: Plane, paths: list[str]) -> None:
        plane.write("README.md", "staged\n")
        plane.write("other.txt", "staged too\n")
        plane.git("add", "README.md", "other.txt")
        plane.write("README.md", "staged, then edited\n")
        write_all(plane, paths)
        plane.commit(*paths)
        assert plane.committed() == [f"A {path}" for path in paths]
        assert plane.staged() == ["M\tREADME.md", "A\tother.txt"]
        assert plane.content("README.md", "") == "staged"

    def test_commits_the_first_commit_of_a_repository(self, empty: Plane, paths: list[str]) -> None:
        empty.write("other.txt", "staged\n")
        empty.git("add", "other.txt")
        write_all(empty, paths)
        empty.commit(*paths)
        assert empty.git("ls-tree", "-r", "--name-only", "HEAD").splitlines() == paths
        assert empty.staged() == ["A\tother.txt"]

    def test_commits_without_any_index(self, empty: Plane, paths: list[str]) -> None:
        write_all(empty, paths)
        assert empty.commit(*paths) == empty.head()
        assert empty.git("status", "--short") == ""

    def test_commits_on_a_detached_head(self, plane: Plane) -> None:
        plane.git("checkout", "-q", "--detach")
        plane.write(TASK, "status: completed\n")
        assert plane.commit(TASK) == plane.head()
        assert plane.git("rev-parse", "main") != plane.head()

    def test_commits_in_a_linked_worktree(self, plane: Plane, tmp_path: Path, paths: list[str]) -> None:
        plane.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
        side = Plane(tmp_path / "side")
        write_all(side, paths)
        assert side.commit(*paths) == plane.git("rev-parse", "side")
        assert side.git("status", "--short") == plane.git("status", "--short") == ""

    def test_commits_outside_the_cone_of_a_sparse_checkout(self, plane: Plane, paths: list[str]) -> None:
        plane.save("docs/guide.md", "guide\n")
        plane.git("sparse-checkout", "set", "--cone", "docs")
        write_all(plane, paths)
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK, *paths)
        assert len(plane.committed()) == len(paths) + 1
        assert plane.content(TASK) == "status: completed"

    def test_commits_a_file_marked_assume_unchanged(self, plane: Plane) -> None:
        plane.git("update-index", "--assume-unchanged", TASK)
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.content(TASK) == "status: completed"

    def test_takes_hand_edits_of_the_same_file_along(self, plane: Plane) -> None:
        plane.write(TASK, "status: staged\n")
        plane.git("add", TASK)
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.content(TASK) == "status: completed"
        assert plane.git("status", "--short") == ""

    def test_commits_a_file_that_was_added_but_never_committed(self, plane: Plane) -> None:
        plane.write(NEW, "a: 1\n")
        plane.git("add", "-N", NEW)
        plane.commit(NEW)
        assert plane.committed() == [f"A {NEW}"]

    def test_commits_a_deletion_that_the_user_has_staged(self, plane: Plane, paths: list[str]) -> None:
        plane.git("rm", "-q", TASK)
        write_all(plane, paths)
        plane.commit(TASK, *paths)
        assert f"D {TASK}" in plane.committed()

    def test_passes_over_a_path_that_exists_nowhere(self, plane: Plane) -> None:
        before = plane.head()
        assert plane.commit("records/tasks/none.yaml") == ""
        plane.write(NEW, "a: 1\n")
        plane.commit(NEW, "records/tasks/none.yaml")
        assert plane.committed() == [f"A {NEW}"]
        assert plane.git("rev-parse", "HEAD^") == before

    def test_gives_no_commit_when_nothing_differs(self, plane: Plane) -> None:
        before = plane.head()
        plane.write(TASK, "status: pending\n")
        assert plane.commit(TASK) == ""
        assert plane.commit() == ""
        assert plane.head() == before

    def test_works_where_variables_point_at_another_repository(
        self, plane: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"):
            monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
        plane.write(NEW, "a: 1\n")
        identifier = plane.commit(NEW)
        assert os.environ["GIT_DIR"] == str(tmp_path / "elsewhere")
        monkeypatch.undo()
        done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=plane.root, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == identifier

    @pytest.mark.parametrize(
        "name",
        [
            "with space.yaml",
            "-option.yaml",
            "*.yaml",
            ":(glob)x.yaml",
            "ünïcode.yaml",
            'q"uote.yaml',
            "new\nline.yaml",
            "[a].yaml",
        ],
    )
    def test_commits_odd_file_names_literally(self, plane: Plane, name: str) -> None:
        plane.write("a.yaml", "untouched: 1\n")
        plane.write(name, "odd: 1\n")
        plane.commit(name)
        assert plane.git("ls-tree", "-z", "--name-only", "HEAD").split("\0")[:-1].count(name) == 1
        assert plane.git("status", "--short") == "?? a.yaml"

    def test_commits_hundreds_of_paths_at_once(self, plane: Plane) -> None:
        names = [f"records/tasks/W-{number:05d}.yaml" for number in range(500)]
        write_all(plane, names)
        plane.write("records/tasks/stray.yaml", "left: alone\n")
        plane.commit(*names)
        assert len(plane.committed()) == len(names)
        assert plane.git("status", "--short") == "?? records/tasks/stray.yaml"

    def test_many_files_come_into_one_pack(self, plane: Plane) -> None:
        names = [f"records/tasks/W-{number:05d}.yaml" for number in range(PACK_FROM)]
        write_all(plane, names)
        plane.commit(*names)
        packed = plane.git("verify-pack", "-v", *map(str, plane.root.glob(".git/objects/pack/*.idx"))).splitlines()
        assert len([line for line in packed if " blob " in line]) == PACK_FROM
        assert plane.git("fsck", "--strict") == ""

    def test_few_files_come_into_no_pack(self, plane: Plane) -> None:
        names = [f"records/tasks/W-{number:05d}.yaml" for number in range(PACK_FROM - 1)]
        write_all(plane, names)
        plane.commit(*names)
        assert not list(plane.root.glob(".git/objects/pack/*"))

    def test_many_files_go_through_filters_and_line_ends(self, plane: Plane) -> None:
        plane.save(".gitattributes", "/clean/* filter=upper\n/text/* text eol=crlf\n")
        plane.git("config", "filter.upper.clean", "tr a-z A-Z")
        kinds = {"clean": "WORD\nword\n", "text": "a\r\nb\r\n", "as-it-is": "a\r\nb\r\n"}
        names = [f"{kind}/W-{number:03d}" for number in range(PACK_FROM // 2) for kind in kinds]
        for name in names:
            plane.write(name, kinds[name.partition("/")[0]])
        plane.commit(*names)
        sizes = plane.git("ls-tree", "-r", "-l", "HEAD", *kinds).split("\n")
        assert {(line.split("\t")[1].partition("/")[0], line.split()[3]) for line in sizes} == {
            ("clean", "10"),
            ("text", "4"),
            ("as-it-is", "6"),
        }
        assert plane.content("clean/W-000") == "WORD\nWORD"
        assert plane.git("status", "--short") == ""

    def test_a_hook_sees_what_is_committed_and_nothing_that_is_announced(self, plane: Plane) -> None:
        names = [f"records/tasks/W-{number:05d}.yaml" for number in range(PACK_FROM)]
        plane.write("announced.txt", "later\n")
        plane.git("add", "-N", "announced.txt")
        plane.hook("pre-commit", "git ls-files > seen; git diff --cached --name-only >> differing\n")
        write_all(plane, names)
        plane.commit(*names)
        assert set(plane.git("ls-files").splitlines()) - set((plane.root / "seen").read_text().splitlines()) == {
            "announced.txt"
        }
        assert (plane.root / "differing").read_text().splitlines() == names
        assert plane.git("status", "--short") == " A announced.txt\n?? differing\n?? seen"

    @settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(ACTS), min_size=4, max_size=4))
    def test_never_commits_another_path(self, plane: Plane, acts: list[str]) -> None:
        plane.git("reset", "-q", "--hard")
        plane.git("clean", "-fdq")
        plane.write(TASK, "status: pending\n")
        for number in range(4):
            plane.write(f"other-{number}", "old\n")
        plane.git("add", ".")
        plane.git("commit", "-q", "-m", "others", "--allow-empty")
        for number, act in enumerate(acts):
            upset(plane, act, f"other-{number}")
        status = plane.git("status", "--porcelain=v2")
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.committed() == [f"M {TASK}"]
        assert plane.git("status", "--porcelain=v2") == status


def upset(plane: Plane, act: str, path: str) -> None:
    """What a user may have done to another file."""
    if act in {"edit", "stage"}:
        plane.write(path, "edited by hand\n")
    if act == "stage":
        plane.git("add", path)
    if act == "delete":
        (plane.root / path).unlink()
    if act == "rm":
        plane.git("rm", "-q", "--cached", path)
    if act == "new":
        plane.write(f"{path}-new", "new\n")


class TestHooks:
    def test_refusal_leaves_nothing_staged(self, plane: Plane, paths: list[str]) -> None:
        plane.write("README.md", "staged\n")
        plane.git("add", "README.md")
        plane.hook("pre-commit", "echo 'no such luck' >&2; exit 1\n")
        write_all(plane, paths)
        plane.write(TASK, "status: completed\n")
        before, head = plane.index(), plane.head()
        with pytest.raises(GitError) as caught:
            plane.commit(TASK, *paths)
        assert caught.value.message == "a Git hook refused the commit"
        assert caught.value.details == ("no such luck",)
        assert (plane.index(), plane.head()) == (before, head)
        assert plane.staged() == ["M\tREADME.md"]

    @pytest.mark.parametrize("name", ["prepare-commit-msg", "commit-msg"])
    def test_refusal_of_a_message_hook_leaves_nothing_staged(self, plane: Plane, name: str) -> None:
        plane.hook(name, "echo 'bad message'; exit 3\n")
        plane.write(NEW, "a: 1\n")
        before = plane.index()
        with pytest.raises(GitError) as caught:
            plane.commit(NEW)
        assert caught.value.details == ("bad message",)
        assert plane.index() == before

    def test_refusal_with_invalid_utf8_is_reported(self, plane: Plane) -> None:
        plane.hook("pre-commit", "printf '\\377\\376 no\\n' >&2; exit 1\n")
        plane.write(TASK, "status: completed\n")
        with pytest.raises(GitError) as caught:
            plane.commit(TASK)
        assert caught.value.details[0].endswith("no")

    def test_hook_that_edits_and_adds_leaves_a_clean_index(self, plane: Plane, paths: list[str]) -> None:
        plane.write("README.md", "staged\n")
        plane.git("add", "README.md")
        plane.hook("pre-commit", f"echo 'formatted: 1' >> {paths[0]}; git add {paths[0]}\n")
        write_all(plane, paths)
        plane.commit(*paths)
        assert plane.content(paths[0]).endswith("formatted: 1")
        assert plane.git("status", "--short") == "M  README.md"

    def test_hook_that_adds_another_file_leaves_a_clean_index(self, plane: Plane, paths: list[str]) -> None:
        plane.write("staged.txt", "staged\n")
        plane.git("add", "staged.txt")
        plane.hook("pre-commit", "date > made.txt; echo more >> README.md; git add made.txt README.md\n")
        write_all(plane, paths)
        plane.commit(*paths)
        assert {"A made.txt", "M README.md"} < set(plane.committed())
        assert plane.git("status", "--short") == "A  staged.txt"

    def test_hook_that_edits_and_does_not_add_leaves_its_edit_unstaged(self, plane: Plane) -> None:
        plane.hook("pre-commit", f"echo 'late: 1' >> {TASK}\n")
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.content(TASK) == "status: completed"
        assert plane.git("status", "--short") == f" M {TASK}"

    def test_hook_sees_patterns_as_patterns(self, plane: Plane) -> None:
        plane.hook("pre-commit", "test -n \"$(git ls-files -- 'records/*.yaml')\"\n")
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)

    def test_hook_sees_the_users_own_encoding(self, plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        plane.hook("pre-commit", 'echo "$LC_ALL|$LC_CTYPE" > seen\n')
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert (plane.root / "seen").read_text() == "|C.UTF-8\n"

    def test_post_commit_failure_is_no_failure(self, plane: Plane, paths: list[str]) -> None:
        plane.hook("post-commit", "echo oops >&2; exit 1\n")
        write_all(plane, paths)
        assert plane.commit(*paths) == plane.head()

    def test_hooks_of_core_hooks_path_run(self, plane: Plane) -> None:
        plane.hook("pre-commit", f"echo 'formatted: 1' >> {TASK}; git add {TASK}\n", folder=".githooks")
        plane.git("config", "core.hooksPath", ".githooks")
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.content(TASK) == "status: completed\nformatted: 1"
        assert plane.git("status", "--short") == "?? .githooks/"

    def test_interrupt_leaves_the_index_as_it_was(self, plane: Plane, tmp_path: Path, paths: list[str]) -> None:
        plane.hook("pre-commit", "touch started; sleep 30\n")
        write_all(plane, paths)
        before, head = plane.index(), plane.head()
        script = f"""
            from pathlib import Path
            from wmsgit.vcs.write.commit import commit_paths
            from wmsgit.vcs.repository import Repository
            try:
                commit_paths(Repository(Path({str(plane.root)!r})), {paths!r}, "subject", trailers={{}})
            except KeyboardInterrupt:
                print("interrupted")
        """
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        with process:
            deadline = time.monotonic() + 200
            while not (plane.root / "started").exists() and time.monotonic() < deadline:
                time.sleep(0.01)
            os.killpg(process.pid, signal.SIGINT)
            output, _ = process.communicate(timeout=200)
        assert output == "interrupted\n"
        assert (plane.index(), plane.head()) == (before, head)
        assert not list((plane.root / ".git").glob("**/*.lock"))

    def test_signal_to_us_alone_comes_too_late_for_a_commit_that_lands(self, plane: Plane) -> None:
        plane.hook("pre-commit", f"kill -INT {os.getpid()}; sleep 0.2\n")
        plane.write(TASK, "status: completed\n")
        assert plane.commit(TASK) == plane.head()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class TestRefusals:
    def test_missing_identity_says_what_to_configure(self, plane: Plane, paths: list[str]) -> None:
        config = plane.root.parent / "home/.gitconfig"
        config.write_text("[user]\n useConfigOnly = true\n")
        write_all(plane, paths)
        before = plane.index()
        with pytest.raises(GitError) as caught:
            plane.commit(*paths)
        assert caught.value.hint.startswith("git config user.name")
        assert plane.index() == before

    def test_failing_signature_changes_nothing(self, plane: Plane, paths: list[str]) -> None:
        plane.git("config", "commit.gpgsign", "true")
        plane.git("config", "gpg.program", "false")
        write_all(plane, paths)
        before = plane.index()
        with pytest.raises(GitError, match="could not sign"):
            plane.commit(*paths)
        assert plane.index() == before

    def test_held_index_is_a_conflict(self, plane: Plane, paths: list[str]) -> None:
        lock = plane.root / ".git/index.lock"
        lock.touch()
        write_all(plane, paths)
        with pytest.raises(ConflictError, match="holds the index") as caught:
            plane.commit(*paths, index_wait_s=0.1)
        assert caught.value.exit_code == 5
        assert lock.exists()
        lock.unlink()
        assert "?? records/tasks/N-000.yaml" in plane.git("status", "--short", "-uall")

    def test_index_held_for_a_moment_is_waited_for(self, plane: Plane, paths: list[str]) -> None:
        lock = plane.root / ".git/index.lock"
        lock.touch()
        write_all(plane, paths)
        with subprocess.Popen(["sh", "-c", f"sleep 0.3; rm '{lock}'"]):
            assert plane.commit(*paths, index_wait_s=20) == plane.head()

    def test_ignored_file_is_refused_by_name(self, plane: Plane, paths: list[str]) -> None:
        plane.save(".gitignore", "N-000.yaml\n")
        write_all(plane, paths)
        plane.write(NEW, "a: 1\n")
        before = plane.index()
        with pytest.raises(GitError) as caught:
            plane.commit(NEW, *paths)
        assert caught.value.where == paths[0]
        assert plane.index() == before

    def test_ignored_file_that_is_tracked_is_committed(self, plane: Plane) -> None:
        plane.save(".gitignore", "records/\n")
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.committed() == [f"M {TASK}"]

    def test_skip_worktree_is_refused_rather_than_left_out(self, plane: Plane) -> None:
        plane.git("update-index", "--skip-worktree", TASK)
        plane.write(TASK, "status: completed\n")
        plane.write(NEW, "a: 1\n")
        with pytest.raises(ConflictError, match="skip-worktree"):
            plane.commit(TASK, NEW)
        assert plane.staged() == []

    @pytest.mark.parametrize(("name", "word"), [("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick")])
    def test_operation_under_way_is_a_conflict(self, plane: Plane, name: str, word: str) -> None:
        (plane.root / ".git" / name).write_text(plane.head())
        plane.write(TASK, "status: completed\n")
        with pytest.raises(ConflictError, match=word):
            plane.commit(TASK)

    def test_unresolved_file_is_a_conflict(self, plane: Plane) -> None:
        blob = plane.git("rev-parse", f"HEAD:{TASK}")
        entries = "".join(f"100644 {blob} {stage}\t{TASK}\n" for stage in (1, 2, 3))
        subprocess.run(["git", "update-index", "--force-remove", TASK], cwd=plane.root, check=True)
        subprocess.run(["git", "update-index", "--index-info"], input=entries.encode(), cwd=plane.root, check=True)
        with pytest.raises(ConflictError, match="unresolved"):
            plane.commit(TASK)

    def test_hook_whose_program_is_missing_is_an_error_of_git(self, plane: Plane) -> None:
        hooks = plane.hook("pre-commit", "exit 0\n")
        hooks.write_text("#!/no/such/program\n")
        plane.write(NEW, "a: 1\n")
        before = plane.index()
        with pytest.raises(GitError) as caught:
            plane.commit(NEW)
        assert caught.value.details
        assert plane.index() == before

    def test_vanished_worktree_is_not_committed_elsewhere(self, plane: Plane, tmp_path: Path) -> None:
        repo = plane.repo
        plane.root.rename(tmp_path / "moved")
        with pytest.raises(GitError):
            commit_paths(repo, [TASK], "subject", trailers={})

    def test_missing_git_is_an_error(self, plane: Plane, tmp_path: Path) -> None:
        script = """
from wmsgit.errors import GitError
from wmsgit.vcs.write.commit import prepare
try:
    prepare()
except GitError as error:
    print(error)
"""
        env = os.environ | {"PATH": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("git was not found")


class TestMessage:
    def test_keeps_lines_that_begin_with_a_hash(self, plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
        plane.git("config", "commit.verbose", "true")
        plane.git("config", "commit.template", "template")
        plane.git("config", "commit.cleanup", "strip")
        plane.git("config", "i18n.commitEncoding", "ISO-8859-1")
        plane.write("template", "TEMPLATE\n")
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK, message="T-001: status pending → completed\n\n# heading\nbody")
        text = plane.git("log", "-1", "--format=%B", "--encoding=UTF-8")
        assert text.rstrip() == "T-001: status pending → completed\n\n# heading\nbody\n\nWmsgit-Op: set"
        assert plane.git("log", "-1", "--format=%(trailers:key=Wmsgit-Op,valueonly)").strip() == "set"

    def test_message_hook_may_add_to_it(self, plane: Plane) -> None:
        plane.hook("prepare-commit-msg", 'echo "Ticket: 7" >> "$1"\n')
        plane.write(TASK, "status: completed\n")
        plane.commit(TASK)
        assert plane.git("log", "-1", "--format=%(trailers)").strip() == "Wmsgit-Op: set\nTicket: 7"

    def test_trailers_join_a_block_that_is_there(self) -> None:
        text = compose("subject\n\nbody\n\nSigned-off-by: Ann <a@example.org>\n", {"Wmsgit-Op": "set\nforged: 1"})
        assert text.splitlines()[-2:] == ["Signed-off-by: Ann <a@example.org>", "Wmsgit-Op: set forged: 1"]

    def test_subject_that_looks_like_a_trailer_stays_alone(self) -> None:
        assert compose("T-001: add x", {"Wmsgit-Op": "add"}) == "T-001: add x\n\nWmsgit-Op: add\n"

    def test_message_without_trailers_ends_in_a_newline(self) -> None:
        assert compose("  subject \n\n", {}) == "subject\n"


def test_usual_commit_costs_few_processes(plane: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    real = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, text=True, check=True).stdout.strip()
    shim = tmp_path / "bin/git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\nexec "{real}" "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    repo = Repository(plane.root)
    plane.write(TASK, "status: completed\n")
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")
    commit_paths(repo, [TASK], "subject", trailers={})
    assert len((tmp_path / "calls").read_text().splitlines()) <= 3
