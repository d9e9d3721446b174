"""The tools of `--tools all`: queries, lists, new records, reviews, drift, what changed, and the members."""

from dataclasses import asdict
from typing import Any

from wmsgit.features.branches.actions.places import works_of
from wmsgit.features.branches.actions.state import task_rows
from wmsgit.features.drift.actions.explain import explain
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.features.drift.report import notice_row, row, unknown_row
from wmsgit.features.planning.actions.review import Given, add_review
from wmsgit.features.records.actions.listing import terms_of
from wmsgit.features.records.actions.write import add
from wmsgit.features.records.assignments import parse_assignment
from wmsgit.features.records.yaml_text import as_yaml
from wmsgit.features.repos.actions.choose import chosen_members
from wmsgit.features.review.actions.review import range_of, review
from wmsgit.mcp.answer import Answer, Item, as_text
from wmsgit.mcp.desk import Desk
from wmsgit.mcp.record_tools import how
from wmsgit.mcp.shown import brief_item, written
from wmsgit.mcp.tool import TEXT, TEXTS, Arguments, Tool
from wmsgit.render.json_text import json_text
from wmsgit.render.review import render_review
from wmsgit.workspace.members import member_states


def _sql(desk: Desk, given: Arguments) -> Answer:
    names, rows = desk.open().index().sql(given["query"], timeout_s=10.0)
    items = [Item(as_text(dict(zip(names, values, strict=True))), {}, "sql") for values in rows]
    return Answer(items, [f"{len(items):,} rows"])


def _list(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    kind = ws.kind(given["kind"])
    conditions = terms_of(ws, kind, given.get("filters", ()))
    records = ws.index([kind.name]).documents(kind, conditions, order=given.get("sort", ()))
    return Answer([brief_item(record, kind) for record in records])


def _add(desk: Desk, given: Arguments) -> Answer:
    kind = desk.open().kind(given["kind"])
    ws = desk.writing("add", [kind.name])
    assignments = [parse_assignment(text) for text in given.get("fields", ())]
    argument = given.get("title") or None
    return written(add(ws, kind, argument=argument, assignments=assignments, how=how(given)))


def _review(desk: Desk, given: Arguments) -> Answer:
    place = desk.open().places([given["id"]], None)[0]
    ws = desk.writing("review", [place.kind])
    words = Given(
        type=given["type"],
        grade=given["grade"],
        reviewer=desk.name,
        blockers=given.get("blockers", ()),
        fixes=given.get("fixes", ()),
        report=given.get("report", ""),
    )
    return written(add_review(ws, place, words, how=how(given)))


def _drift_scan(desk: Desk, given: Arguments) -> Answer:
    report = scan(desk.open(), Request(given.get("repos", ()), given.get("ref", "HEAD"), start=desk.start))
    items = [_row_item(row(finding)) for finding in report.findings]
    items += [_row_item({"unknown": unknown_row(item)}) for item in report.unknowns]
    items += [_row_item({"notice": notice_row(item)}) for item in report.notices]
    return Answer(items, [f"{len(report.findings):,} findings, {len(report.unknowns):,} unknown"])


def _drift_explain(desk: Desk, given: Arguments) -> Answer:
    return Answer([Item(json_text(explain(desk.open(), given["name"])), {}, given["name"])])


def _diff(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    result = review(ws, range_of(ws, given.get("range", "")), given.get("ids", ()))
    text = "".join(render_review("text", result))
    return Answer([Item(text, {}, given.get("range", "") or "HEAD")] if text else [])


def _repo_status(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    if given.get("task"):
        (place,) = ws.places([given["task"]], ws.kind("task"))
        rows = task_rows(works_of(ws, place))
        return Answer([Item(as_yaml(_plain(asdict(row))), {"id": row.repo}, row.repo) for row in rows])
    chosen, looked = chosen_members(ws, given.get("names", ()))
    states = list(looked.items()) or member_states(ws, chosen)
    return Answer([Item(as_yaml(_plain(asdict(state))), {"id": name}, name) for name, state in states])


def _row_item(values: dict[str, Any]) -> Item:
    return Item(as_text({name: value for name, value in values.items() if value not in (None, "")}), {}, "drift")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The state of a member as YAML has it, without what is empty."""
    return {
        name: value if isinstance(value, (bool, int, str)) else str(value)
        for name, value in values.items()
        if value not in (None, "", (), [])
    }


FURTHER_TOOLS = (
    Tool(
        "sql",
        "A read-only query; a table a kind, and record_links, record_changes. 10 s.",
        _sql,
        {"query": TEXT},
        ("query",),
    ),
    Tool(
        "list",
        "Records of a kind that fit FIELD=VALUE filters; sort: -priority.",
        _list,
        {"kind": TEXT, "filters": TEXTS, "sort": TEXTS},
        ("kind",),
    ),
    Tool(
        "add",
        "Add a record: its main text, and FIELD=VALUE.",
        _add,
        {"kind": TEXT, "title": TEXT, "fields": TEXTS, "message": TEXT},
        ("kind",),
        writes=True,
    ),
    Tool(
        "review",
        "Add a review with a grade to a record.",
        _review,
        {"id": TEXT, "type": TEXT, "grade": TEXT, "blockers": TEXTS, "fixes": TEXTS, "report": TEXT, "message": TEXT},
        ("id", "type", "grade"),
        writes=True,
    ),
    Tool("drift_scan", "What breaks rules in members' code.", _drift_scan, {"repos": TEXTS, "ref": TEXT}),
    Tool("drift_explain", "All about a finding or a rule.", _drift_explain, {"name": TEXT}, ("name",)),
    Tool("diff", "What changed in meaning, A..B, or since HEAD.", _diff, {"range": TEXT, "ids": TEXTS}),
    Tool(
        "repo_status",
        "The Git state of the members, or the branches of a task.",
        _repo_status,
        {"names": TEXTS, "task": TEXT},
    ),
)
"""In the order in which they are listed."""
