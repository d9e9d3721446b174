"""Flow: how the numbers of `stats flow` are printed."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wmsgit.cli.output.data import print_rows, warn_unreadable
from wmsgit.cli.output.history import moment_of
from wmsgit.cli.output.listing import conditions_of
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError
from wmsgit.features.flow.actions.flow import FlowRequest, as_days, flow
from wmsgit.features.flow.measures import PERCENTILES

_TIMES = (("lead", "lead time"), ("cycle", "cycle time"), ("waited", "waited for others"))


def print_flow(run: Run, words: Sequence[str], window: tuple[str, str], form: str) -> None:
    """Print the flow of a kind: all of it as JSON, else the percentiles of the times in days.

    Args:
        run: the run.
        words: the kind, if it is named, then filters.
        window: from when, and until when; empty for the usual.
        form: the format's name.
    """
    from wmsgit.features.planning.actions.open_records import is_taken_on

    ws = run.workspace
    names = [word for word in words if "=" not in word]
    if len(names) > 1:
        raise UsageError("the flow is that of one kind", hint="such as: wmsgit stats flow task repo=api")
    taken_on = next(iter(is_taken_on(ws)), None)
    if not names and taken_on is None:
        raise UsageError("no kind is taken on here", hint="name one: wmsgit stats flow KIND")
    kind = ws.kind(names[0]) if names else taken_on
    assert kind is not None  # one or the other
    conditions = conditions_of(run, kind, {}, [word for word in words if "=" in word])
    since, until = (moment_of(run, text) for text in window)
    result = flow(ws, kind, FlowRequest(conditions, since, until))
    if form in {"json", "jsonl"}:
        from wmsgit.render.json_text import json_text

        sys.stdout.write(json_text(result) if form == "json" else "".join(_lines(result)))
    else:
        print_rows(run, ["measure", "records", *(f"p{share}_days" for share in PERCENTILES)], _rows(result), form)
    warn_unreadable(run, [kind.name])


def _rows(result: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, label in _TIMES:
        part = result[name]
        shares = {f"p{share}_days": as_days(part[f"p{share}_s"]) for share in PERCENTILES}
        yield {"measure": label, "records": part["count"], **shares}
    closed = [row["closed"] for row in result["throughput"]]
    yield {"measure": f"closed in {len(closed)} weeks", "records": sum(closed)}
    yield {"measure": "open at the end", "records": len(result["ageing"])}


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    """The finished records, one a line."""
    import json

    return (json.dumps(row, ensure_ascii=False) + "\n" for row in result["finished"])
