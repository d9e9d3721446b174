"""`ready --claim` with more: the record that is named or ready first, with its session, its worktrees and the brief."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wmsgit.cli.input.options import FormatName, how
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind
    from wmsgit.workspace.place import Place
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult


def begin(
    run: Run,
    ids: list[str],
    terms: list[str],
    options: dict[str, Any],
    message: str,
    form: FormatName,
    *,
    no_commit: bool,
) -> None:
    """Take the record, add what is missing, and print it.

    Args:
        run: the run.
        ids: the record; none for the one of the open session, else what is ready first.
        terms: filters of what is ready.
        options: `has_worktrees`, `has_session` and `assistant`.
        message: why, for the commits.
        form: `table`, which is Markdown here, or `json`.
        no_commit: whether the commits are the user's.
    """
    from wmsgit.cli.messages import one_line, say
    from wmsgit.cli.output.work import print_work
    from wmsgit.features.branches.actions.begin_work import WorkRequest, begin_work
    from wmsgit.features.sessions.actions.unasked import opens_unasked

    if len(ids) > 1:
        raise UsageError("one record at a time", hint="wmsgit task start ID... takes several")
    if form not in {"table", "json"}:
        raise UsageError("--worktree and --brief print Markdown, or with --format json one object")
    landing = how(message, no_commit=no_commit)
    has_session = options["has_session"] or opens_unasked(run.workspace, is_assistant=bool(options["assistant"]))
    request = WorkRequest(
        ids[0] if ids else "",
        folder=run.start,
        terminal=run.environ.get("WMSGIT_CONTEXT", ""),
        session_id=run.environ.get("WMSGIT_SESSION", ""),
        has_worktrees=options["has_worktrees"],
        has_session=has_session,
        assistant=options["assistant"],
    )

    def tell(line: str) -> None:
        say(one_line(line))

    work = begin_work(run.workspace, request, _claim(run, terms, landing, tell), tell, how=landing)
    print_work(run, work, form, has_brief=options["has_session"])


def _claim(
    run: Run, terms: list[str], landing: "WriteOptions", tell: Callable[[str], None]
) -> "Callable[[Place | None], WriteResult]":
    """Takes a record so that other clones know it: the one that is given, or what is ready first."""
    from wmsgit.cli.output.outcome import report
    from wmsgit.features.planning.actions.claim import claim
    from wmsgit.features.records.actions.transition import transition
    from wmsgit.features.sync.actions.claim import shared_claim

    ws = run.workspace

    def take(place: "Place | None") -> "WriteResult":
        def work() -> "WriteResult":
            if place is None:
                return claim(ws, terms, how=landing)
            return transition(ws, [place], _step_of(ws.kind(place.kind)), how=landing)

        outcome = shared_claim(ws, work, tell, places=[place] if place else ())
        report(run, outcome)
        return outcome

    return take


def _step_of(kind: "Kind") -> str:
    """The transition by which records of a kind are taken on."""
    name = next((step.name for step in kind.transitions.values() if step.claims), "")
    if not name:
        raise UsageError(f"a {kind.name} is not taken on")
    return name
