"""Whatever is typed, undone, saved, made or removed: an editor is told what a fresh `check` of that state says."""

from pathlib import Path

import pytest
from git_environment import use_git_environment
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lsp_desk import make_plane
from template_copies import copy_of

from wmsgit.features.catalogue import EXTENSIONS
from wmsgit.features.check.actions.run import check
from wmsgit.features.editing.actions.edited import EditedWorkspace
from wmsgit.model.finding import Finding, in_order
from wmsgit.workspace.workspace import Workspace

PATHS = [
    *(f"records/tasks/WS-TASK-00{number}.yaml" for number in range(1, 6)),
    "records/tasks/deep/ws-task-001.yaml",
    "records/issues/ISSUE-001.yaml",
    "records/issues/WS-TASK-002.yaml",
    "records/decisions/ADR-001.yaml",
    "records/placements/PLACE-001.yaml",
    "records/repos/core.yaml",
    "records/people/ann.yaml",
    "records/people/ben.yaml",
    "records/workspace.yaml",
    ".mailmap",
    "packs/base/rules.yaml",
]
PARTS = [
    "dependencies: [WS-TASK-001, WS-TASK-002]\n",
    "dependencies: [WS-TASK-003]\n",
    "blocked_by:\n  - WS-TASK-004\n  - ws-task-001\n",
    "supersedes: [ADR-001, ADR-009]\n",
    "related_task_id: WS-TASK-005\n",
    "status: done\n",
    "status: closed\n",
    "title: x\n",
    "id: WS-TASK-001\n",
    "repos_affected: [core, cor]\n",
    "related_files: [core/README.md, nowhere.md, ../x]\n",
    "path: ../../evil\n",
    "path: ../core\n",
    "labels: [\n",
    "<<<<<<< ours\n",
    "\t- x\n",
    "rules:\n  - {id: a, kind: placement, component: x}\n  - {id: a, kind: file_limit, max_lines: many}\n",
    "component_name: x\ncomponent_type: library\ncorrect_repo: core\ncreated_at: 2026-11-28T10:00:00Z\n",
    "created: 2026-11-28T10:00:00Z\n",
    "name: plane\n",
    "gates: {task.fly: {}}\n",
    "name: Ann Lee\n",
    "aliases: [Ann, Benn]\n",
    "assigned_to: Ben\n",
    "assigned_to: Ann\n",
    "Ann Lee <ann@example.org> Benn <ben@example.org>\n",
    "uses: [base@00000000]\n",
    "rules:\n  - {id: l, kind: import_layers, package: nowhere, layers: [a, b]}\n",
    "\U0001f600 \u2028: \x85\n",
    "next_step: a\u202eb\n",
    "\r\n",
]
OPERATIONS = st.tuples(
    st.sampled_from(["insert", "insert", "insert", "cut", "undo", "save", "close", "delete", "write", "look"]),
    st.sampled_from(PATHS),
    st.sampled_from(PARTS),
    st.integers(0, 10_000),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_plane(tmp_path_factory.mktemp("template"))


def fresh(root: Path) -> list[Finding]:
    return in_order(check(Workspace(root, use_cache=False, extensions=EXTENSIONS)).findings)


class Editor:
    """An editor of a plane, without a protocol: what it has open, with its undo stack."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.edited = EditedWorkspace(Workspace(root, extensions=EXTENSIONS))
        self.open: dict[str, list[str]] = {}
        list(self.edited.begin())

    def run(self, operation: str, path: str, part: str, number: int) -> None:
        file = self.root / path
        text = self.open[path][-1] if path in self.open else file.read_bytes().decode() if file.exists() else ""
        if operation == "insert":
            lines = text.splitlines(keepends=True)
            at = number % (len(lines) + 1)
            self.type(path, "".join([*lines[:at], part, *lines[at:]]))
        elif operation == "cut":
            at = number % (len(text) + 1)
            self.type(path, text[:at] + text[at + number % 40 :])
        elif operation == "undo" and len(self.open.get(path, ())) > 1:
            self.open[path].pop()
            self.edited.type(path, self.open[path][-1])
        elif operation in {"save", "write"}:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes((text if operation == "save" else part).encode())
            self.look()
        elif operation == "close" and self.open.pop(path, None):
            self.edited.close(path)
        elif operation == "delete" and path != "records/workspace.yaml":
            file.unlink(missing_ok=True)
            self.look()
        self.edited.diagnose()

    def type(self, path: str, text: str) -> None:
        self.open.setdefault(path, []).append(text)
        self.edited.type(path, text)

    def look(self) -> None:
        if self.edited.look().is_all:
            list(self.edited.begin())

    def save_all(self) -> None:
        for path, texts in self.open.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(texts[-1].encode())
        self.look()
        self.edited.diagnose()
        self.edited.hint()

    def told(self) -> list[Finding]:
        return in_order(finding for path in self.edited.diagnosis.paths() for finding in self.edited.findings(path)[0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(st.lists(OPERATIONS, min_size=1, max_size=20))
@example([("insert", "records/tasks/deep/ws-task-001.yaml", "dependencies: [WS-TASK-001, WS-TASK-002]\n", 0)])
@example([("insert", "records/tasks/WS-TASK-001.yaml", "blocked_by:\n  - WS-TASK-004\n  - ws-task-001\n", 99)])
def test_any_editing_ends_in_what_check_says(
    template: Path, tmp_path_factory: pytest.TempPathFactory, operations: list[tuple[str, str, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("editing").resolve()
    with pytest.MonkeyPatch.context() as patch:
        use_git_environment(folder / "home", patch)
        editor = Editor(copy_of(template, folder))
        for operation in operations:
            editor.run(*operation)
        editor.save_all()
        assert editor.told() == fresh(editor.root)
        anew = EditedWorkspace(Workspace(editor.root, extensions=EXTENSIONS))
        assert editor.edited.hints.findings() == anew.hints.findings()
