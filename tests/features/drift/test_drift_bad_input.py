"""Repositories and files that cannot be read as they should be: unknown, never resolved, never a crash."""

import os
import zlib
from pathlib import Path
from typing import Any

import pytest
from drift_plane import NO_PANDAS, Plane, states
from drift_texts import problems

ANYWHERE = {**NO_PANDAS, "scope": {}}


def test_repository_that_is_none_is_unknown(plane: Plane, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    plane.write("repos/folder.yaml", {"path": "../folder"})
    plane.write("repos/away.yaml", {"path": "../away"})
    plane.decide(ANYWHERE)
    assert [(item.repo, item.path, item.reason) for item in plane.scan().unknowns] == [
        ("away", "", "the repository is not on this machine"),
        ("folder", "", "this is not a Git repository"),
    ]
    (tmp_path / "folder" / "a").write_text("a")
    assert plane.scan().unknowns[1].reason.startswith("it is not a Git repository (")


def test_bare_and_shallow_repositories_are_read_at_a_commit(plane: Plane, tmp_path: Path) -> None:
    core = plane.member("core", {"a.py": "import os\n"})
    plane.commit(core, {"a.py": "import pandas\n"})
    plane.git(tmp_path, "clone", "-q", "--bare", "core", "bare")
    plane.git(tmp_path, "clone", "-q", "--depth=1", f"file://{core}", "shallow")
    for name in ("bare", "shallow"):
        plane.know(name, urls=[core.as_uri()])
    plane.git(plane.root, "config", "--unset", "wmsgit.repo.bare.path")
    plane.decide(ANYWHERE)
    assert [place for _, place, _ in states(plane.scan("bare", "shallow"))] == [
        "bare/a.py pandas",
        "shallow/a.py pandas",
    ]
    worktree = plane.scan("bare", ref="worktree")
    assert [item.reason for item in worktree.unknowns] == ["a bare repository has no worktree files"]


def test_repository_without_commits_has_no_files(plane: Plane, tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    plane.git(tmp_path / "core", "init", "-q")
    plane.know("core")
    plane.decide(ANYWHERE)
    report = plane.scan()
    assert (report.findings, report.unknowns, report.vacuous) == ((), (), ("ADR-001/no-pandas",))


def test_odd_files_are_unknown_or_no_source_at_all(plane: Plane) -> None:
    files: dict[str, str | bytes] = {
        "binary.py": b"\x00\x01",
        "latin.py": "# coding: latin-1\nimport pandas  # \xe9\n".encode("latin-1"),
        "wrong.py": b"x = '\xe9'\n",
        "large.py": b"#" * (11 << 20),
        "good.py": "import pandas\n",
    }
    core = plane.member("core", files)
    (core / "link.py").symlink_to("good.py")
    plane.git(core, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(core), "sub.py")
    plane.commit(core, {})
    plane.decide(ANYWHERE)
    for ref in ("HEAD", "staged", "worktree"):
        report = plane.scan(ref=ref)
        assert [place for _, place, _ in states(report)] == ["core/good.py pandas", "core/latin.py pandas"]
        assert [item.path for item in report.unknowns] == ["binary.py", "large.py", "wrong.py"]


def test_rules_that_cannot_be_read_leave_their_findings(plane: Plane) -> None:
    plane.member("core", {"src/a.py": "import pandas\n"})
    plane.decide(NO_PANDAS)
    plane.record()
    plane.decide({**NO_PANDAS, "modlues": []})
    report = plane.record()
    assert [finding.state for finding in report.findings] == ["unknown"]
    (plane.root / "records" / "decisions" / "ADR-001.yaml").write_text("a: [\n")
    assert [item.rule for item in plane.record().unknowns] == ["ADR-001/*"]
    assert {data["status"] for data in plane.recorded().values()} == {"open"}


@pytest.mark.parametrize("name", ["python-imports-*.facts", "results-*.facts"])
def test_damaged_cache_costs_time_alone(plane: Plane, name: str) -> None:
    plane.member("core", {"src/a.py": "import pandas\n", "src/b.py": "import os\n"})
    plane.decide(NO_PANDAS)
    before = states(plane.scan())
    (path,) = (plane.root / ".git" / "wmsgit" / "facts" / "core").glob(name)
    whole = path.read_bytes()
    for text in (b"", b"\xff\n", whole[:-9], whole.replace(b"pandas", b"polars"), whole + whole[:30]):
        path.write_bytes(text)
        assert states(plane.scan()) == before


@pytest.mark.parametrize("way", ["facts/core/{name}", "facts/core", "facts"])
def test_facts_are_not_kept_or_found_through_a_link(plane: Plane, tmp_path: Path, way: str) -> None:
    plane.member("core", {"src/a.py": "import pandas\n", "src/b.py": "import os\n"})
    plane.decide(NO_PANDAS)
    private = plane.root / ".git" / "wmsgit"
    before = states(plane.scan())
    (path,) = (private / "facts" / "core").glob("python-imports-*.facts")
    forged = path.read_bytes().replace(b"pandas", b"polars")
    place, away = private / way.format(name=path.name), tmp_path / "away"
    place.rename(away)
    place.symlink_to(away)
    known = {file: file.read_bytes() for file in [away, *away.rglob("*")] if file.is_file()}
    plane.commit(plane.root.parent / "core", {"src/c.py": "import pandas\n"})
    assert len(states(plane.scan())) == len(before) + 1
    assert {file: file.read_bytes() for file in [away, *away.rglob("*")] if file.is_file()} == known
    assert forged not in known.values()


@pytest.mark.parametrize("clone", ["facts/core", "facts", "."])
def test_facts_that_a_clone_brought_are_not_believed(plane: Plane, clone: str) -> None:
    plane.member("core", {"src/a.py": "import pandas\n"})
    plane.decide(NO_PANDAS)
    before = states(plane.scan())
    private = plane.root / ".git" / "wmsgit"
    (path,) = (private / "facts" / "core").glob("python-imports-*.facts")
    blob = path.read_bytes().partition(b" ")[0]
    forged = b"%s %08x []\n" % (blob, zlib.crc32(b"[]"))
    path.write_bytes(forged)
    (results,) = (private / "facts" / "core").glob("results-*.facts")
    results.unlink()  # which would answer without looking at facts
    assert states(plane.scan()) != before
    (private / clone / ".git").mkdir()
    assert states(plane.scan()) == before
    assert path.read_bytes() == forged


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"kind": "config_value", "file": "../../etc/passwd", "equals": 1}, "file: '../../etc/passwd' leads out"),
        ({"kind": "path_required", "any_of": ["a", "b/../../x"]}, "any_of[1]: 'b/../../x' leads out"),
        (
            {"kind": "config_consistent", "source": {"repo": "a", "file": "x"}, "targets": [{"file": "/x"}]},
            "targets[0].file: '/x' leads out",
        ),
        ({"kind": "forbidden_import", "modules": ["x"], "scope": {"paths": ["[z-a]"]}}, "bad character range"),
    ],
)
def test_path_that_no_repository_can_have_is_refused(rule: dict[str, Any], words: str) -> None:
    (message,) = problems(**rule)
    assert words in message


