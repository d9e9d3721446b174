"""Routing: proposes the repository of a new record, says why, and asks when it is not clear."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmsgit.cli.input.editor import is_interactive
from wmsgit.cli.messages import one_line, say
from wmsgit.cli.run import Run
from wmsgit.errors import AmbiguousError, UsageError
from wmsgit.features.planning.routing import Route, clear_route
from wmsgit.features.records.assignments import Assignment
from wmsgit.model.text import first_words
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.model.record import Data

_MAX_ASKED = 3


def routed(run: Run, kind: Kind, argument: str | None, assignments: Sequence[Assignment]) -> Assignment:
    """The assignment of the repository in which the work of a new record belongs.

    Raises:
        UsageError: when it is given already, or nothing is known of the record.
        AmbiguousError: when it is not clear, and nobody is there to choose.
    """
    from wmsgit.features.planning.actions.route import known_repos, routes_for

    data = _given(run, kind, argument, assignments)
    routes = routes_for(run.workspace, kind, data)
    chosen = clear_route(routes)
    if chosen:
        say(*_report(kind, routes))
        return Assignment((kind.routed,), "=", chosen.repo)
    others = [Route(repo, 0.0, ()) for repo in known_repos(run.workspace, kind)]
    candidates = [*routes, *(other for other in others if other.repo not in {route.repo for route in routes})]
    if not candidates or not is_interactive():
        raise _unclear(kind, candidates)
    return Assignment((kind.routed,), "=", _confirmed(kind, candidates))


def _given(run: Run, kind: Kind, argument: str | None, assignments: Sequence[Assignment]) -> "Data":
    from wmsgit.features.records.actions.write import fields_given

    data = fields_given(run.workspace, kind, argument, assignments)
    if data.get(kind.routed):
        raise UsageError(f"{kind.routed} is given already", hint="leave out --auto-repo, or the field")
    if not data:
        raise UsageError("--auto-repo goes by what the record says", hint=f"give its {kind.argument or 'fields'}")
    return data


def _report(kind: Kind, result: Sequence[Route]) -> list[str]:
    first, *rest = result
    lines = [f"{kind.routed}: {_line(first)}"]
    return [*lines, f"  runner-up: {_line(rest[0])}"] if rest else lines


def _line(route: Route) -> str:
    return one_line(f"{route.repo}: {'; '.join(route.reasons) or 'nothing speaks for it'}")


def _lines(candidates: Sequence[Route]) -> list[str]:
    """Those for which something speaks; of many others, how many there are."""
    if sum(not route.reasons for route in candidates) <= _MAX_ASKED:
        return [_line(route) for route in candidates]
    lines = [_line(route) for route in candidates if route.reasons]
    others = [route.repo for route in candidates if not route.reasons]
    return [*lines, *([one_line(f"nothing speaks for {first_words(others, _MAX_ASKED)}")] if others else [])]


def _unclear(kind: Kind, candidates: Sequence[Route]) -> AmbiguousError:
    return AmbiguousError(
        f"it is not clear which {kind.routed} the {kind.name} should have",
        details=_lines(candidates) or ["there are no repositories: 'wmsgit repo add NAME' adds one"],
        hint=f"say it: {kind.routed}=REPO in place of --auto-repo; nothing was changed",
    )


def _confirmed(kind: Kind, candidates: Sequence[Route]) -> str:
    """What a person at the terminal chooses, by number or name; several wrong answers give up."""
    say(f"{kind.routed} is not clear:")
    say(*(f"  {number}  {_line(route)}" for number, route in enumerate(candidates, start=1)))
    for _ in range(_MAX_ASKED):
        sys.stderr.write(f"which? [1-{len(candidates)}] ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if not answer:
            break
        text = answer.strip()
        if text.isdecimal() and 0 < int(text) <= len(candidates):
            return candidates[int(text) - 1].repo
        if any(route.repo == text for route in candidates):
            return text
    raise _unclear(kind, candidates)
