"""The records of a commit are those that a checkout of it shows."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from git_output import git

from wmsgit.features.check.actions.past import commit_tree
from wmsgit.features.review.actions.sides import state_of
from wmsgit.index.refresh import Contents
from wmsgit.model.finding import in_order
from wmsgit.model.record import Data, Record
from wmsgit.workspace.revisions.record_cache import ParsedCache
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.revisions.workspace_at import PastWorkspace
from wmsgit.workspace.workspace import Workspace

TASK = "title: One\nstatus: pending\ncreated: '2026-01-01T10:00:00Z'\n"


def commit(root: Path, files: dict[str, str | None]) -> str:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink() if text is None else target.write_bytes(text.encode())
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "by hand")
    return git(root, "rev-parse", "HEAD")


def checked_out(root: Path, revision: str, folder: Path) -> tuple[dict[tuple[str, str], Data], list[str]]:
    """What an ordinary look at a checkout finds: path and id → data, and the findings."""
    git(root, "worktree", "add", "-q", "--detach", str(folder), revision)
    ws = Workspace(folder, use_cache=False)
    found = {
        (record.path, record.id): record.data for kind in ws.registry.kinds() for record in ws.index().documents(kind)
    }
    return found, [str(finding) for finding in ws.unreadable()]


def at(root: Path, revision: str) -> tuple[dict[tuple[str, str], Data], list[str]]:
    tree, listed = commit_tree(Workspace(root), revision)
    loaded = {(file.path, file.id): file.data for file in tree.files if file.data is not None}
    unreadable = in_order({*(file.problem for file in tree.files if file.problem), *listed.strays})
    hidden = [str(finding) for finding in unreadable if finding.code != "STRAY" or finding.path.endswith(".yml")]
    return loaded, hidden


def records_at(ws: Workspace, revision: str) -> Mapping[tuple[str, str], Record]:
    """Kind and id → record."""
    return state_of(commit_tree(ws, revision)[0]).records


def test_records_at_a_commit_are_those_of_a_checkout(root: Path, tmp_path: Path) -> None:
    (root / "records/tasks").mkdir(parents=True, exist_ok=True)
    (root / "records/tasks/LINK.yaml").symlink_to("WS-TASK-001.yaml")
    revision = commit(
        root,
        {
            "records/tasks/WS-TASK-001.yaml": TASK,
            "records/tasks/2026/WS-TASK-002.yaml": TASK.replace("\n", "\r\n"),
            "records/tasks/.hidden/WS-TASK-003.yaml": TASK,
            "records/tasks/bad name.yaml": TASK,
            "records/tasks/BROKEN.yaml": "title: [\n",
            "records/tasks/LARGE.yaml": "title: " + "x" * (1 << 20),
            "records/tasks/NOTES.md": "not a record\n",
            "records/tasks/OTHER.yml": TASK,
            "records/tasks/HUGE-NUMBER.yaml": f"title: One\nmetadata:\n  n: {'7' * 5000}\n",
            "records/strange/X.yaml": TASK,
        },
    )
    expected = checked_out(root, revision, tmp_path / "checkout")
    assert at(root, revision) == expected
    assert at(root, revision) == expected  # from the cache
    assert len(expected[1]) >= 4


def test_the_schemas_of_the_commit_hold(root: Path, tmp_path: Path) -> None:
    (root / "records/risks").mkdir()
    first = commit(
        root,
        {
            "schemas/risk.schema.json": '{"type": "object", "properties": {"version": {"type": "string"}}}',
            "records/risks/RISK-001.yaml": "version: 1.10\n",
        },
    )
    second = commit(
        root, {"schemas/risk.schema.json": '{"type": "object", "properties": {"version": {"type": "number"}}}'}
    )
    third = commit(root, {"schemas/risk.schema.json": None})
    for number, revision in enumerate((first, second, third)):
        assert at(root, revision) == checked_out(root, revision, tmp_path / f"checkout-{number}")
    key = ("risk", "RISK-001")
    assert records_at(Workspace(root), first)[key].data == {"version": "1.10"}
    assert records_at(Workspace(root), second)[key].data == {"version": 1.1}
    assert key not in records_at(Workspace(root), third)


def test_only_what_differs_is_read_again(root: Path) -> None:
    tasks = {f"records/tasks/WS-TASK-{n:03d}.yaml": TASK.replace("One", str(n)) for n in range(1, 6)}
    first = commit(root, tasks)
    second = commit(root, {"records/tasks/WS-TASK-003.yaml": TASK.replace("One", "new")})
    assert len(records_at(Workspace(root), first)) == 5
    found = records_at(Workspace(root), second)
    assert found["task", "WS-TASK-003"].data["title"] == "new"
    packs = (root / ".git/wmsgit/parsed").glob("*.parsed")
    assert sorted(struct.unpack_from("<Q", pack.read_bytes(), 16)[0] for pack in packs) == [1, 5]


def test_beside_a_warm_plane_only_what_differs_from_it_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = {f"records/tasks/WS-TASK-{n:03d}.yaml": TASK.replace("One", str(n)) for n in range(1, 6)}
    first = commit(root, tasks)
    commit(root, {"records/tasks/WS-TASK-003.yaml": TASK.replace("One", "new"), "records/tasks/WS-TASK-004.yaml": None})
    path = root / "records/tasks/WS-TASK-001.yaml"
    path.write_bytes(
        path.read_bytes().replace(b"\n", b"\r\n")
    )  # a filter of Git takes it for the same; it is none here
    Workspace(root).index().close()
    read: list[str] = []
    whole = Contents.__init__

    def counted(self: Contents, digests: Any, load: Any) -> None:
        whole(self, digests, lambda files: read.extend(path for path, _ in files) or load(files))

    monkeypatch.setattr(Contents, "__init__", counted)
    ws = Workspace(root)
    past = PastWorkspace(ws, revision_of(ws, first))
    titles = dict(past.index().select(past.kind("task"), columns=("id", "title")))
    assert titles == {f"WS-TASK-{n:03d}": str(n) for n in range(1, 6)}
    assert sorted(read) == [f"records/tasks/WS-TASK-{n:03d}.yaml" for n in (1, 3, 4)]


def test_equal_content_means_equal_data(root: Path) -> None:
    first = commit(root, {"records/tasks/WS-TASK-001.yaml": TASK})
    second = commit(root, {"records/tasks/2026/WS-TASK-001.yaml": TASK, "records/tasks/WS-TASK-001.yaml": None})
    (before,), (after,) = (records_at(Workspace(root), revision).values() for revision in (first, second))
    assert (before.data, before.path) == (after.data, "records/tasks/WS-TASK-001.yaml")
    assert after.path == "records/tasks/2026/WS-TASK-001.yaml"
    (pack,) = (root / ".git/wmsgit/parsed").glob("*.parsed")
    assert struct.unpack_from("<Q", pack.read_bytes(), 16)[0] == 1  # it was parsed once


def test_of_two_files_with_one_id_the_first_is_the_record(root: Path) -> None:
    paths = ("records/tasks/A.yaml", "records/tasks/b/A.yaml")
    revision = commit(root, dict.fromkeys(paths, TASK))
    assert records_at(Workspace(root), revision)["task", "A"].path == paths[0]
    assert [file.path for file in commit_tree(Workspace(root), revision)[0].files] == list(paths)


def test_the_working_tree_and_the_index_are_left_alone(root: Path) -> None:
    first = commit(root, {"records/tasks/A.yaml": TASK})
    commit(root, {"records/tasks/A.yaml": None})
    (root / "records/tasks").mkdir(exist_ok=True)
    (root / "records/tasks/B.yaml").write_text(TASK)
    before = git(root, "status", "--porcelain=v2", "-uall"), git(root, "worktree", "list")
    assert set(records_at(Workspace(root), first)) == {("task", "A")}
    assert (git(root, "status", "--porcelain=v2", "-uall"), git(root, "worktree", "list")) == before


def test_a_date_and_a_ref_lead_to_a_commit(root: Path) -> None:
    revision = commit(root, {"records/tasks/A.yaml": TASK})
    assert revision_of(Workspace(root), "HEAD").commit == revision
    assert revision_of(Workspace(root), "2099-12-31").commit == revision


def test_damaged_packs_cost_time_alone(root: Path) -> None:
    revision = commit(root, {"records/tasks/A.yaml": TASK, "records/tasks/B.yaml": TASK.replace("One", "Two")})
    expected = at(root, revision)
    (pack,) = (root / ".git/wmsgit/parsed").glob("*.parsed")
    whole = pack.read_bytes()
    for damaged in (b"", b"x", whole[:-3], whole[:40] + b"\0" + whole[41:], whole[:-5] + b"\xff" * 5):
        for other in (root / ".git/wmsgit/parsed").glob("*.parsed"):
            other.unlink()
        pack.write_bytes(damaged)
        assert at(root, revision) == expected


def test_many_packs_become_few_and_keep_their_entries(tmp_path: Path) -> None:
    entries = {number.to_bytes(16, "big"): b"[%d]" % number for number in range(40)}
    for key, entry in entries.items():
        ParsedCache(tmp_path).put({key: entry})
    assert ParsedCache(tmp_path).get(entries) == entries
    assert len(list(tmp_path.iterdir())) <= 9


def test_a_large_pack_is_not_written_again_for_every_few_small_ones(tmp_path: Path) -> None:
    cache, entries = ParsedCache(tmp_path), {number.to_bytes(16, "big"): b"[%d]" % number for number in range(40)}
    cache.put({b"large".ljust(16): b"x" * 100_000})
    (large,) = tmp_path.iterdir()
    for key, entry in entries.items():
        cache.put({key: entry})
    assert large.exists()
    assert cache.get(entries) == ParsedCache(tmp_path).get(entries) == entries
    assert len(list(tmp_path.iterdir())) <= 9


def test_the_cache_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wmsgit.workspace.revisions import record_cache as cache

    monkeypatch.setattr(cache, "_MAX_BYTES", 10_000)
    monkeypatch.setattr(cache, "_SMALL_BYTES", 2_000)
    for number in range(60):
        ParsedCache(tmp_path).put({number.to_bytes(16, "big"): b"x" * 900})
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    assert ParsedCache(tmp_path).get([(59).to_bytes(16, "big")])


def test_without_a_place_nothing_is_kept(root: Path) -> None:
    revision = commit(root, {"records/tasks/A.yaml": TASK})
    assert set(records_at(Workspace(root, use_cache=False), revision)) == {("task", "A")}
    assert not (root / ".git/wmsgit/parsed").exists()