def test_what_is_no_rule_and_patterns_of_placements_are_unknown(plane: Plane) -> None:
    plane.member("core", {"a.py": "class Router: ...\n"})
    place = {"component_name": "Router", "component_type": "class", "correct_repo": "core"}
    place |= {"correct_location": "[z-a]", "owned_paths": ["[z-a]"], "created_at": "2026-11-23T09:30:00Z"}
    plane.write("placements/PLACE-001.yaml", place)
    rules: list[Any] = [5, {"id": "where", "kind": "placement"}, {"id": "owned", "kind": "coverage"}]
    plane.decide(*rules)
    assert [item.rule for item in plane.scan().unknowns] == ["ADR-001/rules[0]", "ADR-001/owned", "ADR-001/where"]


def test_file_name_that_is_no_utf8_is_scoped_recorded_and_followed(plane: Plane) -> None:
    core = plane.member("core", {"a.py": "import os\n"})
    odd = Path(os.fsdecode(os.fsencode(core) + b"/src/bad\xff.py"))
    odd.parent.mkdir()
    odd.write_text("import pandas\n")
    plane.commit(core, {})
    plane.decide(NO_PANDAS)
    plane.record()
    (found,) = plane.scan().findings
    assert (found.state, found.record and found.record.data["file_path"]) == ("open", "src/bad\\udcff.py")
    odd.write_text("import (\n")
    plane.commit(core, {})
    assert [one.state for one in plane.scan().findings] == ["unknown"]


def test_hostile_files_and_paths_take_no_other_finding_with_them(plane: Plane) -> None:
    files = {
        "a.toml": "a." * 600 + "b = 1\n",
        "b.json": "[" * 800 + "]" * 800,
        "c.py": "import " + ".".join(["a"] * 50_000) + "\n",
        "d.py": "import pandas\n",
    }
    plane.member("core", files)
    plane.write("repos/evil.yaml", {"path": "a\0b"})
    values = [
        {"id": name[0], "kind": "config_value", "file": name, "at": "/a", "equals": 1} for name in ("a.toml", "b.json")
    ]
    plane.decide(ANYWHERE, *values)
    report = plane.scan()
    assert states(report) == [("new", "core/d.py pandas", 1)]
    assert {(item.repo, item.path) for item in report.unknowns} == {
        ("core", "a.toml"), ("core", "b.json"), ("core", "c.py"), ("evil", ""),
    }  # fmt: skip
