"""What a workspace at a revision shows is what a checkout of it shows, on random histories."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from git_output import git

from wmsgit import WorkspaceDB
from wmsgit.errors import AmbiguousError, NotFoundError, UsageError
from wmsgit.features.check.actions.run import check
from wmsgit.index.index import Index
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.revisions.workspace_at import PastWorkspace
from wmsgit.workspace.workspace import Workspace

TASK = "title: One\nstatus: pending\ncreated: '2026-01-01T10:00:00Z'\n"
RISK = '{"type": "object", "properties": {"title": {"type": "string"}, "level": {"type": ["%s"]}}}'
SQL = (
    "select kind, id, path, title, status, date from records order by kind, path",
    "select source, field, target from record_links order by 1, 2, 3",
    "select path, code, message from unreadable order by path",
    "select id, title, status, priority, repos_affected, dependencies from workspace_tasks order by record_path",
    "select id, title from record_search order by id, title",
)


def commit(root: Path, message: str = "by hand") -> str:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def write(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode())


def at(root: Path, ref: str) -> PastWorkspace:
    ws = Workspace(root)
    return PastWorkspace(ws, revision_of(ws, ref))


def everything(ws: Workspace) -> dict[str, Any]:
    """All that a workspace shows."""
    index: Index = ws.index()
    kinds = list(ws.registry.kinds())
    return {
        "records": {kind.name: {r.path: r.data for r in index.documents(kind)} for kind in kinds},
        "sql": [
            list(index.sql(statement, is_own=True)[1])  # with bounds, each would be run in a process of its own
            for statement in SQL
            if "workspace_tasks" not in statement or kinds
        ],
        "unreadable": [str(finding) for finding in ws.unreadable()],
        "state": index.state,
    }


class History:
    """A workspace that is changed at random, by hand, from commit to commit."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.commits: list[str] = []

    def run(self, count: int) -> None:
        for number in range(count):
            for _ in range(self.chance.randint(2, 7)):
                self.chance.choice(self.edits)(self)
            self.commits.append(commit(self.root, f"change {number}"))

    def _some(self) -> Path | None:
        found = sorted(path for path in (self.root / "records").rglob("*.y*ml") if path.name != "workspace.yaml")
        found = [path for path in found if not path.is_symlink()]
        return self.chance.choice(found) if found else None

    def add(self) -> None:
        number = self.chance.randint(1, 30)
        folder = self.chance.choice(("", "2026/", "2026/q1/", "old/"))
        needs = f"dependencies: [T-{self.chance.randint(1, 30):03d}]\n"
        text = TASK.replace("One", f"Task {number}") + self.chance.choice(("", needs, "repos_affected: [all]\n"))
        write(self.root, f"records/tasks/{folder}T-{number:03d}.yaml", text)

    def edit(self) -> None:
        path = self._some()
        if path:
            path.write_bytes(
                path.read_bytes() + self.chance.choice((b"# by hand\n", b"priority: HIGH\n", b"notes: |\n  x\n"))
            )

    def wind(self) -> None:
        path = self._some()
        if path:
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def spoil(self) -> None:
        write(
            self.root,
            f"records/tasks/BAD-{self.chance.randint(1, 4)}.yaml",
            self.chance.choice(("title: [\n", "- x\n", "")),
        )

    def stray(self) -> None:
        name = self.chance.choice(("notes.md", "odd name.yaml", "T-001.yml", ".hidden/T-9.yaml"))
        write(self.root, f"records/tasks/{name}", TASK)

    def link(self) -> None:
        link = self.root / f"records/tasks/LINK-{self.chance.randint(1, 2)}.yaml"
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to("T-001.yaml")

    def delete(self) -> None:
        path = self._some()
        if path:
            path.unlink()

    def move(self) -> None:
        path = self._some()
        if path:
            path.rename(path.parent.parent / path.name if path.parent.name != "tasks" else path.with_name("MOVED.yaml"))

    def schema(self) -> None:
        write(self.root, "schemas/risk.schema.json", RISK % self.chance.choice(("string", "number", "string")))
        write(self.root, f"records/risks/R-{self.chance.randint(1, 3)}.yaml", "title: x\nlevel: 1.10\n")

    def unschema(self) -> None:
        (self.root / "schemas/risk.schema.json").unlink(missing_ok=True)

    def break_schema(self) -> None:
        write(self.root, "schemas/risk.schema.json", "{")

    edits: tuple[Callable[["History"], None], ...] = (
        *(add, add, add, add, edit, edit, edit, wind, spoil, stray, link, delete, move, schema, unschema, break_schema),
    )


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(1, 9))])
def test_everything_at_a_commit_is_as_in_a_checkout(root: Path, tmp_path: Path, seed: int) -> None:
    history = History(root, seed)
    history.run(5)
    _ = Workspace(root).index().state  # what the working tree's index knows is made use of
    expected = {}
    for number, revision in enumerate(history.commits):
        folder = tmp_path / f"checkout-{number}"
        git(root, "worktree", "add", "-q", "--detach", str(folder), revision)
        ws = Workspace(folder, use_cache=False)
        expected[revision] = everything(ws), [str(finding) for finding in check(ws).findings]
    asked = [history.chance.choice(history.commits) for _ in range(2)]
    for revision in (*history.commits, *asked):
        past = at(root, revision)
        shown, findings = expected[revision]
        assert everything(past) == shown
        assert [str(finding) for finding in check(past).findings] == findings
    assert git(root, "status", "--porcelain") == ""


