"""The real files of a real workspace, in `legacy/`: everything comes in, and goes out as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from odd_sources import leaves
from places import LEGACY

from wmsgit.features.exchange.reading import Import, ReadingTerms, read_directory, read_document, read_legacy
from wmsgit.features.exchange.references import repositories_named
from wmsgit.features.exchange.three_way import KEEP_OURS, first_base, merge_import
from wmsgit.features.exchange.writing import dump_legacy, write_legacy
from wmsgit.model.record import Record
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.schema.validate import problems_of

KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
KEYS = {
    "WORKSPACE-TASKS.json": "id",
    "SESSION-LOG.json": "session_id",
    "CROSS-REPO-ISSUES.json": "id",
    "ARCHITECTURE-DECISIONS.json": "id",
}


@pytest.fixture(scope="module")
def taken() -> Import:
    return read_legacy(read_directory(LEGACY), ReadingTerms(KINDS))


def as_records(result: Import) -> list[Record]:
    return [Record(item.kind, item.id, item.data, f"records/{item.kind}/{item.id}.yaml") for item in result.records]


def rows_of(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else next(iter(value.values()))


def original(name: str) -> list[dict[str, Any]]:
    return rows_of(json.loads((LEGACY / name).read_bytes()))


def test_every_row_is_taken(taken: Import) -> None:
    assert taken.report.counts == {"task": 66, "session": 3, "issue": 4, "adr": 9}
    assert taken.report.refused == ()


def test_every_record_satisfies_its_schema(taken: Import) -> None:
    assert [problems_of(KINDS[item.kind], item.data, item.id) for item in taken.records] == [[]] * 82


@pytest.mark.parametrize("name", KEYS)
def test_no_value_is_missing_from_the_records(taken: Import, name: str) -> None:
    by_id = {item.id: item for item in taken.records}
    for row in original(name):
        item = by_id[row[KEYS[name]]]
        held = [item.id, *leaves(item.data)]
        spelled = {leaf.removesuffix("Z") if isinstance(leaf, str) else leaf for leaf in held}
        assert [leaf for leaf in leaves(row) if leaf is not None and leaf not in spelled] == []


@pytest.mark.parametrize("name", KEYS)
def test_an_export_equals_the_original_field_by_field(taken: Import, name: str) -> None:
    def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {row[KEYS[name]]: row for row in rows}

    exported = write_legacy(as_records(taken), KINDS)
    assert by_id(rows_of(exported[name])) == by_id(original(name))
    assert [list(row) for row in rows_of(exported[name])] == [list(row) for row in original(name)]


def test_importing_an_export_changes_nothing(taken: Import) -> None:
    files = {name: dump_legacy(value) for name, value in write_legacy(as_records(taken), KINDS).items()}
    again = read_legacy(files, ReadingTerms(KINDS))
    assert {item.id: item.data for item in again.records} == {item.id: item.data for item in taken.records}
    before = {item.id: item.data for item in taken.records}
    for item in again.records:
        merged = merge_import(KINDS[item.kind], before[item.id], item, first_base(item), KEEP_OURS)
        assert (merged.data, merged.differences) == (before[item.id], ())


def test_the_tasks_are_a_bare_list_and_the_others_objects(taken: Import) -> None:
    exported = write_legacy(as_records(taken), KINDS)
    assert {name: type(value) if isinstance(value, list) else list(value) for name, value in exported.items()} == {
        "WORKSPACE-TASKS.json": list,
        "SESSION-LOG.json": ["sessions"],
        "CROSS-REPO-ISSUES.json": ["issues"],
        "ARCHITECTURE-DECISIONS.json": ["decisions"],
    }


def test_the_other_shape_of_the_task_file_gives_the_same_records(taken: Import) -> None:
    whole = {
        "active_tasks": original("WORKSPACE-TASKS.json"),
        "cross_repo_issues": original("CROSS-REPO-ISSUES.json"),
        "recent_decisions": original("ARCHITECTURE-DECISIONS.json"),
    }
    sessions = (LEGACY / "SESSION-LOG.json").read_bytes()
    again = read_legacy({"WORKSPACE-TASKS.json": dump_legacy(whole), "SESSION-LOG.json": sessions}, ReadingTerms(KINDS))
    assert again.records == taken.records


def test_a_document_gives_the_same_records(taken: Import) -> None:
    document = {
        "version": "1.0",
        "workspace": "meridian",
        "exported_at": "2025-11-23T00:00:00",
        "tasks": original("WORKSPACE-TASKS.json"),
        "sessions": original("SESSION-LOG.json"),
        "issues": original("CROSS-REPO-ISSUES.json"),
        "decisions": original("ARCHITECTURE-DECISIONS.json"),
        "statistics": {"tasks": {"total": 66}},
    }
    again = read_document(document, ReadingTerms(KINDS))
    assert again.records == taken.records
    assert again.report.refused == ()


@pytest.mark.parametrize("name", KEYS)
def test_any_one_of_the_files_is_enough(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((LEGACY / name).read_bytes())
    assert len(read_legacy(read_directory(tmp_path), ReadingTerms(KINDS)).records) == len(original(name))


def test_the_report_names_every_value_that_went_to_metadata(taken: Import) -> None:
    named = {(item.file, item.id, item.key) for item in taken.report.placed}
    assert named == {("WORKSPACE-TASKS.json", row["id"], "updated") for row in original("WORKSPACE-TASKS.json")}
    line = next(line for line in taken.report.lines() if line.startswith("metadata:"))
    assert line.endswith("updated is kept as metadata.imported.updated of WS-TASK-001 to WS-TASK-066")


def test_the_report_names_references_that_lead_nowhere(taken: Import) -> None:
    targets = {(item.kind, item.target) for item in taken.report.dangling}
    assert ("session", "2025-11-20-architecture-review-import") in targets
    assert ("session", "20251121_225855") in targets
    assert ("repo", "meridian-core") in targets
    assert ("repo", "all") not in targets
    assert ("session", "2025-11-20-session-001") not in targets


def test_known_records_are_no_dangling_references(taken: Import) -> None:
    repositories = repositories_named(taken.records, KINDS)
    assert "workspace-root" in repositories
    sessions = {item.target for item in taken.report.dangling if item.kind == "session"}
    again = read_legacy(read_directory(LEGACY), ReadingTerms(KINDS, known={"repo": repositories, "session": sessions}))
    assert [item for item in again.report.dangling if item.kind in {"repo", "session"}] == []


def test_repositories_are_renamed_only_where_they_are_named_as_such(taken: Import) -> None:
    terms = ReadingTerms(KINDS, repositories={"meridian-core": "core", "workspace": "workspace-root"})
    renamed = {item.id: item for item in read_legacy(read_directory(LEGACY), terms).records}
    before = {item.id: item for item in taken.records}
    assert renamed["ISSUE-001"].data["repos_affected"] == ["core", "meridian-research", "meridian-trading"]
    assert renamed["ISSUE-001"].data["description"] == before["ISSUE-001"].data["description"]
    assert "meridian-core" not in repositories_named(renamed.values(), KINDS)
    assert renamed["DEC-001"].data["related_files"] == before["DEC-001"].data["related_files"]


def test_titles_that_were_made_are_not_exported(taken: Import) -> None:
    decision = next(item for item in taken.records if item.id == "DEC-005")
    assert decision.data["title"] == "Stay local for deployment (Phase 1) - Do not migrate to cloud yet"
    assert decision.filled == {"title"}
    assert all(
        "title" not in row for row in write_legacy(as_records(taken), KINDS)["ARCHITECTURE-DECISIONS.json"]["decisions"]
    )
