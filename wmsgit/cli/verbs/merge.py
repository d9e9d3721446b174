"""`merge`: finishes what Git is in the middle of, or merges a branch; each open field is one choice."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Format, Message
from wmsgit.cli.messages import say, warn
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError
from wmsgit.model.text import counted

if TYPE_CHECKING:
    from wmsgit.features.merge.actions.finish import Progress
    from wmsgit.features.merge.actions.status import UnmergedRecord

EXAMPLES = (
    "wmsgit merge origin/main",
    "wmsgit merge",
    "wmsgit merge WS-TASK-001 status=theirs priority=HIGH",
    "wmsgit merge WS-TASK-001 ours",
    "wmsgit merge --continue",
)
DETAILS = (
    "REF is merged into your branch, record by record and field by field. In the middle of a merge, rebase, "
    "cherry-pick or revert: without arguments, every open field with both sides and the base; with ID, what to take "
    "for it: FIELD=ours, FIELD=theirs, FIELD=VALUE, or ours or theirs for all of them. Two new records under one id "
    "are never combined unless you say that they are the same: 'wmsgit merge ID same'. The exit code is 5 while "
    "something is open."
)
COMPLETERS = {"target": complete_ids(None)}

_EXIT_OPEN = 5
_COLUMNS = ("id", "field", "ours", "theirs", "base", "conflict")


def run(
    run: Run,
    *,
    target: Annotated[str | None, typer.Argument(metavar="[REF|ID]")] = None,
    terms: Annotated[list[str] | None, typer.Argument(metavar="[FIELD=ours|theirs|VALUE]...")] = None,
    carries_on: Annotated[bool, typer.Option("--continue", help="Commit what is resolved, and go on.")] = False,
    abort: Annotated[bool, typer.Option("--abort", help="Give it up; everything is as before.")] = False,
    message: Message = "",
    format: Format = "table",  # noqa: A002
) -> int:
    """Do one step of a merge; 5 while something is open."""
    from wmsgit.features.merge.actions.finish import begin, carry_on_with, give_up_with, look, operation_of

    if (carries_on or abort) and (target or terms or (carries_on and abort)):
        raise UsageError("--continue and --abort stand alone")
    if abort:
        say(f"gave the {give_up_with(run.workspace)} up: everything is as before")
        return 0
    wanted = None
    if carries_on:
        progress = carry_on_with(run.workspace)
    elif target and not operation_of(run.workspace):
        progress = _begin(run, target, terms or [], message, begin)
    else:
        before = operation_of(run.workspace) if terms else ""
        if terms and target:
            _resolve(run, target, terms)
        wanted = target if not terms else None
        progress = look(run.workspace, was=before)
    warn(progress.warnings)
    return _report(run, progress, format, wanted)


def _begin(run: Run, ref: str, terms: list[str], message: str, begin: Any) -> "Progress":
    from wmsgit.cli.values import require_text

    if terms:
        raise UsageError("no merge is in progress", hint="'wmsgit merge REF' merges a branch into yours")
    progress: Progress = begin(run.workspace, ref, require_text(message))
    if not progress.operation and not progress.commit:
        say(f"nothing to do: {ref} is in your branch already")
    return progress


def _resolve(run: Run, record_id: str, terms: list[str]) -> None:
    from wmsgit.features.merge.actions.resolve import resolve

    problems = resolve(run.workspace, record_id, terms)
    warn(f"{record_id}: {problem} (as before)" for problem in problems)


def _report(run: Run, progress: "Progress", format: str, wanted: str | None) -> int:  # noqa: A002
    """Print what is open, and say what to do next."""
    from wmsgit.cli.output.data import print_rows

    result = progress.standing
    if progress.combined:
        say(f"combined field by field: {', '.join(progress.combined)}")
    if not progress.operation:
        done = [f"committed {progress.commit[:10]}"] if progress.commit else []
        say(*(done or ["resolved, and not committed: 'wmsgit save' commits it"] * progress.is_resolved))
        _say_errors(run, progress)
        if format != "table":
            print_rows(run, _COLUMNS, [], format)
        return 0
    records = _wanted(run, progress, wanted)
    rows = [row for record in records for row in _rows(record, format)]
    if rows or format != "table":
        print_rows(run, _COLUMNS, [{**row, "operation": progress.operation} for row in rows], format)
    say(*(f"not a record, and unmerged: {path}" for path in result.others))
    _say_next(progress, len(result.open))
    if result.open:
        say(f"{counted(len(result.open), 'record')} open in this {progress.operation}")
    return _EXIT_OPEN if result.open or result.others else 0


def _wanted(run: Run, progress: "Progress", wanted: str | None) -> tuple["UnmergedRecord", ...]:
    from wmsgit.features.merge.actions.resolve import find

    return find(run.workspace, progress.standing, wanted) if wanted else progress.standing.open


def _rows(record: "UnmergedRecord", format: str) -> Iterator[dict[str, Any]]:  # noqa: A002
    """A row for each open field; one for a record that is open as a whole."""
    from wmsgit.features.merge.outcome import ABSENT

    head = {"id": record.id, "kind": record.kind_name, "path": record.path, "conflict": record.state}
    for field in record.open:
        values = {"base": field.base, "ours": field.ours, "theirs": field.theirs}
        known = {name: None if value is ABSENT else value for name, value in values.items()}
        yield {**head, "conflict": "field", "field": field.name, **known, "reason": ""}
    if not record.open and record.state != "resolved":
        versions = record.versions()
        shown = versions if format != "table" else {name: _title(record, data) for name, data in versions.items()}
        yield {**head, "field": None, **shown, "reason": record.reason}


def _title(record: "UnmergedRecord", data: dict[str, Any] | None) -> str:
    return "" if data is None else (record.kind.title_of(data) if record.kind else "") or "(the whole record)"


def _say_next(progress: "Progress", open_count: int) -> None:
    """What can be done now, in words."""
    from wmsgit.features.merge.actions.finish import SIDES

    states = {record.state: record for record in reversed(progress.standing.open)}
    if not open_count:
        if not progress.standing.others:
            does = "takes it as resolved" if progress.operation == "conflict" else "commits it"
            say(f"nothing is open: 'wmsgit merge --continue' {does}")
        return
    ours, theirs = SIDES.get(progress.operation, SIDES["merge"])
    say(f"ours is {ours}; theirs is {theirs}")
    if "fields" in states:
        record = states["fields"]
        say(f"choose: wmsgit merge {record.id} {record.open[0].name}=ours (or =theirs, or =VALUE)")
    if "two records" in states:
        name = states["two records"].id
        say(
            f"two records have the id {name}: 'wmsgit merge {name} same' if they are one; if they are two,",
            "  'wmsgit merge --abort', then 'wmsgit renumber --base REF' moves yours, then merge again",
        )
    if "moved" in states:
        name = states["moved"].id
        say(
            f"both sides moved {name}, to different folders: 'wmsgit merge {name} ours' (or theirs) keeps it",
            "  where that side has it",
        )
    if "removed" in states or "unreadable" in states:
        name = (states.get("removed") or states["unreadable"]).id
        say(f"choose: wmsgit merge {name} ours (or theirs), or put the file right and 'git add' it")


def _say_errors(run: Run, progress: "Progress") -> None:
    """A merge whose parts were right may be wrong as a whole."""
    from wmsgit.features.check.actions.run import check

    if not progress.commit:
        return
    errors = sum(finding.level == "error" for finding in check(run.workspace).findings)
    if errors:
        warn([f"the merged records have {counted(errors, 'error')}: see 'wmsgit check'"])
