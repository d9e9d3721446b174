"""The report of an import: what shares a cause is told together, all of it on request."""

from wmsgit.features.exchange.report import Dangling, ImportReport, KeptValue, Note, RefusedRow

IDS = [f"T-{number:03}" for number in range(1, 200, 2)]


def test_references_that_lead_nowhere_are_told_by_field_where_they_are_many() -> None:
    report = ImportReport(dangling=tuple(Dangling(name, "dependencies", f"X-{name}", "task") for name in IDS))
    (line,) = report.lines(is_verbose=False)
    assert line.startswith("warning: 100 ids in dependencies are those of no task, such as 'X-T-001' (--verbose)")
    assert line.endswith("T-019 and 90 more (--verbose)")
    assert len(list(report.lines(is_verbose=True))) == 100


def test_of_rows_refused_or_kept_for_one_reason_the_first_are_told() -> None:
    refused = tuple(RefusedRow("a.json", f"tasks[{name}]", name, "it has no title") for name in IDS)
    kept = tuple(KeptValue(name, "title", "A", "B", "both changed it") for name in IDS)
    lines = list(ImportReport(refused=refused, differences=kept).lines(is_verbose=False))
    assert len(lines) == 22
    assert lines[10] == "refused: and 90 more (--verbose): it has no title"
    assert lines[21] == "kept: and 90 more (--verbose): both changed it"


def test_of_a_long_list_of_ids_the_first_are_named_and_runs_count_as_what_they_hold() -> None:
    report = ImportReport(notes=tuple(Note("a.json", name, "times without a zone") for name in IDS))
    (line,) = report.lines(is_verbose=False)
    assert line == f"note: a.json: times without a zone: {', '.join(IDS[:10])} and 90 more (--verbose)"
    assert next(report.lines(is_verbose=True)).endswith(IDS[-1])
