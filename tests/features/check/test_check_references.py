"""References: what does not lead to a record, and paths that do not lead to a file."""

import pytest

from wmsgit.features.check.checks.files import (
    file_findings,
    is_address,
    is_outside,
    plain_path,
    relative_paths,
)
from wmsgit.features.check.checks.references import reference_findings


class Disk:
    """Files that are there, and members that are not checked out."""

    def __init__(self, paths, absent=()):
        self._paths = set(paths)
        self._absent = tuple(f"{name}/" for name in absent)

    def exists(self, path):
        return None if path.startswith(self._absent) and self._absent else path in self._paths


def dangling(files, kinds, place):
    return [(finding.code, finding.message) for finding in reference_findings(files, kinds, place)]


def test_references_to_records_that_exist_are_in_order(kinds, record, place) -> None:
    files = [
        record("repo", "core"),
        record("task", "T-1", dependencies=["T-2"], repos_affected=["core", "all"], assigned_repo="core"),
        record("task", "T-2"),
    ]
    assert dangling(files, kinds, place) == []


def test_a_missing_record_is_a_warning_at_the_item_with_a_cause(kinds, record, place) -> None:
    (finding,) = reference_findings([record("task", "T-1", dependencies=["T-1", "T-9"])], kinds, place)
    assert str(finding) == "records/tasks/T-1.yaml:2:2: DANGLING dependencies: there is no task 'T-9'"
    assert finding.level == "warning"
    assert finding.cause == "references to a task that does not exist: T-9"


def test_an_unknown_repository_has_its_own_code_and_cause(kinds, record, place) -> None:
    files = [record("repo", "meridian-core"), record("task", "T-1", repos_affected=["meridian-cor"])]
    (finding,) = reference_findings(files, kinds, place)
    assert finding.code == "UNKNOWN-REPO"
    assert finding.message == (
        "repos_affected: no repository has the name 'meridian-cor'; did you mean 'meridian-core'?"
    )
    assert finding.cause == "references to a repository that has no record: meridian-cor"


def test_a_record_of_another_kind_is_its_own_message(kinds, record, place) -> None:
    files = [record("adr", "ADR-1"), record("task", "T-1", dependencies=["ADR-1"])]
    assert dangling(files, kinds, place) == [("DANGLING", "dependencies: 'ADR-1' is of the kind adr, not task")]


@pytest.mark.parametrize("typed", ["ws-task-67", "WS-TASK-67", "WSTASK-067", "TASK-067"])
def test_a_mistyped_id_gets_the_one_of_the_same_number(kinds, record, place, typed) -> None:
    files = [record("task", f"WS-TASK-{number:03}") for number in range(60, 70)]
    files.append(record("task", "T-1", dependencies=[typed]))
    ((_, message),) = dangling(files, kinds, place)
    assert message.endswith("did you mean 'WS-TASK-067'?")


def test_an_id_in_another_case_is_that_record_a_name_of_a_repository_is_not(kinds, record, place) -> None:
    files = [record("task", "WS-TASK-067"), record("repo", "api")]
    files.append(record("task", "T-1", dependencies=["ws-task-067"], repos_affected=["API"]))
    ((code, message),) = dangling(files, kinds, place)
    assert code == "UNKNOWN-REPO"
    assert "did you mean 'api'" in message


def test_a_number_that_does_not_exist_is_near_no_other(kinds, record, place) -> None:
    files = [record("task", f"WS-TASK-{number:03}") for number in range(60, 70)]
    files.append(record("task", "T-1", dependencies=["WS-TASK-071"]))
    assert dangling(files, kinds, place) == [("DANGLING", "dependencies: there is no task 'WS-TASK-071'")]


def test_references_inside_a_list_of_objects_are_found(kinds, risk, record, place) -> None:
    files = [record("risk", "R-1", steps=[{"task": "T-1"}, {"task": "T-8"}]), record("task", "T-1")]
    (finding,) = reference_findings(files, {**kinds, "risk": risk}, place)
    assert (finding.line, finding.message) == (3, "task: there is no task 'T-8'")


def test_values_of_the_wrong_type_and_kinds_that_are_broken_are_left_to_other_checks(kinds, record, place) -> None:
    files = [record("task", "T-1", dependencies={"a": 1}, state=7, repos_affected=[1, None])]
    assert dangling(files, kinds, place) == []
    usable = {name: kind for name, kind in kinds.items() if name != "placement"}
    assert dangling([record("task", "T-1", placement="P-1")], usable, place) == []


def test_missing_files_are_warnings_grouped_by_where_they_should_be(kinds, record, place) -> None:
    files = [record("task", "T-1", related_files=["docs/a.md", "docs/b.md", "core/src/x.py", "core/src/y.py"])]
    disk = Disk(["docs/a.md", "core/src/x.py"])
    found = list(file_findings(files, kinds, {"core"}, disk, place))
    assert [(finding.line, finding.column, finding.code, finding.level) for finding in found] == [
        (2, 2, "MISSING-FILE", "warning"),
        (2, 4, "MISSING-FILE", "warning"),
    ]
    assert found[0].message == "related_files: 'docs/b.md' does not exist in the workspace"
    assert found[1].cause == "files that do not exist in the repository core"


def test_files_of_a_member_that_is_absent_are_not_reported(kinds, record, place) -> None:
    files = [record("task", "T-1", related_files=["core/a", "core/b", "README.md"])]
    disk = Disk(["README.md"], absent=["core"])
    assert list(file_findings(files, kinds, {"core"}, disk, place)) == []
    assert relative_paths(files, kinds) == {"core/a", "core/b", "README.md"}


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../../x", "~/x", "C:\\x", "C:/x", "a\0b"])
def test_a_path_that_leaves_the_workspace_is_reported_and_never_looked_for(kinds, record, place, path) -> None:
    class NoDisk:
        def exists(self, path):
            raise AssertionError(path)

    (finding,) = file_findings([record("task", "T-1", related_files=[path])], kinds, (), NoDisk(), place)
    assert finding.message.endswith("lies outside the workspace")
    assert is_outside(path)


def test_an_address_is_no_path(kinds, record, place) -> None:
    files = [record("adr", "ADR-1", documentation=["https://example.org/a"])]
    assert list(file_findings(files, kinds, (), Disk([]), place)) == []
    assert relative_paths(files, kinds) == set()
    assert not is_address("docs/a:b.md")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("docs/a.md#scope", "docs/a.md"),
        ("src/a.py:12", "src/a.py"),
        ("src/a.py:12-30", "src/a.py"),
        ("./src//a.py", "src/a.py"),
        ("docs/", "docs"),
        (".", "."),
    ],
)
def test_plain_path_leaves_out_what_follows_a_path(value, path) -> None:
    assert plain_path(value) == path


def test_paths_inside_a_list_of_objects_are_found(kinds, risk, record, place) -> None:
    files = [record("risk", "R-1", steps=[{"files": ["a", "b"]}])]
    found = list(file_findings(files, {"risk": risk}, (), Disk(["a"]), place))
    assert [(finding.line, finding.column) for finding in found] == [(4, 2)]
