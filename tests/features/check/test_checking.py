"""Checking whole workspaces: on real files, real Git, and with what is left of an earlier check."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wmsgit.errors import GitError, NotFoundError
from wmsgit.features.check.actions import tree
from wmsgit.features.check.actions.cache import CLEAN, PLACES, RESULT
from wmsgit.features.check.actions.run import CheckReport, check
from wmsgit.index.index import Index
from wmsgit.model.finding import in_order
from wmsgit.workspace.left_out import read_present
from wmsgit.workspace.workspace import Workspace

TASK = "status: pending\ncreated: 2026-11-23T09:30:00Z\n"
RISK = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string"},
        "parent": {"type": "string", "x-wmsgit": {"references": "risk", "acyclic": True}},
    },
}


class Plane:
    """A workspace in a repository of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def task(self, name: str, fields: str = "", title: str = "title: A\n") -> Path:
        return self.write(f"records/tasks/{name}.yaml", title + TASK + fields)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout

    def open(self, **options) -> Workspace:
        return Workspace(self.root, **options)

    def check(self, **options) -> CheckReport:
        return check(self.open(), **options)

    def codes(self, **options) -> list[str]:
        return [finding.code for finding in self.check(**options).findings]

    def lines(self, **options) -> list[str]:
        return [str(finding) for finding in self.check(**options).findings]

    @property
    def cache(self) -> Path:
        return self.root / ".git" / "wmsgit"

    def everything(self) -> dict[str, bytes]:
        """Path → bytes of every file outside of the Git directory."""
        paths = [path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts]
        return {str(path): path.read_bytes() for path in paths}


def make_plane(root: Path) -> Plane:
    root.mkdir(exist_ok=True)
    plane = Plane(root)
    plane.git("-c", "init.defaultBranch=main", "init", "--quiet")
    plane.write("records/workspace.yaml", "name: plane\n")
    return plane


@pytest.fixture
def plane(tmp_path: Path) -> Plane:
    return make_plane(tmp_path / "plane")


def test_check_of_a_sound_workspace_finds_nothing(plane: Plane) -> None:
    plane.task("T-1", "dependencies: [T-2]\n")
    plane.task("2026/T-2")
    assert plane.check() == CheckReport((), 2, {})


def test_check_reports_every_sort_of_problem_at_once_in_order(plane: Plane) -> None:
    plane.task("T-1", "dependencies: [T-2]\npriority: URGENT\n")
    plane.task("T-2", "id: T-9\ndependencies: [T-1, T-77]\nrepos_affected: [core]\nrelated_files: [docs/a.md]\n")
    plane.write("records/tasks/T-3.yaml", "title: A\ntitle: B\n")
    plane.write("records/tasks/T-4.yaml", "title: [A\n")
    plane.write("records/issues/t-1.yaml", "title: A\n")
    plane.write("records/tasks/T-5.yml", "title: A\n")
    plane.write("records/taks/T-6.yaml", "title: A\n")
    plane.write("records/tasks/T-7.yaml", "title: " + "A" * (1 << 20))
    plane.write("records/tasks/bad name.yaml", "title: A\n")
    (plane.root / "records/tasks/T-8.yaml").symlink_to("T-1.yaml")
    plane.write("records/workspace.yaml", "nme: plane\nrequires_wmsgit: '>=99'\n")
    lines = plane.lines()
    found = {" ".join(line.split(" ")[:2]) for line in lines}
    assert found >= {
        "records/issues/t-1.yaml: DUPLICATE-ID",
        "records/issues/t-1.yaml:1:1: SCHEMA",
        "records/taks/T-6.yaml: STRAY",
        "records/tasks/T-1.yaml: DUPLICATE-ID",
        "records/tasks/T-1.yaml:4:16: CYCLE",
        "records/tasks/T-1.yaml:5:11: SCHEMA",
        "records/tasks/T-2.yaml:4:5: NAME",
        "records/tasks/T-2.yaml:5:21: DANGLING",
        "records/tasks/T-2.yaml:6:18: UNKNOWN-REPO",
        "records/tasks/T-2.yaml:7:17: MISSING-FILE",
        "records/tasks/T-3.yaml:2:1: DUPLICATE-KEY",
        "records/tasks/T-4.yaml:2:1: YAML",
        "records/tasks/T-5.yml: STRAY",
        "records/tasks/T-7.yaml: SIZE",
        "records/tasks/T-8.yaml: SYMLINK",
        "records/workspace.yaml:1:1: SCHEMA",
        "records/workspace.yaml:2:18: VERSION",
    }
    assert any(line.startswith("records/tasks/bad name.yaml: NAME") for line in lines)
    findings = plane.check().findings
    assert list(findings) == in_order(findings)
    warnings = {finding.code for finding in findings if finding.level == "warning"}
    assert warnings == {"DANGLING", "UNKNOWN-REPO", "MISSING-FILE"}