def test_a_folder_of_an_inner_kind_is_its_own(root: Path, tmp_path: Path) -> None:
    write(root, "schemas/sub.schema.json", '{"x-wmsgit": {"folder": "tasks/sub"}, "properties": {"title": {}}}')
    write(root, "records/tasks/A.yaml", TASK)
    write(root, "records/tasks/sub/B.yaml", "title: x\n")
    revision = commit(root)
    past = at(root, revision)
    assert {(entry.kind, entry.id) for entry in past.index().entries()} == {("task", "A"), ("sub", "B")}


def test_a_folder_that_is_a_link_is_not_followed(root: Path, tmp_path: Path) -> None:
    write(root, "elsewhere/A.yaml", TASK)
    (root / "records/tasks").rmdir() if (root / "records/tasks").is_dir() else None
    (root / "records/tasks").symlink_to("../elsewhere")
    revision = commit(root)
    git(root, "worktree", "add", "-q", "--detach", str(tmp_path / "checkout"), revision)
    assert everything(at(root, revision)) == everything(Workspace(tmp_path / "checkout", use_cache=False))


def test_without_schemas_the_packaged_ones_hold(root: Path) -> None:
    write(root, "records/tasks/A.yaml", TASK)
    git(root, "rm", "-qr", "schemas")
    revision = commit(root)
    for _ in range(2):
        assert at(root, revision).index().find("A").kind == "task"


def test_a_kept_index_is_used_and_only_a_few_are_kept(root: Path) -> None:
    commits = []
    for number in range(7):
        write(root, "records/tasks/A.yaml", TASK.replace("One", f"Title {number}"))
        commits.append(commit(root))
    for revision in (*commits, *commits):
        past = at(root, revision)
        title = past.index().find("A").title
        assert title == f"Title {commits.index(revision)}"
        folders = [path.name for path in (root / ".git/wmsgit/at").iterdir()]
        assert revision in folders
        assert len(folders) <= 4


@pytest.mark.parametrize("name", ["snapshot", "tree.json"])
def test_a_damaged_index_is_made_again(root: Path, name: str) -> None:
    write(root, "records/tasks/A.yaml", TASK)
    revision = commit(root)
    before = everything(at(root, revision))
    path = root / ".git/wmsgit/at" / revision / name
    for damaged in (b"", b"x" * 300, path.read_bytes()[:-20]):
        path.write_bytes(damaged)
        assert everything(at(root, revision)) == before
    path.unlink()
    assert everything(at(root, revision)) == before


def test_a_cache_that_cannot_be_written_costs_time_alone(root: Path) -> None:
    write(root, "records/tasks/A.yaml", TASK)
    revision = commit(root)
    (root / ".git/wmsgit").mkdir(exist_ok=True)
    for name in ("at", "parsed"):
        (root / ".git/wmsgit" / name).write_text("in the way")
    assert at(root, revision).index().find("A").title == "One"


