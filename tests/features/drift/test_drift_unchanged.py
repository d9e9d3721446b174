"""What has not changed is answered from the last result, and everything that a result depends on counts as a change."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from drift_plane import NO_PANDAS, Plane, states

from wmsgit.features.drift.rules.forbidden_import import ForbiddenImport

judged: list[str] = []


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes which repositories the rule kind judges."""
    judged.clear()
    whole = ForbiddenImport.judge

    def judge(self: ForbiddenImport, rule: Any, sights: Mapping[str, Any]) -> Iterator[Any]:
        judged.extend(sights)
        return whole(self, rule, sights)

    monkeypatch.setattr(ForbiddenImport, "judge", judge)


@pytest.fixture
def scanned(plane: Plane) -> Plane:
    """A plane whose two members have been scanned."""
    for name in ("api", "core"):
        plane.member(name, {"src/a.py": f"import pandas  # {name}\n"}, tags=["python"])
    plane.decide({**NO_PANDAS, "scope": {"repos": ["tag:python"], "paths": ["src/**"]}})
    assert len(plane.scan().findings) == len(judged) == 2
    judged.clear()
    return plane


def test_unchanged_repositories_are_not_judged_again_and_give_the_same(scanned: Plane) -> None:
    first, second = scanned.scan(), scanned.scan()
    assert judged == []
    assert states(first) == states(second) == [("new", "api/src/a.py pandas", 1), ("new", "core/src/a.py pandas", 1)]


def test_only_the_repository_with_a_new_commit_is_judged(scanned: Plane) -> None:
    scanned.commit(scanned.root.parent / "core", {"src/b.py": "import pandas.core\n"})
    assert len(scanned.scan().findings) == 3
    assert judged == ["core"]


@pytest.mark.parametrize(
    ("fields", "again"),
    [
        ({"message": "no data frames", "severity": "LOW", "fix": "x"}, []),
        ({"modules": ["numpy"]}, ["api", "core"]),
        ({"scope": {"repos": ["tag:python"], "paths": ["*.py"]}}, ["api", "core"]),
        ({"id": "other"}, ["api", "core"]),
    ],
)
def test_what_a_rule_finds_by_counts_and_what_it_says_does_not(
    scanned: Plane, fields: Mapping[str, Any], again: list[str]
) -> None:
    scanned.decide({**NO_PANDAS, "scope": {"repos": ["tag:python"], "paths": ["src/**"]}, **fields})
    scanned.scan()
    assert judged == again


def test_repository_that_a_tag_leaves_out_has_no_findings_any_more(scanned: Plane) -> None:
    scanned.know("core", tags=[])
    assert states(scanned.scan()) == [("new", "api/src/a.py pandas", 1)]


def test_what_is_not_committed_is_always_judged(scanned: Plane) -> None:
    for _ in range(2):
        scanned.scan(ref="worktree")
    assert judged == ["api", "core", "api", "core"]


def test_what_a_file_makes_unknown_stays_so_until_the_file_changes(scanned: Plane) -> None:
    core = scanned.root.parent / "core"
    scanned.commit(core, {"src/b.py": "import (\n"})
    for _ in range(2):
        report = scanned.scan()
        assert [(item.path, item.reason[:12]) for item in report.unknowns] == [("src/b.py", "it is not Py")]
        assert len(report.findings) == 2
    assert judged == ["core"]
    scanned.commit(core, {"src/b.py": "import pandas\n"})
    report = scanned.scan()
    assert (report.unknowns, len(report.findings), judged) == ((), 3, ["core", "core"])


def test_what_git_lacks_is_asked_for_again(scanned: Plane) -> None:
    core = scanned.root.parent / "core"
    scanned.commit(core, {"src/b.py": "import pandas  # b\n"})
    blob = scanned.git(core, "rev-parse", "HEAD:src/b.py").strip()
    loose = core / ".git/objects" / blob[:2] / blob[2:]
    away = loose.rename(core / "away")
    for _ in range(2):
        assert [item.path for item in scanned.scan().unknowns] == ["src/b.py"]
    away.rename(loose)
    report = scanned.scan()
    assert (report.unknowns, len(report.findings), judged) == ((), 3, ["core"] * 3)


def test_file_that_is_renamed_keeps_its_record_whether_or_not_it_was_judged_before(scanned: Plane) -> None:
    scanned.record()
    scanned.git(scanned.root.parent / "core", "mv", "src/a.py", "src/z.py")
    scanned.commit(scanned.root.parent / "core", {})
    assert [state for state, _, _ in states(scanned.scan())] == ["open", "open"]
    assert [state for state, _, _ in states(scanned.record())] == ["open", "open"]
    assert [state for state, _, _ in states(scanned.scan())] == ["open", "open"]


def test_rule_that_has_nothing_in_its_scope_is_named_each_time(scanned: Plane) -> None:
    scanned.decide({**NO_PANDAS, "scope": {"paths": ["nowhere/**"]}})
    assert scanned.scan().vacuous == scanned.scan().vacuous == ("ADR-001/no-pandas",)


def test_losing_the_cache_costs_time_alone(scanned: Plane) -> None:
    import shutil

    folder = scanned.workspace().cache_dir
    assert folder is not None
    shutil.rmtree(folder)
    assert len(scanned.scan().findings) == 2
    assert judged == ["api", "core"]


def test_what_a_rule_cannot_read_is_named_each_time(plane: Plane) -> None:
    plane.member("core", {"Package.swift": "", "requirements.txt": "requests\n", "webpack.config.js": "", "a.js": ""})
    plane.decide(
        {"id": "no-b", "kind": "forbidden_dependency", "packages": ["b"]},
        {"id": "no-m", "kind": "forbidden_import", "language": "javascript", "modules": ["moment"]},
    )
    first, second = plane.scan().notices, plane.scan().notices
    assert first == second
    assert {notice.code for notice in first} == {"not-read", "not-followed"}
