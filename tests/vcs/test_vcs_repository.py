"""What HEAD, the index and the worktree hold."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.errors import GitError, NotFoundError
from wmsgit.vcs.objects.blobs import read_blob, read_blobs
from wmsgit.vcs.status import PathState

TASK = "records/tasks/T-001.yaml"
CLEAN = PathState(tracked=True, in_head=True, on_disk=True)


class TestStates:
    def state(self, plane: Plane, path: str) -> PathState:
        return plane.repo.states([path])[path]

    def test_clean_and_absent_paths(self, plane: Plane) -> None:
        assert plane.repo.states([TASK, "none.yaml"]) == {TASK: CLEAN, "none.yaml": PathState()}
        assert plane.repo.states([]) == {}

    def test_staged_unstaged_and_both(self, plane: Plane) -> None:
        plane.write(TASK, "status: a\n")
        assert self.state(plane, TASK) == PathState(tracked=True, in_head=True, unstaged=True, on_disk=True)
        plane.git("add", TASK)
        assert self.state(plane, TASK) == PathState(tracked=True, in_head=True, staged=True, on_disk=True)
        plane.write(TASK, "status: b\n")
        assert self.state(plane, TASK).partly_staged

    def test_new_announced_and_added_files(self, plane: Plane) -> None:
        plane.write("new.yaml", "a: 1\n")
        assert self.state(plane, "new.yaml") == PathState(on_disk=True)
        plane.git("add", "-N", "new.yaml")
        assert self.state(plane, "new.yaml") == PathState(tracked=True, unstaged=True, on_disk=True)
        plane.git("add", "new.yaml")
        assert self.state(plane, "new.yaml") == PathState(tracked=True, staged=True, on_disk=True)

    def test_deleted_files(self, plane: Plane) -> None:
        (plane.root / TASK).unlink()
        assert self.state(plane, TASK) == PathState(tracked=True, in_head=True, unstaged=True)
        plane.git("rm", "-q", "--cached", TASK)
        assert self.state(plane, TASK) == PathState(in_head=True, staged=True)
        plane.write(TASK, "status: pending\n")
        assert self.state(plane, TASK).partly_staged

    def test_ignored_files_also_below_an_ignored_directory(self, plane: Plane) -> None:
        plane.save(".gitignore", "*.tmp\nprivate/\n")
        plane.write("a.tmp", "x")
        plane.write("private/b.yaml", "x")
        states = plane.repo.states(["a.tmp", "private/b.yaml", "private/none.yaml"])
        assert states["a.tmp"] == states["private/b.yaml"] == PathState(on_disk=True, ignored=True)
        assert states["private/none.yaml"] == PathState()

    def test_conflicted_file(self, plane: Plane) -> None:
        plane.git("checkout", "-q", "-b", "side")
        plane.save(TASK, "status: side\n")
        plane.git("checkout", "-q", "main")
        plane.save(TASK, "status: main\n")
        plane.git("merge", "side", check=False)
        assert self.state(plane, TASK) == PathState(
            tracked=True, in_head=True, unstaged=True, on_disk=True, conflicted=True
        )

    def test_file_that_a_sparse_checkout_leaves_out(self, plane: Plane) -> None:
        plane.save("docs/guide.md", "guide\n")
        plane.git("sparse-checkout", "set", "--cone", "docs")
        states = plane.repo.states([TASK, "none.yaml"])
        assert states == {TASK: PathState(tracked=True, in_head=True), "none.yaml": PathState()}

    def test_hundreds_of_paths_in_one_listing(self, plane: Plane) -> None:
        paths = [plane.write(f"records/tasks/N-{n:04d}.yaml", "a: 1\n") for n in range(200)]
        states = plane.repo.states([*paths, TASK])
        assert states.pop(TASK) == CLEAN
        assert set(states) == set(paths)
        assert set(states.values()) == {PathState(on_disk=True)}

    def test_odd_names_are_kept(self, plane: Plane) -> None:
        names = ["with space", "*", "new\nline", "tab\there", "ünï", "->x", "-x"]
        for name in names:
            plane.write(name, "x")
        plane.write("plain", "x")
        assert plane.repo.states(names) == dict.fromkeys(names, PathState(on_disk=True))

    def test_reading_never_takes_the_index(self, plane: Plane) -> None:
        index = plane.root / ".git/index"
        before = index.read_bytes()
        (plane.root / TASK).touch()
        (plane.root / ".git/index.lock").touch()
        assert self.state(plane, TASK) == CLEAN
        assert index.read_bytes() == before


class TestChangedPaths:
    def test_lists_what_differs_below_a_prefix(self, plane: Plane) -> None:
        gone = "records/tasks/T-009.yaml"
        plane.save(gone, "a: 1\n")
        (plane.root / gone).unlink()
        plane.write(TASK, "status: changed\n")
        plane.write("records/new/deep/T-002.yaml", "a: 1\n")
        plane.write("README.md", "outside\n")
        found = [(item.path, item.change) for item in plane.repo.changed_paths("records")]
        assert found == [("records/new/deep/T-002.yaml", "added"), (TASK, "modified"), (gone, "deleted")]
        assert len(plane.repo.changed_paths()) == 4

    def test_is_empty_in_a_clean_repository(self, plane: Plane) -> None:
        assert plane.repo.changed_paths("records") == []
        assert plane.repo.changed_paths("no/such/folder") == []

    def test_rename_is_a_deletion_and_an_addition(self, plane: Plane) -> None:
        plane.git("mv", TASK, "records/tasks/T-005.yaml")
        found = [(item.path, item.change) for item in plane.repo.changed_paths("records")]
        assert found == [(TASK, "deleted"), ("records/tasks/T-005.yaml", "added")]


class TestBlobs:
    def test_blob_at_a_revision(self, plane: Plane) -> None:
        first = plane.head()
        plane.save(TASK, "status: later\r\n")
        assert read_blob(plane.root, "HEAD", TASK) == b"status: later\r\n"
        assert read_blob(plane.root, first, TASK) == read_blob(plane.root, "HEAD~1", TASK) == b"status: pending\n"

    def test_blob_that_is_not_there(self, plane: Plane, empty: Plane) -> None:
        plane.write("unknown.yaml", "x")
        assert read_blob(plane.root, "HEAD", "unknown.yaml") is None
        assert read_blob(plane.root, "main", "records") is None

    def test_blob_of_an_unborn_head(self, empty: Plane) -> None:
        assert read_blob(empty.root, "HEAD", TASK) is None

    @pytest.mark.parametrize("revision", ["no-such", "--output=x", "-h", "HEAD..HEAD"])
    def test_unknown_revision_is_not_found(self, plane: Plane, revision: str) -> None:
        with pytest.raises(NotFoundError):
            read_blob(plane.root, revision, TASK)
        assert not (plane.root / "x").exists()

    def test_blobs_come_in_the_order_asked(self, plane: Plane) -> None:
        contents = [b"", b"no newline", b"two\nlines\n", b"\0binary\0", b"x" * 200_000]
        ids = []
        for number, content in enumerate(contents):
            (plane.root / f"f{number}").write_bytes(content)
            ids.append(plane.git("hash-object", "-w", f"f{number}"))
        assert list(read_blobs(plane.root, ids)) == list(zip(ids, contents, strict=True))
        assert list(read_blobs(plane.root, [])) == []

    def test_blobs_may_be_left_before_the_end(self, plane: Plane) -> None:
        (plane.root / "f").write_bytes(b"x" * 1_000_000)
        blob = plane.git("hash-object", "-w", "f")
        reader = read_blobs(plane.root, [blob] * 5)
        assert next(reader)[0] == blob
        reader.close()

    def test_missing_object_is_an_error(self, plane: Plane) -> None:
        with pytest.raises(GitError, match="no file content"):
            list(read_blobs(plane.root, ["0" * 40]))
        with pytest.raises(GitError, match="no file content"):
            list(read_blobs(plane.root, [plane.head()]))


class TestStagedFiles:
    def test_lists_the_index_below_a_prefix(self, plane: Plane) -> None:
        plane.write(TASK, "status: staged\n")
        plane.git("add", TASK)
        blob = plane.git("hash-object", TASK)
        plane.write(TASK, "status: not staged\n")
        plane.write("records/tasks/T-002.yaml", "not added\n")
        assert plane.repo.staged_files("records") == {TASK: blob}
        assert set(plane.repo.staged_files()) == {TASK, "README.md"}

    def test_announced_file_is_left_out_and_an_empty_one_is_not(self, plane: Plane) -> None:
        plane.write("announced", "x")
        plane.write("empty", "")
        plane.git("add", "-N", "announced")
        plane.git("add", "empty")
        assert "announced" not in plane.repo.staged_files()
        assert "empty" in plane.repo.staged_files()

    def test_submodule_is_left_out(self, plane: Plane) -> None:
        plane.git("update-index", "--add", "--cacheinfo", f"160000,{plane.head()},inner")
        assert "inner" not in plane.repo.staged_files()

    @pytest.mark.parametrize("command", [["commit", "-q", "-m", "x"], ["commit", "-q", "-m", "x", "a.yaml"]])
    def test_inside_a_hook_the_index_of_that_commit_counts(
        self, plane: Plane, command: list[str], tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        script = tmp_path / "list.py"
        script.write_text(
            "from pathlib import Path\nfrom wmsgit.vcs.repository import Repository\n"
            f"files = Repository(Path({str(plane.root)!r})).staged_files('')\n"
            f"Path({str(tmp_path / 'seen')!r}).write_text(' '.join(sorted(files)))\n"
        )
        plane.hook("pre-commit", f"'{sys.executable}' '{script}'\n")
        for name in ("a.yaml", "b.yaml"):
            plane.write(name, "x")
            plane.git("add", name)
        environment = {"PYTHONPATH": str(request.config.rootpath)}
        subprocess.run(["git", *command], cwd=plane.root, check=True, env=os.environ | environment)
        seen = (tmp_path / "seen").read_text().split()
        assert "a.yaml" in seen
        assert ("b.yaml" in seen) is (len(command) == 4)


def test_blobs_that_a_partial_clone_lacks_come_in_one_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q", "whole")
    for name in ("one", "two", "three"):
        (tmp_path / "whole" / name).write_text(name)
    git("-C", "whole", "add", ".")
    git("-C", "whole", "commit", "-qm", "three")
    git("-C", "whole", "config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--no-checkout", "--filter=blob:none", (tmp_path / "whole").as_uri(), "part")
    ids = git("-C", "whole", "ls-tree", "--object-only", "-r", "HEAD").split()
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(tmp_path / "trace"))
    assert [text for _, text in read_blobs(tmp_path / "part", iter(ids))] == [b"one", b"three", b"two"]
    assert (tmp_path / "trace").read_text().count('"name":"fetch"') == 1
