"""The three profiles: what a repository may decide when git reads in it, writes for the user, and fetches."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.errors import GitError, IncompleteError, UsageError
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.history.commits import count_commits
from wmsgit.vcs.locate import admit_bare, brought_repository, has_worktree
from wmsgit.vcs.members import clone, member_state
from wmsgit.vcs.merge.trial_merge import merge_trees, merging_repository
from wmsgit.vcs.objects.blobs import read_blob, read_blobs, read_files
from wmsgit.vcs.objects.revisions import blob_ids, resolve_revision, tree_files
from wmsgit.vcs.objects.view import open_view
from wmsgit.vcs.process import read_git, try_git, write_git
from wmsgit.vcs.profile import READ, plain_start

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MISSING = "1234567890123456789012345678901234567890"


def make_promisor(plane: Plane, url: str) -> None:
    """Make the repository a partial clone, of a remote that runs a command, which lacks a commit."""
    plane.git("config", "core.repositoryFormatVersion", "1")
    plane.git("config", "extensions.partialClone", "origin")
    plane.git("config", "remote.origin.url", url)
    plane.git("config", "remote.origin.promisor", "true")
    plane.git("config", "protocol.ext.allow", "always")


class TestRead:
    def test_the_repository_is_named_and_the_guards_are_set(self, plane: Plane) -> None:
        start = plain_start(READ, plane.root, ("log",))
        assert start is not None
        words, environment = start
        assert f"--git-dir={plane.root / '.git'}" in words
        settings = {after for word, after in pairwise(words) if word == "-c"}
        assert settings == {
            "safe.bareRepository=explicit", "protocol.ext.allow=never", "core.fsmonitor=false",
            "trailer.separators=:", "core.commentChar=#",
        }  # fmt: skip
        assert environment["GIT_NO_LAZY_FETCH"] == "1"
        assert "GIT_DIR" not in environment

    @pytest.mark.parametrize("known", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
    def test_nothing_is_fetched_even_where_git_knows_one_way_alone(
        self, plane: Plane, tmp_path: Path, known: str
    ) -> None:
        make_promisor(plane, f"ext::sh -c touch% {tmp_path / 'owned'}")
        start = plain_start(READ, plane.root, ("cat-file", "-p", MISSING))
        assert start is not None
        words, environment = start
        offline = {"GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"} - {known}
        env = {name: value for name, value in environment.items() if name not in offline}
        words = tuple(word.replace("protocol.ext.allow=never", "a.b=c") for word in words)
        subprocess.run(["git", *words], cwd=plane.root, env=env, capture_output=True, check=False)
        assert not (tmp_path / "owned").exists()
        subprocess.run(["git", "cat-file", "-p", MISSING], cwd=plane.root, capture_output=True, check=False)
        assert (tmp_path / "owned").exists()

    def test_what_is_missing_is_never_fetched_through_a_command(self, plane: Plane, tmp_path: Path) -> None:
        make_promisor(plane, f"ext::sh -c touch% {tmp_path / 'owned'}")
        with pytest.raises(IncompleteError, match="origin cannot be reached"):
            read_git(plane.root, "cat-file", "-p", MISSING)
        assert not (tmp_path / "owned").exists()

    def test_a_fetch_that_dies_of_a_closed_pipe_is_a_remote_out_of_reach(
        self, plane: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_promisor(plane, str(tmp_path / "absent"))
        real, script = shutil.which("git"), tmp_path / "bin" / "git"
        script.parent.mkdir()
        script.write_text(f'#!/bin/sh\n[ "$GIT_NO_LAZY_FETCH" = 1 ] || kill -PIPE $$\nexec {real} "$@"\n')
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(IncompleteError, match="origin cannot be reached"):
            read_git(plane.root, "cat-file", "-p", MISSING)

    def test_a_file_system_monitor_is_the_planes_alone(self, plane: Plane, tmp_path: Path) -> None:
        plane.git("config", "core.fsmonitor", f"touch {tmp_path / 'asked'}; false")
        member_state(plane.root)
        open_view(plane.root, "worktree", workspace=tmp_path).files()
        assert not (tmp_path / "asked").exists()
        plane.repo.changed_paths()
        assert (tmp_path / "asked").exists()

    def test_without_a_repository_git_is_not_asked_and_only_the_users_settings_hold(
        self, plane: Plane, tmp_path: Path
    ) -> None:
        bare = tmp_path / "bare"
        subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
        for folder in (bare, plane.root / "records"):
            subprocess.run(["git", "config", "wmsgit.actor", "mallory"], cwd=folder, check=True)
            assert GitConfig(folder).get("wmsgit.actor") is None
            assert GitConfig(folder).get("user.name") == "Ann"
            outcome, _ = try_git(folder, "log")
            assert (outcome.status, "not the top of a Git repository" in outcome.stderr) == (128, True)

    def test_a_bare_repository_is_read_once_it_is_admitted(self, plane: Plane, tmp_path: Path) -> None:
        bare = tmp_path / "bare.git"
        plane.git("clone", "-q", "--bare", ".", str(bare))
        with pytest.raises(GitError):
            read_git(bare, "rev-parse", "HEAD")
        admit_bare(bare, plane.root)
        assert read_git(bare, "rev-parse", "HEAD").decode().strip() == plane.head()

    @pytest.mark.parametrize("place", ["plane/lib", "plane/.git", "plane/.git/modules/lib", "space/lib", "out.git/x"])
    def test_a_bare_repository_that_a_checkout_may_have_brought_is_refused(
        self, plane: Plane, tmp_path: Path, place: str
    ) -> None:
        for name in ("out.git", place):
            subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / name)], check=True)
        assert brought_repository(tmp_path / place / "refs", tmp_path / "space") == tmp_path / place
        assert brought_repository(tmp_path / "out.git", tmp_path / "space") is None
        assert brought_repository(plane.root / "records", tmp_path / "space") is None
        with pytest.raises(GitError, match="bare repository inside a checkout"):
            admit_bare(tmp_path / place, tmp_path / "space")

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="takes the right to give files away")
    def test_a_repository_of_another_user_is_judged_by_git(self, plane: Plane, tmp_path: Path) -> None:
        os.chown(plane.root / ".git", 12345, 12345)
        with pytest.raises(GitError) as error:
            read_git(plane.root, "log")
        assert "dubious ownership" in str(error.value)
        subprocess.run(["git", "config", "--global", "safe.directory", str(plane.root)], check=True)
        assert read_git(plane.root, "rev-parse", "HEAD").decode().strip() == plane.head()

    def test_a_linked_worktree_and_a_submodule_are_read_as_themselves(self, plane: Plane, tmp_path: Path) -> None:
        plane.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
        linked = Plane(tmp_path / "linked")
        linked.save("x", "1\n")
        assert read_git(linked.root, "rev-parse", "HEAD").decode().strip() == linked.head() != plane.head()
        plane.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(linked.root), "sub")
        sub = Plane(plane.root / "sub")
        (sub.root / "x").write_text("2\n")
        assert read_git(sub.root, "diff-files", "--name-only").decode() == "x\n"


class TestOwnWrite:
    def test_a_hook_has_the_users_environment(self, plane: Plane, tmp_path: Path) -> None:
        bare = tmp_path / "bare.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(plane.root), str(bare)], check=True)
        plane.hook(
            "pre-commit",
            f"git -C '{bare}' log -1 --format=%s >'{tmp_path}/log' || exit 1\n"
            f"env >'{tmp_path}/env'\n"
            f"git -C '{bare}' rev-parse --is-bare-repository >>'{tmp_path}/log'\n",
        )
        plane.write("a.yaml", "x\n")
        plane.commit("a.yaml")
        assert (tmp_path / "log").read_text() == "first\ntrue\n"
        env = (tmp_path / "env").read_text()
        for name in ("GIT_DIR", "GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL", "GIT_CEILING", "bareRepository"):
            assert name not in env

    def test_what_is_no_worktree_is_not_written(self, plane: Plane, tmp_path: Path) -> None:
        subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare")], check=True)
        for folder in (tmp_path / "bare", plane.root / "records", tmp_path / "none"):
            with pytest.raises(GitError):
                write_git(folder, "config", "--local", "a.b", "c")
            assert not has_worktree(folder)
        assert "[a]" not in (tmp_path / "bare" / "config").read_text()
        assert "[a]" not in (plane.root / ".git" / "config").read_text()

    def test_a_folder_is_never_taken_for_a_variable(
        self, make_plane: Callable[[str], Plane], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ENVX", "two")
        named, other = make_plane("plane${ENVX}"), make_plane("planetwo")
        named.write("a", "1\n")
        named.commit("a")
        GitConfig(named.root).set("a.b", "c")
        assert named.committed() == ["A a"]
        assert other.git("rev-list", "--all") == other.git("config", "--default", "", "a.b") == ""


@pytest.fixture
def whole(plane: Plane) -> Plane:
    """A repository that gives parts of itself, of three commits."""
    plane.git("config", "uploadpack.allowFilter", "true")
    plane.git("config", "uploadpack.allowAnySHA1InWant", "true")
    for number in (1, 2):
        plane.save("records/tasks/T-001.yaml", f"status: pending\nnote: {number}\n" + "line\n" * 20)
    plane.git("mv", "records/tasks/T-001.yaml", "records/tasks/T-002.yaml")
    (plane.root / "records/tasks/T-002.yaml").write_text("status: closed\n" + "line\n" * 20)
    plane.save("records/tasks/T-002.yaml", "status: closed\n" + "line\n" * 20)
    return plane


@pytest.fixture(params=["blob:none", "tree:0"])
def part(whole: Plane, tmp_path: Path, request: pytest.FixtureRequest) -> Plane:
    """A clone of it that has only the commits, or them and the trees."""
    options = ("--no-checkout", f"--filter={request.param}")
    subprocess.run(["git", "clone", "-q", *options, whole.root.as_uri(), str(tmp_path / "part")], check=True)
    return Plane(tmp_path / "part")


class TestFetch:
    READS: tuple[Callable[[Path], object], ...] = (
        lambda root: [file.path for file in tree_files(root, "HEAD", ("records",))],
        lambda root: read_blob(root, "HEAD", "README.md"),
        lambda root: read_files(root, [(commit, "records/tasks/T-001.yaml") for commit in commits(root)]),
        lambda root: blob_ids(root, commits(root)[0], ["README.md", "records/tasks/T-002.yaml", "nothing"]),
        lambda root: count_commits(root, "HEAD"),
        lambda root: resolve_revision(root, "HEAD~1", NOW).subject,
        lambda root: dict(open_view(root, workspace=root.parent / "ws").renames("HEAD~1")),
        lambda root: sorted(view_contents(root).items()),
        lambda root: read_git(root, "log", "--format=%s", "--name-only"),
    )

    @pytest.mark.parametrize("read", READS, ids=map(str, range(len(READS))))
    def test_a_partial_clone_reads_as_a_whole_one_and_asks_its_remote_a_few_times_at_most(
        self,
        whole: Plane,
        part: Plane,
        read: Callable[[Path], object],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        wanted = read(whole.root)
        monkeypatch.setenv("GIT_TRACE2_EVENT", str(tmp_path / "trace"))
        assert read(part.root) == wanted
        fetches = (tmp_path / "trace").read_text().count('"name":"fetch"') if (tmp_path / "trace").exists() else 0
        assert fetches <= 3  # trees of the history, the contents that they name, and at most one more

    @pytest.mark.parametrize("read", [READS[1], READS[2]], ids=["one", "many"])
    def test_without_its_remote_it_says_what_it_lacks(
        self, whole: Plane, part: Plane, read: Callable[[Path], object], tmp_path: Path
    ) -> None:
        whole.root.rename(tmp_path / "away")
        with pytest.raises(IncompleteError) as error:
            read(part.root)
        assert "origin cannot be reached" in error.value.message
        assert error.value.exit_code == 7

    def test_without_its_remote_a_view_has_no_data_of_what_it_lacks(self, whole: Plane, tmp_path: Path) -> None:
        options = ("--no-checkout", "--filter=blob:none")
        subprocess.run(["git", "clone", "-q", *options, whole.root.as_uri(), str(tmp_path / "part")], check=True)
        whole.root.rename(tmp_path / "away")
        assert set(view_contents(tmp_path / "part").values()) == {None}

    def test_a_merge_is_tried_in_a_partial_clone_as_in_a_whole_one(self, whole: Plane, part: Plane) -> None:
        base = whole.head()
        ours = whole.save("records/tasks/T-002.yaml", "status: open\n" + "line\n" * 20)
        whole.git("switch", "-q", "-c", "side", base)
        theirs = whole.save("records/tasks/T-002.yaml", "status: closed\n" + "line\n" * 20 + "more\n")
        part.git("fetch", "-q", "origin")
        trees = []
        for root in (whole.root, part.root):
            with merging_repository(root, base, ours, theirs) as repository:
                trees.append(merge_trees(repository, ours, theirs))
        assert trees[0] == trees[1]
        assert trees[0].conflicts == ()

    def test_blobs_come_at_once_and_singly_too(self, whole: Plane, part: Plane) -> None:
        blob = whole.git("rev-parse", "HEAD:README.md")
        assert list(read_blobs(part.root, [blob])) == [(blob, b"read me\n")]


def commits(root: Path) -> list[str]:
    return read_git(root, "rev-list", "HEAD").decode().split()


def view_contents(root: Path) -> dict[str, bytes | None]:
    view = open_view(root, workspace=root.parent / "ws")
    blobs = list(view.files().values())
    return {content.blob: content.data for content in view.read(blobs, max_bytes=1000)}


class TestClone:
    @pytest.mark.parametrize("url", ["git://127.0.0.1:1/x", "http://127.0.0.1:1/x", "HTTP://127.0.0.1:1/x"])
    def test_a_runner_takes_nothing_that_is_not_protected_on_its_way(
        self, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(UsageError, match="is not protected on its way"):
            clone(url, tmp_path / "c", is_shallow=True)
        with pytest.raises(GitError):  # nobody answers
            clone(url, tmp_path / "c")
        monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "git:http")
        with pytest.raises(GitError):
            clone(url, tmp_path / "c", is_shallow=True)

    @pytest.mark.parametrize("place", [".git/refs/tags", ".git/wmsgit/facts/core", ".git/new"])
    def test_nothing_is_cloned_into_a_git_directory(self, plane: Plane, tmp_path: Path, place: str) -> None:
        plane.git("clone", "-q", ".", str(tmp_path / "source"))
        with pytest.raises(GitError, match="in a Git directory"):
            clone(str(tmp_path / "source"), plane.root / place)
