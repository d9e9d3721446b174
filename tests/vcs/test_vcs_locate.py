"""Directories, refs, configuration and operations under way."""

import os
import subprocess
from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.errors import ConflictError, GitError, UsageError
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import (
    find_bare_repository,
    find_git_dirs,
    linked_worktrees,
    main_worktree,
    private_dir,
    require_git_dirs,
    shared_dir,
)
from wmsgit.vcs.profile import hook_index
from wmsgit.vcs.refs import branch_tips, in_progress
from wmsgit.vcs.repository import Repository, init_repository

TASK = "records/tasks/T-001.yaml"


class TestDirectories:
    def test_found_from_below_agree_with_git(self, plane: Plane) -> None:
        dirs = find_git_dirs(plane.root / "records/tasks")
        assert dirs is not None
        assert (dirs.worktree, dirs.git_dir, dirs.common_dir) == (
            plane.root,
            plane.root / ".git",
            plane.root / ".git",
        )
        assert private_dir(dirs) == shared_dir(dirs) == plane.root / ".git/wmsgit"
        assert main_worktree(dirs) == plane.root

    def test_linked_worktree_shares_the_common_directory(self, plane: Plane, tmp_path: Path) -> None:
        plane.git("worktree", "add", "-q", str(tmp_path / "side"))
        dirs = require_git_dirs(tmp_path / "side")
        assert dirs.git_dir == plane.root / ".git/worktrees/side"
        assert dirs.common_dir == plane.root / ".git"
        assert main_worktree(dirs) == plane.root
        assert linked_worktrees(dirs.common_dir) == [tmp_path / "side"]
        assert private_dir(dirs) != shared_dir(dirs)

    def test_worktree_of_a_bare_repository_has_no_main_one(self, plane: Plane, tmp_path: Path) -> None:
        subprocess.run(["git", "clone", "-q", "--bare", str(plane.root), str(tmp_path / "bare.git")], check=True)
        subprocess.run(
            ["git", "worktree", "add", "-q", str(tmp_path / "w"), "main"],
            cwd=tmp_path / "bare.git",
            check=True,
        )
        assert main_worktree(require_git_dirs(tmp_path / "w")) is None

    def test_submodule_is_a_repository_of_its_own(self, plane: Plane, tmp_path: Path) -> None:
        plane.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(plane.root), "inner")
        dirs = require_git_dirs(plane.root / "inner/records")
        assert dirs.worktree == plane.root / "inner"
        assert dirs.git_dir == dirs.common_dir == plane.root / ".git/modules/inner"
        assert main_worktree(dirs) == plane.root / "inner"

    def test_separate_git_directory_is_followed(self, tmp_path: Path) -> None:
        subprocess.run(
            ["git", "init", "-q", "--separate-git-dir", str(tmp_path / "store"), str(tmp_path / "w")],
            check=True,
        )
        assert require_git_dirs(tmp_path / "w").git_dir == tmp_path / "store"

    def test_symbolic_link_leads_to_the_repository(self, plane: Plane, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(plane.root / "records")
        assert require_git_dirs(tmp_path / "link").worktree == plane.root

    def test_empty_git_directory_is_passed_over(self, plane: Plane) -> None:
        (plane.root / "records/.git").mkdir()
        assert require_git_dirs(plane.root / "records").worktree == plane.root

    def test_bare_repository_is_told_from_none(self, tmp_path: Path) -> None:
        subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "b.git")], check=True)
        inside = tmp_path / "b.git/refs"
        assert find_git_dirs(inside) is None
        assert find_bare_repository(inside) == tmp_path / "b.git"
        with pytest.raises(GitError, match="bare"):
            Repository(tmp_path / "b.git")

    def test_no_repository_is_an_error_with_a_hint(self, tmp_path: Path) -> None:
        assert find_git_dirs(tmp_path) is None
        assert find_bare_repository(tmp_path) is None
        with pytest.raises(GitError, match="not in a Git repository"):
            require_git_dirs(tmp_path)

    def test_worktree_is_no_bare_repository(self, plane: Plane) -> None:
        assert find_bare_repository(plane.root / "records") is None

    @pytest.mark.parametrize("text", ["gitdir: /no/such/place\n", "nonsense\n", ""])
    def test_file_that_leads_nowhere_is_an_error(self, tmp_path: Path, text: str) -> None:
        (tmp_path / ".git").write_text(text)
        with pytest.raises(GitError) as caught:
            find_git_dirs(tmp_path)
        assert caught.value.where == str(tmp_path / ".git")

    def test_directory_below_the_top_is_refused_as_root(self, plane: Plane) -> None:
        with pytest.raises(GitError, match="not its top"):
            Repository(plane.root / "records")

    def test_init_makes_a_repository_on_main_or_as_configured(self, tmp_path: Path) -> None:
        assert Repository(init_repository(tmp_path / "a/b").worktree).branch() == "main"
        config = tmp_path / "home/.gitconfig"
        config.write_text(config.read_text().replace("= main", "= trunk"))
        assert Repository(init_repository(tmp_path / "c").worktree).branch() == "trunk"
        config.write_text("")
        assert Repository(init_repository(tmp_path / "-d").worktree).branch() == "main"


