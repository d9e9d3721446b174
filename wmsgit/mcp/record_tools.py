"""The tools of everyday that look at records and change them."""

from collections.abc import Sequence

from wmsgit.errors import InvalidError, UsageError
from wmsgit.features.branches.actions.planning import usual_mode
from wmsgit.features.branches.actions.start import Making, start
from wmsgit.features.check.actions.run import check
from wmsgit.features.planning.actions.claim import claim
from wmsgit.features.planning.actions.open_records import is_taken_on
from wmsgit.features.planning.actions.ready import ready_keys
from wmsgit.features.records.actions.transition import transition
from wmsgit.features.records.actions.write import note, set_fields
from wmsgit.features.records.assignments import parse_assignment
from wmsgit.features.sync.actions.claim import shared_claim
from wmsgit.mcp.answer import Answer, Item
from wmsgit.mcp.desk import Desk
from wmsgit.mcp.shown import record_item, records_of, written
from wmsgit.mcp.tool import TEXT, TEXTS, Arguments, Tool
from wmsgit.schema.transition import Transition
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

TRIAL = "is a trial"
"""A key of arguments that no caller can give: the tool writes nothing, and fails where it would."""


def _ready(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    keys = list(ready_keys(ws, given.get("filters", ())))
    return Answer(records_of(ws, keys), [] if keys else ["nothing is ready"])


def _claim(desk: Desk, given: Arguments) -> Answer:
    ws = desk.writing("claim", [kind.name for kind in is_taken_on(desk.open())])
    notices: list[str] = []
    outcome = shared_claim(ws, lambda: claim(ws, given.get("filters", ()), how=how(given)), notices.append)
    return written(outcome, notices)


def _show(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    records = [ws.record(place) for place in dict.fromkeys(ws.locate(name, None) for name in given["ids"])]
    return Answer([record_item(record, ws.kind(record.kind)) for record in records])


def _search(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    kinds = [ws.kind(name).name for name in given.get("kinds", ())] or None
    hits = ws.index(kinds).search(given["text"], kinds, limit=None)
    return Answer([Item(f"{hit.title}\n{hit.snippet}", {"id": hit.id, "kind": hit.kind}, hit.id) for hit in hits])


def _set(desk: Desk, given: Arguments) -> Answer:
    places = _places(desk.open(), given["ids"])
    ws = desk.writing("set", {place.kind for place in places})
    assignments = [parse_assignment(text) for text in given["fields"]]
    return written(set_fields(ws, places, assignments, how=how(given)))


def _transition(desk: Desk, given: Arguments) -> Answer:
    ws = desk.open()
    places = _places(ws, given["ids"])
    kinds = {place.kind for place in places}
    if len(kinds) > 1:
        raise InvalidError(f"these are of several kinds: {', '.join(sorted(kinds))}", hint="one call for each kind")
    step = _step(ws, places[0].kind, given["verb"])
    ws = desk.writing(step.name, kinds)
    assignments = [parse_assignment(text) for text in given.get("fields", ())]
    landing, notices = how(given), list[str]()

    def take(dry_run: bool) -> WriteResult:
        landed = WriteOptions(landing.message, dry_run=dry_run or landing.dry_run)
        return transition(ws, places, step.name, assignments=assignments, how=landed)

    def shared(dry_run: bool) -> WriteResult:
        return take(True) if dry_run else shared_claim(ws, lambda: take(False), notices.append, places=places)

    making = Making(usual_mode(ws), dry_run=landing.dry_run)
    outcome = start(ws, places, making, shared, notices.append) if step.claims else take(False)
    return written(outcome, notices)


def _note(desk: Desk, given: Arguments) -> Answer:
    places = _places(desk.open(), [given["id"]])
    ws = desk.writing("note", {place.kind for place in places})
    return written(note(ws, places, given["text"], how=how(given)))


def _check(desk: Desk, given: Arguments) -> Answer:
    report = check(desk.open(), paths=given.get("paths", ()))
    items = [
        Item(str(finding), {"level": finding.level, "code": finding.code}, finding.path) for finding in report.findings
    ]
    return Answer(items, [f"checked {report.checked:,} records: {len(items):,} findings"])


def how(given: Arguments) -> WriteOptions:
    """How a write lands: as a commit, unless the user keeps these for himself, with the assistant's reason in it."""
    return WriteOptions(given.get("message", ""), dry_run=TRIAL in given)


def _places(ws: Workspace, ids: Sequence[str]) -> list[Place]:
    return ws.places(ids, None)


def _step(ws: Workspace, kind_name: str, name: str) -> Transition:
    steps = ws.kind(kind_name).transitions
    if name not in steps:
        raise UsageError(f"a {kind_name} has no transition {name[:100]!r}", hint=f"one of: {', '.join(steps)}")
    return steps[name]


RECORD_TOOLS = (
    Tool(
        "ready",
        "What may be taken on now, weightiest first. filters: repo=api, priority=high.",
        _ready,
        {"filters": TEXTS},
    ),
    Tool(
        "claim", "Take the first ready record in your name.", _claim, {"filters": TEXTS, "message": TEXT}, writes=True
    ),
    Tool("show", "Whole records by id.", _show, {"ids": TEXTS}, ("ids",)),
    Tool("search", "Records by their words, best first.", _search, {"text": TEXT, "kinds": TEXTS}, ("text",)),
    Tool(
        "set",
        "Change fields: FIELD=VALUE, FIELD= removes, FIELD+=ITEM. message: why.",
        _set,
        {"ids": TEXTS, "fields": TEXTS, "message": TEXT},
        ("ids", "fields"),
        writes=True,
        destroys=True,
    ),
    Tool(
        "transition",
        "Move records by a verb of their kind: start, complete, block. message: why.",
        _transition,
        {"ids": TEXTS, "verb": TEXT, "fields": TEXTS, "message": TEXT},
        ("ids", "verb"),
        writes=True,
    ),
    Tool("note", "Add a remark to a record.", _note, {"id": TEXT, "text": TEXT}, ("id", "text"), writes=True),
    Tool("check", "Every problem in the records, or below paths.", _check, {"paths": TEXTS}),
)
"""In the order in which they are listed."""
