"""`ready`: what may be taken on now, the weightiest first."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.input.options import Format, FormatName, Message, NoCommit, how
from wmsgit.cli.messages import one_line, say
from wmsgit.cli.output.data import print_ids, print_records, print_rows, print_table, warn_unreadable
from wmsgit.cli.run import Run
from wmsgit.errors import InvalidError, UsageError

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind
    from wmsgit.schema.state import Key

EXAMPLES = (
    "wmsgit ready repo=api",
    "wmsgit ready --claim",
    "wmsgit ready --claim --worktree --brief",
    "wmsgit ready --explain WS-TASK-004",
)
DETAILS = (
    "Ready is what is open and not begun, what waits for nothing that is open, is neither blocked nor put off,"
    " is not held by another, and what no gate holds. The order is that of the kind's schema (for tasks: priority, due"
    " date), then age, then how many others wait for it. --claim takes the first one for you, in one commit, or the"
    " one whose id is given; when nothing is ready the exit code is 4. With --worktree and --brief it is one command"
    " from nothing to work: it opens a session, makes the worktrees, and prints where, the checklist and the brief."
    " Given again, it goes on with the task of the open session, and adds what is missing."
)


def run(
    run: Run,
    *,
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[FILTER|ID]...")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of every open record, or of these, why it is ready or is not.")
    ] = False,
    claim: Annotated[bool, typer.Option("--claim", help="Take the first one: start it in your name.")] = False,
    worktree: Annotated[
        bool, typer.Option("--worktree", help="With --claim: a worktree in each of its repositories.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="With --claim: open a session where none is open, and print the brief.")
    ] = False,
    assistant: Annotated[
        str, typer.Option("--assistant", metavar="NAME", help="With --brief: the assistant that the session is of.")
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")] = None,
    message: Message = "",
    no_commit: NoCommit = False,
    format: Format = "table",  # noqa: A002
) -> None:
    """Print what is ready, or take the first of it."""
    words = arguments or []
    ids, terms = [word for word in words if "=" not in word], [word for word in words if "=" in word]
    options = {"has_worktrees": worktree, "has_session": brief, "assistant": assistant}
    _require_fit(ids, options, claim=claim, explain=explain)
    _require_kinds(run)
    if claim and (ids or any(options.values())):
        from wmsgit.cli.verbs.ready_work import begin

        begin(run, ids, terms, options, message, format, no_commit=no_commit)
    elif claim:
        _claim(run, terms, message, format, no_commit=no_commit)
    elif explain:
        _explain(run, ids, terms, limit, format)
    else:
        _list(run, terms, limit, format)
        warn_unreadable(run, _kinds(run))


def _require_fit(ids: list[str], options: dict[str, Any], *, claim: bool, explain: bool) -> None:
    """Refuse words and options that do not go together."""
    if any(options.values()) and not claim:
        raise UsageError("--worktree, --brief and --assistant go with --claim", hint=f"such as: {EXAMPLES[2]}")
    if ids and not explain and not claim:
        raise UsageError(
            f"{ids[0]!r} is no filter", hint=f"wmsgit ready --explain {ids[0]} says why it is ready or not"
        )
    if claim and explain:
        raise UsageError("--claim and --explain do not go together")


def _require_kinds(run: Run) -> None:
    if not _kinds(run):
        raise InvalidError(
            "no schema of this workspace says what can be taken on: no transition 'claims'",
            where="schemas",
            hint="'wmsgit schema upgrade' brings in what this release says",
        )


def _kinds(run: Run) -> list[str]:
    from wmsgit.features.planning.actions.open_records import is_taken_on

    return [kind.name for kind in is_taken_on(run.workspace)]


def _list(run: Run, terms: list[str], limit: int | None, form: FormatName) -> None:
    from wmsgit.features.planning.actions.ready import ready_keys

    keys = list(islice(ready_keys(run.workspace, terms, are_few=limit is not None), limit))
    _print(run, keys, form)
    if not keys and form == "table":
        say("nothing is ready ('wmsgit ready --explain' says why)")


def _print(run: Run, keys: list["Key"], form: FormatName) -> None:
    if form == "ids":
        print_ids(key[1] for key in keys)
        return
    for kind, ids in _grouped(run, keys) if form == "table" else ():
        columns = [name for name in kind.columns if name != kind.status]
        print_table(run, kind, columns, _rows(run, kind, ids, columns), ())
    if form != "table":
        print_records(run, _records(run, keys), form)


def _grouped(run: Run, keys: list["Key"]) -> list[tuple["Kind", list[str]]]:
    kinds = dict.fromkeys(key[0] for key in keys)
    return [(run.workspace.kind(name), [key[1] for key in keys if key[0] == name]) for name in kinds]


def _rows(run: Run, kind: "Kind", ids: list[str], columns: list[str]) -> list[tuple[Any, ...]]:
    from wmsgit.features.planning.actions.open_records import rows_of

    return rows_of(run.workspace, kind, ids, columns)


def _records(run: Run, keys: list["Key"]) -> list[Any]:
    result = {
        (kind.name, record.id): record
        for kind, ids in _grouped(run, keys)
        for record in run.workspace.index([kind.name]).documents(kind, ids=ids)
    }
    return [result[key] for key in keys]


def _explain(run: Run, ids: list[str], terms: list[str], limit: int | None, form: FormatName) -> None:
    from wmsgit.features.planning.actions.ready import explanations

    rows = [
        {
            "id": explanation.key[1],
            "kind": explanation.key[0],
            "ready": explanation.is_ready,
            "because": list(explanation.grounds if explanation.is_ready else explanation.hindrances),
        }
        for explanation in explanations(run.workspace, ids, terms)[:limit]
    ]
    print_rows(run, ["id", "ready", "because"], rows, form)


def _claim(run: Run, terms: list[str], message: str, form: FormatName, *, no_commit: bool) -> None:
    from wmsgit.cli.output.outcome import report
    from wmsgit.features.planning.actions.claim import claim
    from wmsgit.features.sync.actions.claim import shared_claim

    landing = how(message, no_commit=no_commit)
    outcome = shared_claim(
        run.workspace, lambda: claim(run.workspace, terms, how=landing), lambda line: say(one_line(line))
    )
    report(run, outcome, format="ids" if form == "table" else form)