class TestRefs:
    def test_head_and_branch_of_an_unborn_repository(self, empty: Plane) -> None:
        assert (empty.repo.head(), empty.repo.branch()) == (None, "main")

    def test_head_is_read_from_loose_and_packed_refs(self, plane: Plane) -> None:
        assert plane.repo.head() == plane.head()
        plane.git("pack-refs", "--all")
        assert plane.repo.head() == plane.head()
        assert branch_tips(plane.repo.dirs) == {plane.head()}

    def test_detached_head_has_no_branch(self, plane: Plane) -> None:
        plane.git("checkout", "-q", "--detach")
        assert (plane.repo.head(), plane.repo.branch()) == (plane.head(), "")

    def test_branch_with_slashes_and_its_worktree(self, plane: Plane, tmp_path: Path) -> None:
        plane.git("worktree", "add", "-q", "-b", "a/b", str(tmp_path / "side"))
        assert Repository(tmp_path / "side").branch() == "a/b"
        assert Repository(tmp_path / "side").head() == plane.head()

    def test_head_that_is_a_symbolic_chain_is_followed(self, plane: Plane) -> None:
        plane.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
        plane.git("symbolic-ref", "HEAD", "refs/heads/alias")
        assert plane.repo.head() == plane.head()

    def test_tips_have_remote_branches(self, plane: Plane) -> None:
        commit = plane.git("commit-tree", "-m", "x", "HEAD^{tree}")
        plane.git("update-ref", "refs/remotes/origin/x", commit)
        plane.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/x")
        plane.git("update-ref", "refs/tags/x", plane.git("commit-tree", "-m", "y", "HEAD^{tree}"))
        assert branch_tips(plane.repo.dirs) == {plane.head(), commit}


