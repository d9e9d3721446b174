"""Files: bounded reading, atomic writing, and the layout of `records/`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from store_handstyled import TASK

from wmsgit.errors import NotFoundError
from wmsgit.store.files import digest_of, read_file
from wmsgit.store.layout import path_of, record_path, scan
from wmsgit.store.loading import load_file
from wmsgit.store.refusal import MAX_RECORD_BYTES, UnreadableError
from wmsgit.store.strays import scan_records_root


def make(root: Path, path: str, text: bytes = b"id: x\n") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    return file


def code_of(root: Path, path: str) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_file(root, path)
    assert caught.value.where == path
    return caught.value.code


def test_read_file_gives_the_bytes(tmp_path: Path) -> None:
    make(tmp_path, "records/tasks/2026/a.yaml", b"\xff\r\n")
    assert read_file(tmp_path, "records/tasks/2026/a.yaml") == b"\xff\r\n"


def test_read_file_through_a_link_to_the_workspace_is_fine(tmp_path: Path) -> None:
    make(tmp_path / "real", "a.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert read_file(tmp_path / "link", "a.yaml") == b"id: x\n"


def test_read_file_refuses_symbolic_links_anywhere_below_the_workspace(tmp_path: Path) -> None:
    make(tmp_path, "real/a.yaml")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "file.yaml").symlink_to("real/a.yaml")
    (tmp_path / "dangling.yaml").symlink_to("nowhere")
    assert {code_of(tmp_path, path) for path in ("folder/a.yaml", "file.yaml", "dangling.yaml")} == {"SYMLINK"}


def test_read_file_refuses_what_is_too_large_or_no_file(tmp_path: Path) -> None:
    with make(tmp_path, "large.yaml").open("wb") as file:
        file.truncate(1 << 40)
    make(tmp_path, "full.yaml", b"x" * MAX_RECORD_BYTES)
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    assert code_of(tmp_path, "large.yaml") == "SIZE"
    assert len(read_file(tmp_path, "full.yaml")) == MAX_RECORD_BYTES
    assert code_of(tmp_path, "pipe.yaml") == "UNREADABLE"
    assert code_of(tmp_path, "folder.yaml") == "UNREADABLE"
    assert code_of(tmp_path, "../outside.yaml") == "UNREADABLE"


def test_read_file_that_is_missing_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_file(tmp_path, "records/none.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_read_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    make(tmp_path, "a.yaml").chmod(0)
    assert code_of(tmp_path, "a.yaml") == "UNREADABLE"


def test_load_file_gives_data_and_digest(tmp_path: Path) -> None:
    make(tmp_path, "records/tasks/2026/A-1.yaml", b"id: other\ntitle: 1.10\n")
    loaded = load_file(tmp_path, "records/tasks/2026/A-1.yaml", TASK)
    assert (loaded.id, loaded.kind, loaded.problem) == ("A-1", "task", None)
    assert loaded.data == {"id": "other", "title": "1.10"}
    assert loaded.digest == digest_of(b"id: other\ntitle: 1.10\n")


def test_digest_is_the_id_that_git_gives_the_bytes(tmp_path: Path) -> None:
    command = ["git", "hash-object", "--stdin", "--no-filters"]
    for raw in (b"", b"id: A-1\ntitle: 1.10\r\n", b"\xff\x00"):
        said = subprocess.run(command, cwd=tmp_path, input=raw, capture_output=True, check=True).stdout
        assert digest_of(raw) == said.decode().strip()


@pytest.mark.parametrize("first", ["sys", "sys, hashlib"])
def test_the_digest_is_the_same_with_openssl_and_without(first: str) -> None:
    code = f"import {first}; from wmsgit.store.files import digest_of; print(digest_of(b'a\\n'), end='')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"78981922613b2afb6025042ff6bd878ac1994e85"


def test_load_file_of_a_bad_file_gives_a_finding(tmp_path: Path) -> None:
    make(tmp_path, "records/tasks/A-1.yaml", b"a: 1\na: 2\n")
    (tmp_path / "records/tasks/A-2.yaml").symlink_to("A-1.yaml")
    loaded = load_file(tmp_path, "records/tasks/A-1.yaml", TASK)
    assert loaded.data is None
    assert loaded.digest
    assert str(loaded.problem).startswith("records/tasks/A-1.yaml:2:1: DUPLICATE-KEY ")
    codes = [load_file(tmp_path, f"records/tasks/A-{n}.yaml", TASK).problem for n in (2, 3)]
    assert [problem.code for problem in codes if problem] == ["SYMLINK", "UNREADABLE"]


def test_scan_finds_records_at_any_depth_and_names_what_is_none(tmp_path: Path) -> None:
    for name in (
        "A-1.yaml",
        "2026/11/A-2.yaml",
        ".hidden.yaml",
        "A-1.yaml~",
        ".A-1.yaml.swp",
        "x.tmp",
        "x.orig",
        ".git/x.yaml",
    ):
        make(tmp_path, f"records/tasks/{name}")
    for name in ("A-3.yml", "notes.txt", "-bad.yaml", "a b.yaml", "CON.yaml", "A-4.YAML"):
        make(tmp_path, f"records/tasks/{name}")
    (tmp_path / "records/tasks/link.yaml").symlink_to("A-1.yaml")
    (tmp_path / "records/tasks/linked").symlink_to("2026")
    (tmp_path / "records/tasks/folder.yaml").mkdir()
    make(tmp_path, "records/tasks/folder.yaml/A-5.yaml")
    found = scan(tmp_path, "tasks")
    assert sorted(found.files) == [
        "records/tasks/2026/11/A-2.yaml", "records/tasks/A-1.yaml", "records/tasks/folder.yaml/A-5.yaml",
    ]  # fmt: skip
    stamp, status = found.files["records/tasks/A-1.yaml"], (tmp_path / "records/tasks/A-1.yaml").stat()
    assert stamp == (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    assert {finding.path.rpartition("/")[2]: finding.code for finding in found.strays} == {
        "A-3.yml": "STRAY", "notes.txt": "STRAY", "-bad.yaml": "NAME", "a b.yaml": "NAME", "CON.yaml": "NAME",
        "A-4.YAML": "STRAY", "link.yaml": "SYMLINK", "linked": "SYMLINK",
    }  # fmt: skip


def test_scan_of_a_missing_linked_or_wrong_folder(tmp_path: Path) -> None:
    assert scan(tmp_path, "tasks") == scan(tmp_path, "other")
    make(tmp_path, "elsewhere/A-1.yaml")
    (tmp_path / "records").mkdir()
    (tmp_path / "records/tasks").symlink_to("../elsewhere")
    make(tmp_path, "records/issues", b"a file")
    assert [(f.path, f.code) for f in scan(tmp_path, "tasks").strays] == [("records/tasks", "SYMLINK")]
    assert [(f.path, f.code) for f in scan(tmp_path, "issues").strays] == [("records/issues", "UNREADABLE")]
    assert scan(tmp_path, "tasks").files == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_scan_names_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    make(tmp_path, "records/tasks/closed/A-1.yaml").parent.chmod(0)
    assert [f.code for f in scan(tmp_path, "tasks").strays] == ["UNREADABLE"]


def test_scan_records_root_names_what_belongs_to_no_kind(tmp_path: Path) -> None:
    for path in (
        "workspace.yaml",
        "tasks/A.yaml",
        "a/b/X.yaml",
        "a/loose.yaml",
        "lost/x.yaml",
        "README.md",
        ".gitkeep",
    ):
        make(tmp_path, f"records/{path}")
    (tmp_path / "records/link").symlink_to("tasks")
    found = scan_records_root(tmp_path, ["tasks", "a/b", "missing"])
    assert [(f.path, f.code) for f in found] == [
        ("records/README.md", "STRAY"), ("records/a/loose.yaml", "STRAY"),
        ("records/link", "SYMLINK"), ("records/lost", "STRAY"),
    ]  # fmt: skip
    assert scan_records_root(tmp_path / "nowhere", ["tasks"]) == ()


def test_path_of_is_the_usual_path_where_a_file_is(tmp_path: Path) -> None:
    make(tmp_path, "records/tasks/A-1.yaml")
    make(tmp_path, "records/tasks/2026/A-2.yaml")
    assert record_path(TASK, "A-1") == "records/tasks/A-1.yaml"
    assert path_of(tmp_path, TASK, "A-1") == "records/tasks/A-1.yaml"
    assert path_of(tmp_path, TASK, "A-2") is None
    assert path_of(tmp_path, TASK, "../tasks/A-1") is None