def test_check_writes_nothing_but_its_cache(plane: Plane) -> None:
    plane.task("T-1", "colour: red\n")
    before = plane.everything()
    plane.check(fmt=True)
    assert plane.everything() == before
    assert {path.name for path in plane.cache.iterdir()} >= {RESULT, CLEAN, PLACES}
    assert plane.git("status", "--porcelain").splitlines() == ["?? records/"]


def test_check_gives_the_same_again_without_reading_the_records(plane: Plane) -> None:
    plane.task("T-1", "colour: red\nrelated_files: [docs/a.md]\n")
    first = plane.check()
    script = (
        "import sys; from pathlib import Path; from wmsgit.workspace.workspace import Workspace;"
        "from wmsgit.features.check.actions.run import check; report = check(Workspace(Path(sys.argv[1])));"
        "print(*report.findings, sep='\\n');"
        "print([name for name in ('yaml', 'jsonschema', 'git') if name in sys.modules])"
    )
    for path in (plane.root / "records/tasks").iterdir():
        os.utime(path, ns=(1, 1))
    plane.check()
    done = subprocess.run([sys.executable, "-c", script, str(plane.root)], capture_output=True, text=True, check=True)
    *lines, modules = done.stdout.splitlines()
    assert lines == list(map(str, first.findings))
    assert modules == "[]"


