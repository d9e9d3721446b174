"""The writer: whole files or none, and no link followed."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from wmsgit.disk.folder import read_plain
from wmsgit.disk.named import named_file
from wmsgit.disk.own import OwnFolder, is_own
from wmsgit.disk.temporary import PREFIX, sweep_folder, temporary_name
from wmsgit.disk.writer import move_file, open_lock, remove_file, write_file, write_files
from wmsgit.errors import GitError, InvalidError, NotFoundError


def make(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    return path


def test_write_file_makes_folders_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "records" / "deep" / "a.yaml"
    write_file(tmp_path, "records/deep/a.yaml", b"one")
    path.chmod(0o640)
    inode = path.stat().st_ino
    write_file(tmp_path, "records/deep/a.yaml", b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != inode
    assert os.listdir(path.parent) == ["a.yaml"]


@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "x"), KeyboardInterrupt(), OSError(errno.EIO, "input/output error")]
)
def test_write_file_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail(_handle: int) -> None:
        raise failure

    path = make(tmp_path)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((GitError, KeyboardInterrupt)) as caught:
        write_file(tmp_path, "a.yaml", b"new")
    if isinstance(failure, OSError):
        words = "no space left on device" if failure.errno == errno.ENOSPC else "input/output error"
        assert words in str(caught.value)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.yaml"]


def test_write_file_on_a_full_disk_says_so() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    with pytest.raises(GitError):
        write_file(Path("/proc"), "none/a.yaml", b"x")


def test_remove_file_removes_and_tells_when_there_is_none(tmp_path: Path) -> None:
    path = make(tmp_path)
    remove_file(tmp_path, "a.yaml")
    assert not path.exists()
    with pytest.raises(NotFoundError):
        remove_file(tmp_path, "a.yaml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(GitError):
        remove_file(tmp_path, "folder")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file outside of the root, to which links lead."""
    path = tmp_path / "home" / "victim"
    path.parent.mkdir()
    path.write_bytes(b"mine")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root"
    (path / "folder").mkdir(parents=True)
    return path


@pytest.mark.parametrize("link", ["a", "folder/a", "linked", "folder/linked"])
def test_nothing_is_written_through_a_link(root: Path, victim: Path, link: str) -> None:
    target = victim.parent if link.endswith("linked") else victim
    (root / link).symlink_to(target)
    path = f"{link}/victim" if link.endswith("linked") else link
    for write in (lambda: write_file(root, path, b"x"), lambda: open_lock(root, path), lambda: read_plain(root, path)):
        with pytest.raises(InvalidError, match="symbolic link") as caught:
            write()
        assert caught.value.hint
        assert path in caught.value.where
    assert victim.read_bytes() == b"mine"
    assert os.listdir(victim.parent) == ["victim"]
    assert (root / link).is_symlink()


def test_a_link_to_nowhere_makes_no_file(root: Path, tmp_path: Path) -> None:
    (root / "a").symlink_to(tmp_path / "new")
    with pytest.raises(InvalidError):
        write_file(root, "a", b"x")
    with pytest.raises(InvalidError):
        open_lock(root, "a")
    assert not (tmp_path / "new").exists()


def test_no_folder_behind_a_link_loses_a_file(root: Path, victim: Path) -> None:
    (root / "linked").symlink_to(victim.parent)
    for act in (lambda: remove_file(root, "linked/victim"), lambda: move_file(root, "linked/victim", "x")):
        with pytest.raises(InvalidError):
            act()
    assert victim.exists()


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", "a//x", "./x", ""])
def test_no_path_leads_out_of_the_root(root: Path, path: str) -> None:
    with pytest.raises(GitError):
        write_file(root, path, b"x")


def test_a_pipe_is_not_replaced_or_waited_for(root: Path) -> None:
    os.mkfifo(root / "a")
    with pytest.raises(GitError, match="no regular file"):
        write_file(root, "a", b"x")
    with pytest.raises(GitError, match="no regular file"):
        read_plain(root, "a")


def test_files_of_more_folders_than_are_held_open_are_written(root: Path) -> None:
    files = [(f"{number}/{number}", b"%d" % number) for number in range(150)]
    write_files(root, files)
    assert all((root / path).read_bytes() == text for path, text in files)
    assert not [path for path in root.rglob("*") if path.name.startswith(PREFIX)]


def test_a_new_program_has_its_mode_and_an_old_one_keeps_its_own(root: Path) -> None:
    write_file(root, "new", b"x", mode=0o755)
    (root / "old").write_bytes(b"")
    (root / "old").chmod(0o700)
    write_file(root, "old", b"x", mode=0o755)
    assert [stat.S_IMODE((root / name).stat().st_mode) for name in ("new", "old")] == [0o755, 0o700]