def test_records_are_found_before_and_after_the_index_is_made(root: Path) -> None:
    write(root, "records/tasks/A.yaml", TASK)
    write(root, "records/tasks/deep/B.yaml", TASK)
    write(root, "records/tasks/B-2.yaml", TASK)
    revision = commit(root)
    (root / "records/tasks/A.yaml").unlink()
    for _ in range(2):
        past = at(root, revision)
        task = past.kind("task")
        assert past.record(past.locate("A", task)).data["title"] == "One"
        assert past.locate("B").path == "records/tasks/deep/B.yaml"
        assert past.record(past.locate("B-2")).path == "records/tasks/B-2.yaml"
        with pytest.raises(NotFoundError, match=rf"there is no record C at {revision[:10]} \(20"):
            past.locate("C")
    write(root, "records/tasks/twice/A.yaml", TASK)
    write(root, "records/tasks/again/A.yaml", TASK)
    commit(root)
    with pytest.raises(AmbiguousError, match="fits 2 records at"):
        at(root, "HEAD").locate("A")


def test_a_record_that_is_a_link_is_not_read(root: Path) -> None:
    write(root, "elsewhere.yaml", TASK)
    (root / "records/tasks").mkdir(exist_ok=True)
    (root / "records/tasks/A.yaml").symlink_to("../../elsewhere.yaml")
    commit(root)
    with pytest.raises(NotFoundError):
        at(root, "HEAD").locate("A")


def test_check_of_a_commit_needs_no_file_of_today(root: Path) -> None:
    write(root, "records/tasks/A.yaml", TASK + "priority: WRONG\n")
    revision = commit(root)
    (root / "records/tasks/A.yaml").unlink()
    found = check(at(root, revision), paths=["records/tasks/A.yaml"])
    assert [(item.path, item.line) for item in found.findings] == [("records/tasks/A.yaml", 4)]
    with pytest.raises(UsageError):
        check(at(root, revision), staged=True)


# The Python API


def test_the_api_reads_the_past(root: Path) -> None:
    db = WorkspaceDB(workspace_root=root)
    db.add_task("T-1", "First", priority="HIGH")
    db.add_task("T-2", "Second", dependencies=["T-1"])
    git(root, "tag", "v1")
    db.update_task_status("T-1", "completed")
    db.add_task("T-3", "Third")
    past = db.at("v1")
    assert {task.id for task in past.get_tasks()} == {"T-1", "T-2"}
    first, second = past.get_task("T-1"), db.get_task("T-1")
    assert first is not None
    assert second is not None
    assert (first.status, second.status) == ("pending", "completed")
    assert past.get_task("T-3") is None
    assert past.get_task_statistics()["completed"] == 0
    assert past.sql("select count(*) as n from workspace_tasks") == [{"n": 2}]
    assert [task.title for task in past.records("task", priority="HIGH")] == ["First"]
    assert len(past.export_to_json()["tasks"]) == 2
    assert db.at("HEAD").get_task_statistics()["total"] == 3


def test_the_api_writes_nothing_into_the_past(root: Path) -> None:
    db = WorkspaceDB(workspace_root=root)
    db.add_task("T-1", "First")
    head = git(root, "rev-parse", "HEAD")
    past = db.at("HEAD")
    calls: list[Callable[[], Any]] = [
        lambda: past.add_task("T-2", "Second"),
        lambda: past.update_task_status("T-1", "completed"),
        lambda: past.add_session("S-1"),
        lambda: past.add_issue("I-1", "bug", "HIGH", "x"),
        lambda: past.add_decision("D-1", None, "x"),
        lambda: past.log_context_switch("api", "../api"),
        lambda: past.import_from_json({"tasks": [{"id": "T-9", "title": "x"}]}),
        lambda: past.transaction("x").__enter__(),
    ]
    for call in calls:
        with pytest.raises(UsageError, match="cannot be changed"):
            call()
    assert git(root, "rev-parse", "HEAD") == head
    assert git(root, "status", "--porcelain") == ""