def test_a_known_result_takes_no_record_out_of_the_index(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = "{kind: import_layers, package: api, layers: [b, a], id: x}"
    plane.task("T-1", "colour: red\nrelated_files: [docs/a.md]\n")
    plane.write(
        "records/decisions/ADR-1.yaml", f"title: A\nstatus: accepted\ndate: 2026-11-23\ndecision: B\nrules: [{rule}]\n"
    )
    first = plane.check()

    def documents(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Index, "documents", documents)
    assert plane.check() == first


def test_check_after_one_change_judges_that_file_alone(plane: Plane) -> None:
    for number in range(5):
        plane.task(f"T-{number}")
    plane.check()
    plane.task("T-3", "colour: red\n")
    seen: list[tuple[int, int]] = []
    report = plane.check(progress=lambda done, count: seen.append((done, count)))
    assert seen == [(1, 1)]
    assert [str(finding) for finding in report.findings] == ["records/tasks/T-3.yaml:4:1: SCHEMA colour: unknown field"]


def test_a_comment_alone_that_changes_is_looked_at(plane: Plane) -> None:
    path = plane.task("T-1")
    assert plane.codes() == plane.codes() == []
    path.write_text(path.read_text() + "# done\u202e\n")
    assert plane.codes() == ["UNSEEN"]
    (line,) = plane.lines()
    assert line == "records/tasks/T-1.yaml:4:7: UNSEEN the comment has U+202E (right-to-left override)"
    path.write_text(path.read_text().replace("\u202e", ""))
    assert plane.codes() == []


def test_a_check_reads_no_record_a_second_time_but_what_may_have_unseen_characters(
    plane: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"T-1": "notes: plain\n", "T-2": "notes: é\n", "T-3": "# a\u202eb\n", "T-4": 'notes: "\\u202e"\n'}
    for name, text in texts.items():
        plane.task(name, text)
    again: list[str] = []

    def read(root: Path, path: str, *options: Any) -> bytes:
        again.append(Path(path).stem)
        return read_present(root, path, *options)

    monkeypatch.setattr(f"{tree.__name__}.read_present", read)
    for _ in ("no cache", "the index alone"):
        again.clear()
        assert plane.codes() == ["UNSEEN"]
        assert set(again) >= {"T-3", "T-4"}
        assert set(again) & {"T-1", "T-2"} == set()
        for name in (RESULT, CLEAN):
            (plane.cache / name).unlink()


def test_records_as_the_index_has_just_read_them_are_those_that_it_gives_back(plane: Plane) -> None:
    texts = {
        "T-1": 'notes: "\\ud83d and \\U0001f600"\n', "T-2": "metadata: {a: [1, 2.5, .nan, 1e999, null, true]}\n",
        "T-3": "notes: é\u202e\n", "T-4": "title: [\n", "T-5": "metadata:\n  deep: {deep: {deep: [x]}}\n",
    }  # fmt: skip
    for name, text in texts.items():
        plane.task(name, text)
    plane.write("records/issues/I-1.yaml", b"\xff")
    for second in ("deep/t-1", "deep/T-3", "t-5"):  # a second file of an id, and ids that differ by case alone
        plane.write(f"records/tasks/{second}.yaml", b"title: x\n")
    ws = plane.open()
    ws.loaded = {}
    read = tree.record_files(ws)
    assert ws.loaded.keys() == ws.index().digests().keys() == {file.path for file in read}
    ws.loaded = None
    assert repr(tree.record_files(ws)) == repr(read)
    plane.task("T-1", "notes: changed\n")
    ws.loaded = {}
    ws.index().refresh()
    assert ws.loaded.keys() == {"records/tasks/T-1.yaml"}
    assert repr(tree.record_files(ws)) == repr(tree.record_files(plane.open()))


def test_unseen_characters_of_the_settings_are_said(plane: Plane) -> None:
    plane.write("records/workspace.yaml", "name: plane\n# \u2066note\nga\u200btes: {}\n")
    assert [(finding.code, finding.line) for finding in plane.check().findings if finding.code == "UNSEEN"] == [
        ("UNSEEN", 2),
        ("UNSEEN", 3),
    ]


@pytest.mark.parametrize("name", [RESULT, CLEAN, PLACES])
@pytest.mark.parametrize("damage", [b"", b"{}", b"\0" * 100, b'not a key 00000000\n{"findings": 7}'])
def test_check_ignores_a_damaged_cache(plane: Plane, name: str, damage: bytes) -> None:
    plane.task("T-1", "colour: red\n")
    expected = plane.check()
    (plane.cache / name).write_bytes(damage)
    assert plane.check() == expected
    whole = (plane.cache / name).read_bytes()
    (plane.cache / name).write_bytes(whole[:-1])
    assert plane.check() == expected


def test_check_ignores_a_result_of_the_wrong_shape(plane: Plane) -> None:
    plane.task("T-1", "colour: red\n")
    expected = plane.check()
    head, _, body = (plane.cache / RESULT).read_bytes().partition(b"\n")
    import zlib

    for value in ([], {"findings": [[1]]}, json.loads(body) | {"present": 3}):
        text = json.dumps(value).encode()
        (plane.cache / RESULT).write_bytes(head.split()[0] + f" {zlib.crc32(text):08x}\n".encode() + text)
        assert plane.check() == expected


def test_check_runs_where_nothing_can_be_cached(plane: Plane) -> None:
    plane.task("T-1", "colour: red\n")
    plane.cache.write_text("a file where the folder would be")
    assert plane.codes() == ["SCHEMA"]
    assert plane.codes() == ["SCHEMA"]
    assert check(plane.open(use_cache=False)).findings == plane.check().findings


def test_check_outside_of_git_works_and_staged_says_what_is_missing(tmp_path: Path) -> None:
    plane = Plane(tmp_path)
    plane.write("records/workspace.yaml", "name: plane\n")
    plane.task("T-1", "colour: red\n")
    assert plane.codes() == ["SCHEMA"]
    with pytest.raises(GitError):
        plane.check(staged=True)


def test_missing_files_come_and_go_without_a_change_of_any_record(plane: Plane) -> None:
    plane.task("T-1", "related_files: [docs/a.md, 'docs/b.md#scope']\n")
    assert plane.codes() == ["MISSING-FILE", "MISSING-FILE"]
    plane.write("docs/a.md", "")
    (line,) = plane.lines()
    place, _, message = line.partition(" MISSING-FILE ")
    assert place == "records/tasks/T-1.yaml:4:28:"
    assert message == "related_files: 'docs/b.md#scope' does not exist in the workspace"
    plane.write("docs/b.md", "")
    assert plane.codes() == []
    (plane.root / "docs/a.md").unlink()
    assert plane.codes() == ["MISSING-FILE"]


def test_files_of_a_member_are_looked_for_where_it_is_checked_out(plane: Plane, tmp_path: Path) -> None:
    plane.write("records/repos/core.yaml", "path: ../core\n")
    plane.task("T-1", "related_files: [core/src/a.py, core/src/b.py]\n")
    assert plane.check() == CheckReport((), 2, {"core": 2})
    (tmp_path / "core" / "src").mkdir(parents=True)
    (tmp_path / "core" / "src" / "a.py").write_text("")
    assert plane.check() == CheckReport((), 2, {"core": 2})
    plane.git("config", "wmsgit.repo.core.path", "../core")
    report = plane.check()
    assert report.unseen == {}
    assert [finding.message for finding in report.findings] == [
        "related_files: 'core/src/b.py' does not exist in the repository core"
    ]
    (tmp_path / "elsewhere" / "src").mkdir(parents=True)
    (tmp_path / "elsewhere" / "src" / "b.py").write_text("")
    plane.git("config", "wmsgit.repo.core.path", "../elsewhere")
    assert "'core/src/a.py'" in plane.lines()[0]


def test_many_files_of_one_folder_are_told_apart(plane: Plane) -> None:
    names = [f"docs/{number}.md" for number in range(30)]
    plane.task("T-1", f"related_files: [{', '.join(names)}]\n")
    for name in names[::2]:
        plane.write(name, "")
    assert len(plane.codes()) == 15
    assert len(plane.codes()) == 15


def test_unreadable_files_are_judged_anew_when_they_are_unreadable_otherwise(plane: Plane) -> None:
    path = plane.task("T-1", "x" * (1 << 20))
    assert plane.codes() == ["SIZE"]
    assert plane.codes() == ["SIZE"]
    path.unlink()
    os.mkfifo(path)
    (line,) = plane.lines()
    assert line.startswith("records/tasks/T-1.yaml: ")
    path.unlink()
    plane.task("T-1")
    assert plane.codes() == []


def test_a_broken_schema_is_reported_and_its_records_are_no_strays(plane: Plane) -> None:
    text = json.dumps(RISK, indent=2)
    plane.write("schemas/risk.schema.json", text.replace('"type": "object",', '"type": "object"', 1))
    plane.write("records/risks/R-1.yaml", "title: A\n")
    assert plane.lines() == ["schemas/risk.schema.json:3:3: BROKEN-SCHEMA not valid JSON: Expecting ',' delimiter"]
    plane.write("schemas/risk.schema.json", text.replace('"type": "string"', '"type": "strng"', 1))
    assert plane.codes() == ["BROKEN-SCHEMA"]
    plane.write("schemas/risk.schema.json", text)
    assert plane.codes() == []


def test_a_kind_of_the_workspace_is_checked_by_its_schema_alone(plane: Plane) -> None:
    plane.write("schemas/risk.schema.json", json.dumps(RISK))
    plane.write("records/risks/R-1.yaml", "title: A\nparent: R-2\n")
    plane.write("records/risks/deep/R-2.yaml", "title: A\nparent: R-1\ncolour: red\n")
    assert plane.lines() == [
        "records/risks/R-1.yaml:2:9: CYCLE a cycle of parent: R-1 → R-2 → R-1",
        "records/risks/deep/R-2.yaml:3:1: SCHEMA colour: unknown field",
    ]


def test_schema_files_that_are_not_read_are_reported(plane: Plane) -> None:
    plane.write("schemas/risk.schema.json", json.dumps(RISK))
    (plane.root / "schemas/link.schema.json").symlink_to("risk.schema.json")
    plane.write("schemas/large.schema.json", " " * ((1 << 20) + 1))
    assert plane.lines() == [
        "schemas/large.schema.json: SIZE larger than 1 MiB",
        "schemas/link.schema.json: SYMLINK symbolic links are not followed: put a real file here",
    ]


def test_settings_that_are_broken_or_wrong_are_reported(plane: Plane) -> None:
    plane.write("records/workspace.yaml", "name: [a\n")
    assert plane.codes() == ["YAML"]
    plane.write("records/workspace.yaml", "name: ''\n")
    assert plane.lines() == ["records/workspace.yaml:1:7: SCHEMA name: must not be empty"]


def test_paths_limit_what_is_reported_not_what_is_looked_at(plane: Plane) -> None:
    plane.task("T-1", "colour: red\ndependencies: [T-2]\n")
    plane.task("2026/T-2", "colour: red\n")
    report = plane.check(paths=["records/tasks/T-1.yaml"])
    assert [finding.path for finding in report.findings] == ["records/tasks/T-1.yaml"]
    assert report.checked == 1
    report = plane.check(paths=["records/tasks/2026/"])
    assert [finding.path for finding in report.findings] == ["records/tasks/2026/T-2.yaml"]
    assert len(plane.check(paths=["."]).findings) == 2
    with pytest.raises(NotFoundError):
        plane.check(paths=["records/tasks/T-9.yaml"])


def test_fmt_warns_of_records_that_are_not_canonical(plane: Plane) -> None:
    plane.task("T-1", "labels:   [a]\n")
    assert plane.codes() == []
    (finding,) = plane.check(fmt=True).findings
    assert (finding.code, finding.level) == ("FORMAT", "warning")
    assert finding.cause


def test_many_records_are_checked_in_several_processes_as_in_one(plane: Plane) -> None:
    for number in range(620):
        plane.task(f"T-{number:03}", "colour: red\n" if number % 100 == 7 else "")
    seen: list[tuple[int, int]] = []
    report = plane.check(progress=lambda done, count: seen.append((done, count)))
    assert [finding.path[-8:-5] for finding in report.findings] == [
        "007",
        "107",
        "207",
        "307",
        "407",
        "507",
        "607",
    ]
    assert seen[-1] == (620, 620)
    assert report.checked == 620


def test_staged_checks_what_would_be_committed_and_not_the_files(plane: Plane) -> None:
    plane.task("T-1", "colour: red\n")
    plane.task("T-2")
    plane.git("add", "-A")
    plane.task("T-1")
    plane.task("T-2", "colour: red\n")
    plane.task("T-3", "colour: red\n")
    report = plane.check(staged=True)
    assert [str(finding) for finding in report.findings] == ["records/tasks/T-1.yaml:4:1: SCHEMA colour: unknown field"]
    assert report.checked == 2
    assert plane.git("status", "--porcelain").count("\n") == 4


def test_staged_checks_references_and_names_over_the_staged_records(plane: Plane) -> None:
    plane.task("T-1", "dependencies: [T-2]\n")
    plane.task("T-2", "dependencies: [T-1]\n")
    plane.write("records/tasks/T-3.yml", "title: A\n")
    plane.write("records/issues/t-2.yaml", "title: A\n")
    plane.git("add", "-A")
    plane.task("T-1")
    codes = plane.codes(staged=True)
    assert codes.count("CYCLE") == 1
    assert codes.count("DUPLICATE-ID") == 2
    assert codes.count("STRAY") == 1
    plane.git("rm", "-q", "--cached", "records/tasks/T-2.yaml", "records/issues/t-2.yaml", "records/tasks/T-3.yml")
    assert plane.codes(staged=True) == ["DANGLING"]


def test_staged_reads_what_cannot_be_parsed_and_the_staged_schemas(plane: Plane) -> None:
    plane.write("schemas/risk.schema.json", json.dumps(RISK))
    plane.write("records/risks/R-1.yaml", "title: A\n")
    plane.write("records/risks/R-2.yaml", "title: [A\n")
    plane.git("add", "-A")
    (plane.root / "schemas/risk.schema.json").unlink()
    (line,) = plane.lines(staged=True)
    assert line.startswith("records/risks/R-2.yaml:2:1: YAML")
    plane.git("add", "-A")
    assert "STRAY" in plane.codes(staged=True)


def test_staged_refuses_symbolic_links_whatever_they_lead_to(plane: Plane) -> None:
    plane.write("records/a.txt", "")
    plane.write("elsewhere/T-1.yaml", f"title: A\n{TASK}")
    (plane.root / "records/tasks").symlink_to("../elsewhere")
    (plane.root / "records/issues").mkdir()
    (plane.root / "records/issues/I-1.yaml").symlink_to("../../elsewhere/T-1.yaml")
    plane.git("add", "-A")
    findings = plane.check(staged=True).findings
    assert [finding.path for finding in findings] == [
        "records/a.txt",
        "records/issues/I-1.yaml",
        "records/tasks",
    ]
    assert {finding.level for finding in findings} == {"error"}


def test_names_that_no_file_can_have_are_missing_files(plane: Plane) -> None:
    odd = [f'"a\\uD800/{number}"' for number in range(12)]
    plane.task("T-1", f"related_files: [{', '.join(odd)}, {'x' * 5000}, '*']\n")
    findings = plane.check().findings
    assert plane.check().findings == findings
    assert {finding.code for finding in findings} <= {"MISSING-FILE", "YAML", "ENCODING"}


def test_staged_looks_at_the_index_of_a_hook(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    plane.task("T-1")
    plane.git("add", "-A")
    other = plane.root / ".git" / "next-index"
    other.write_bytes((plane.root / ".git" / "index").read_bytes())
    plane.task("T-1", "colour: red\n")
    plane.git("add", "-A")
    assert plane.codes(staged=True) == ["SCHEMA"]
    monkeypatch.setenv("GIT_INDEX_FILE", str(other))
    assert plane.codes(staged=True) == []


EDITS = (
    ("records/tasks/T-1.yaml", f"title: A\n{TASK}"),
    ("records/tasks/T-1.yaml", f"title: A\n{TASK}dependencies: [T-2, T-3]\n"),
    ("records/tasks/T-1.yaml", "title: [A\n"),
    (
        "records/tasks/T-2.yaml",
        f"title: A\n{TASK}dependencies: [T-1]\nrelated_files: [docs/a.md, core/b.md]\n",
    ),
    ("records/tasks/T-2.yaml", f"title: A\n{TASK}colour: red\n"),
    ("records/tasks/old/T-2.yaml", f"title: A\n{TASK}repos_affected: [core]\n"),
    ("records/tasks/T-3.yml", "title: A\n"),
    ("records/repos/core.yaml", "path: core\n"),
    ("records/workspace.yaml", "nme: plane\n"),
    ("records/workspace.yaml", "name: plane\n"),
    ("schemas/risk.schema.json", "{"),
    ("schemas/task.schema.json", '{"type": "object", "properties": {"title": {"type": "string"}}}'),
    ("docs/a.md", ""),
    ("core/b.md", ""),
)


@given(st.lists(st.tuples(st.sampled_from(EDITS), st.booleans()), min_size=2, max_size=6))
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_check_with_any_cache_gives_what_it_gives_without(tmp_path_factory, edits) -> None:
    plane = make_plane(tmp_path_factory.mktemp("plane"))
    for (path, text), remove in edits:
        if remove and path != "records/workspace.yaml":
            (plane.root / path).unlink(missing_ok=True)
        else:
            plane.write(path, text)
        report = plane.check()
    assert report == plane.check() == check(plane.open(use_cache=False))
