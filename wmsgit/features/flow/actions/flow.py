"""The flow of a kind's records: what `stats flow` prints, and what pages draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from wmsgit.errors import UsageError
from wmsgit.features.flow.actions.lines import past_of, read_lines
from wmsgit.features.flow.lines import StatusLine
from wmsgit.features.flow.measures import (
    DAY_S,
    DEFINITIONS,
    Stages,
    Window,
    ageing,
    before,
    burn_up,
    cumulative,
    finished,
    summary,
    throughput,
)
from wmsgit.model.times import format_seconds
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import Relations
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition

DAYS = 90
"""How far back is looked when nothing is said, a judgement: a quarter."""
MILESTONE = "milestone"
_UNDER_WAY, _BLOCKED = "in_progress", "blocked"


@dataclass(frozen=True, slots=True)
class FlowRequest:
    """Which records and which time.

    Attributes:
        conditions: the filters; they hold for the records as they are.
        since, until: the window; None for the last `DAYS`, and for now.
    """

    conditions: Sequence["Condition"] = ()
    since: datetime | None = None
    until: datetime | None = None


def flow(ws: Workspace, kind: Kind, request: FlowRequest) -> dict[str, Any]:
    """The flow as plain values; every duration is in seconds.

    Args:
        ws: the workspace, as it is or at a revision.
        kind: a kind with a status.
        request: which records and which time.

    Raises:
        UsageError: when the kind has no status, or the window ends before it begins.
    """
    if not kind.status:
        raise UsageError(f"a {kind.name} has no status, so nothing flows", hint="name a kind that has one")
    rows = ws.index([kind.name]).select(kind, request.conditions, columns=_columns(kind), order=("id",))
    names = {str(row[0]): str(row[1] or "") for row in rows if len(row) > 1}
    lines = list(read_lines(ws, past_of(ws), kind, [str(row[0]) for row in rows]).of.values())
    window = window_of(ws, request)
    result = flow_of(lines, stages_of(kind), window, {name: text for name, text in names.items() if text})
    return {"kind": kind.name, "filter": [str(condition) for condition in request.conditions], **result}


def flow_of(
    lines: Sequence[StatusLine],
    stages: Stages,
    window: Window,
    milestones: Mapping[str, str],
    most_ageing: int | None = None,
) -> dict[str, Any]:
    """The flow of these lines in a window; of what is open only so many of the longest in work, None for all."""
    cut = [line for whole in lines if (line := before(whole, window.until_s))]
    done = finished(cut, stages, window)
    return {
        "since": format_seconds(window.since_s),
        "until": format_seconds(window.until_s),
        "records": len(cut),
        "lead": summary(row["lead_s"] for row in done),
        "cycle": summary(row["cycle_s"] for row in done),
        "waited": summary(row["waited_s"] for row in done),
        "throughput": throughput(done, window),
        "finished": done,
        "ageing": ageing(cut, stages, window.until_s, most_ageing),
        "cumulative": cumulative(cut, stages, window),
        "burn_up": burn_up(cut, stages, window, milestones),
        "definitions": dict(DEFINITIONS),
    }


def window_of(ws: Workspace, request: FlowRequest) -> Window:
    """The window that a request means; at a revision it ends with it.

    Raises:
        UsageError: when it ends before it begins.
    """
    end = request.until or _present(ws)
    since = request.since or end - timedelta(days=DAYS)
    if since >= end:
        raise UsageError("the time that is looked at ends before it begins")
    return Window(int(since.timestamp()), int(end.timestamp()) + 1)


def _present(ws: Workspace) -> datetime:
    revision = getattr(ws, "revision", None)
    return revision.committed_at if revision is not None else ws.now()


def stages_of(kind: Kind) -> Stages:
    """What the statuses of a kind mean, by its transitions."""
    known = kind.fields[kind.status].enum
    started = {step.target for step in kind.transitions.values() if step.claims} or {_UNDER_WAY} & set(known)
    references = {name for name, field in kind.fields.items() if field.references}
    waiting = {
        step.target for step in kind.transitions.values() if any(name in references for name in step.options.values())
    } - set(kind.closed)
    resting = Relations({kind.name: kind}).resting.get(kind.name, frozenset())
    waiting = (waiting & resting) or ({_BLOCKED} & set(known))
    dropped = set(kind.dropped) & set(kind.closed)
    return Stages(known, started, waiting, kind.closed, dropped)


def _columns(kind: Kind) -> tuple[str, ...]:
    return ("id", MILESTONE) if MILESTONE in kind.fields else ("id",)


def as_days(seconds: int | None) -> float | None:
    """A duration in days, to a tenth."""
    return None if seconds is None else round(seconds / DAY_S, 1)