class TestConfig:
    def test_get_follows_the_rules_of_case(self, plane: Plane) -> None:
        plane.git("config", "wmsgit.repo.Alpha.path", "../alpha")
        plane.git("config", "--add", "wmsgit.x", "one")
        plane.git("config", "--add", "wmsgit.x", "two\nlines")
        config = GitConfig(plane.root)
        assert config.get("WMSGIT.repo.Alpha.PATH") == "../alpha"
        assert config.get("wmsgit.repo.alpha.path") is None
        assert config.get("Wmsgit.X") == "two\nlines"
        assert config.get_all("wmsgit.x") == ["one", "two\nlines"]
        assert config.get_all("wmsgit.none") == []

    def test_set_is_seen_at_once_and_local(self, plane: Plane) -> None:
        config = GitConfig(plane.root)
        assert config.get("wmsgit.actor") is None
        config.set("wmsgit.actor", "--file=x")
        assert config.get("wmsgit.actor") == "--file=x"
        assert plane.git("config", "--local", "wmsgit.actor") == "--file=x"
        config.unset("wmsgit.actor")
        config.unset("wmsgit.actor")
        assert config.get("wmsgit.actor") is None

    @pytest.mark.parametrize("name", ["--global", "nodot", "a.b\n.c", "a.1x", ""])
    def test_set_refuses_what_is_no_name(self, plane: Plane, name: str) -> None:
        with pytest.raises(UsageError):
            GitConfig(plane.root).set(name, "x")

    def test_flags_are_read_as_git_reads_them(self, plane: Plane) -> None:
        with (plane.root / ".git/config").open("a") as file:
            file.write("[wmsgit]\n bare\n yes = Yes\n no = off\n zero = 0\n odd = maybe\n empty =\n")
        config = GitConfig(plane.root)
        found = [config.flag(f"wmsgit.{name}") for name in ("bare", "yes", "no", "zero", "empty", "absent")]
        assert found == [True, True, False, False, False, False]
        assert config.flag("wmsgit.absent", default=True)
        assert config.get("wmsgit.bare") == ""
        with pytest.raises(GitError, match="neither true nor false"):
            config.flag("wmsgit.odd")

    def test_actor_is_the_configured_one_else_the_user(self, plane: Plane) -> None:
        assert GitConfig(plane.root).actor() == "Ann"
        plane.git("config", "wmsgit.actor", "robot")
        assert GitConfig(plane.root).actor() == "robot"

    def test_actor_without_a_name_is_an_error(self, plane: Plane, tmp_path: Path) -> None:
        (tmp_path / "home/.gitconfig").write_text("")
        with pytest.raises(GitError) as caught:
            GitConfig(plane.root).actor()
        assert "user.name" in caught.value.hint

    def test_broken_configuration_is_an_error(self, plane: Plane) -> None:
        (plane.root / ".git/config").write_text("[broken\n")
        with pytest.raises(GitError) as caught:
            GitConfig(plane.root).get("a.b")
        assert caught.value.details

    def test_configuration_held_by_another_process_is_a_conflict(
        self, plane: Plane, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wmsgit.vcs.config._LOCK_WAIT_S", 0.2)
        (plane.root / ".git/config.lock").touch()
        with pytest.raises(ConflictError) as caught:
            GitConfig(plane.root).set("a.b", "c")
        assert caught.value.exit_code == 5


class TestProgress:
    def test_nothing_is_under_way_in_a_quiet_repository(self, plane: Plane) -> None:
        assert in_progress(plane.repo.dirs) == ""

    @pytest.fixture
    def split(self, plane: Plane) -> Plane:
        """Two branches that conflict in one task; main is checked out."""
        plane.git("checkout", "-q", "-b", "side")
        plane.save(TASK, "status: side\n")
        plane.git("checkout", "-q", "main")
        plane.save(TASK, "status: main\n")
        return plane

    @pytest.mark.parametrize(
        ("command", "word"),
        [
            (["merge", "side"], "merge"),
            (["rebase", "side"], "rebase"),
            (["rebase", "--apply", "side"], "rebase"),
            (["cherry-pick", "side"], "cherry-pick"),
            (["revert", "--no-edit", "HEAD^", "HEAD"], "revert"),
        ],
    )
    def test_conflicts_are_told_apart(self, split: Plane, command: list[str], word: str) -> None:
        split.git(*command, check=False)
        assert in_progress(split.repo.dirs) == word

    def test_mail_being_applied_is_told_from_a_rebase(self, split: Plane) -> None:
        split.write("mail", split.git("format-patch", "--stdout", "-1", "side"))
        split.git("am", "mail", check=False)
        assert in_progress(split.repo.dirs) == "am"

    def test_series_of_picks_is_seen_between_two(self, plane: Plane) -> None:
        (plane.root / ".git/sequencer").mkdir()
        (plane.root / ".git/sequencer/todo").write_text("pick abc subject\n")
        assert in_progress(plane.repo.dirs) == "cherry-pick"


class TestHookIndex:
    def test_only_an_index_of_this_repository_counts(self, plane: Plane, tmp_path: Path) -> None:
        dirs = plane.repo.dirs
        assert hook_index(dirs, {}) is None
        assert hook_index(dirs, {"GIT_INDEX_FILE": ".git/index"}) == plane.root / ".git/index"
        assert hook_index(dirs, {"GIT_INDEX_FILE": str(tmp_path / "other/index")}) is None
        assert hook_index(dirs, {"GIT_INDEX_FILE": ".git/none"}) is None

    def test_environment_is_read_when_none_is_given(self, plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(os.environ, "GIT_INDEX_FILE", ".git/index")
        assert hook_index(plane.repo.dirs) == plane.root / ".git/index"
