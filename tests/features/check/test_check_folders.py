"""Folders that hold more records than a host lists."""

from wmsgit.features.check.checks.folders import folder_findings
from wmsgit.model.record import LoadedFile


def files(folder: str, count: int) -> list[LoadedFile]:
    return [LoadedFile(f"{folder}/T-{number}.yaml", "task", f"T-{number}", "", {}) for number in range(count)]


def test_a_folder_of_more_than_900_records_is_warned_of_once() -> None:
    assert not list(folder_findings(files("records/tasks", 900) + files("records/tasks/2026", 900)))
    (finding,) = folder_findings(files("records/tasks", 10) + files("records/tasks/2026", 901))
    assert (finding.path, finding.level) == ("records/tasks/2026", "warning")
    assert "holds 901 records" in finding.message