def test_what_dead_writers_left_is_swept_and_what_living_ones_have_is_not(root: Path) -> None:
    dead, mine = f"{PREFIX}999999999-00", temporary_name()
    for name in (dead, mine, ".wmsgit-tmp-x", "a.tmp"):
        (root / "folder" / name).write_bytes(b"")
    sweep_folder(root, "folder")
    assert sorted(os.listdir(root / "folder")) == sorted([mine, ".wmsgit-tmp-x", "a.tmp"])
    os.utime(root / "folder" / mine, (1, 1))
    sweep_folder(root, "folder")
    assert mine not in os.listdir(root / "folder")


def test_named_file_lets_links_be_the_users_own_only_outside_of_checkouts(tmp_path: Path) -> None:
    (tmp_path / "top" / ".git").mkdir(parents=True)
    (tmp_path / "top" / "other" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "top")
    assert named_file(tmp_path / "top/docs/a.md") == (tmp_path / "top", "docs/a.md")
    assert named_file(tmp_path / "top/other/a.md") == (tmp_path / "top", "other/a.md")
    assert named_file(tmp_path / "link/docs/a.md") == (tmp_path / "link", "docs/a.md")
    assert named_file(tmp_path / "top/../x/a.md") == (tmp_path / "x", "a.md")
    assert named_file(tmp_path / "x/y/a.md", [tmp_path / "x"]) == (tmp_path / "x", "y/a.md")


class TestOwnFolder:
    """A cache: what cannot be trusted is as good as missing."""

    def test_it_keeps_and_gives(self, tmp_path: Path) -> None:
        own = OwnFolder(tmp_path / "cache" / "deep")
        own.write("a", [b"one", b"two"])
        own.append("a", b"three")
        assert own.read("a") == b"onetwothree"
        assert os.listdir(own.path) == ["a"]
        own.remove("a")
        own.remove("a")
        with pytest.raises(FileNotFoundError):
            own.read("a")

    @pytest.mark.parametrize("link", ["cache", "cache/deep", "cache/deep/a"])
    def test_no_link_is_followed(self, tmp_path: Path, victim: Path, link: str) -> None:
        path = tmp_path / link
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(victim if link.endswith("a") else victim.parent)
        own, name = OwnFolder(tmp_path / "cache" / "deep"), "a" if link.endswith("a") else "victim"
        for act in (lambda: own.read(name), lambda: own.append(name, b"x"), lambda: own.open_lock(name)):
            with pytest.raises(OSError, match=r"symbolic link|[Ll]inks"):
                act()
        with suppress(OSError):
            own.write(name, [b"x"])  # a link in the place of the file is replaced, and not followed
        assert victim.read_bytes() == b"mine"
        assert os.listdir(victim.parent) == ["victim"]

    def test_what_a_clone_has_made_is_not_believed(self, tmp_path: Path) -> None:
        for clone in ("cache", "cache/deep"):
            own = OwnFolder(tmp_path / "cache" / "deep", depth=1)
            own.write("a", [b"x"])
            (tmp_path / clone / ".git").mkdir()
            with pytest.raises(OSError, match="clone"):
                own.read("a")
            with pytest.raises(OSError, match="clone"):
                own.write("a", [b"y"])
            (tmp_path / clone / ".git").rmdir()
            assert own.read("a") == b"x"

    def test_another_users_files_are_not_believed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = OwnFolder(tmp_path / "cache")
        own.write("a", [b"x"])
        assert is_own(own.path)
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        assert not is_own(own.path)
        for act in (lambda: own.read("a"), lambda: own.write("a", [b"y"]), lambda: own.append("a", b"y")):
            with pytest.raises(OSError, match="another user"):
                act()

    def test_a_write_that_fails_leaves_nothing_behind(self, tmp_path: Path) -> None:
        own = OwnFolder(tmp_path / "cache")
        own.write("a", [b"old"])

        def parts() -> Iterator[bytes]:
            yield b"new"
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            own.write("a", parts())
        assert own.read("a") == b"old"
        assert os.listdir(own.path) == ["a"]

    def test_a_borrowed_file_is_the_same(self, tmp_path: Path) -> None:
        source, target = OwnFolder(tmp_path / "one"), OwnFolder(tmp_path / "two")
        source.write("a", [b"x"])
        target.borrow(source, "a")
        assert target.read("a") == b"x"
