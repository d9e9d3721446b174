"""Outcomes: how a write is reported. Ids and records go to standard output, the rest to standard error."""

from collections import Counter
from collections.abc import Mapping

from wmsgit.cli.messages import say, warn
from wmsgit.cli.run import Run
from wmsgit.model.change import RecordChange
from wmsgit.model.text import counted, one_line
from wmsgit.workspace.writing.operation import WriteResult

_FEW = 20
"""Changes that are told one by one; of more, the first ones and how many there are of each sort."""
_FIRST = 5


def report(
    run: Run,
    outcome: WriteResult,
    *,
    format: str | None = None,  # noqa: A002
    dry_run: bool = False,
    is_verbose: bool = False,
) -> None:
    """Say what a write did: one line a record on standard error, and the records themselves when asked for.

    Args:
        run: the run.
        outcome: what the write did.
        format: the output format of the changed records; None prints none.
        dry_run: whether nothing was written.
        is_verbose: whether every change is told, however many there are.
    """
    warn(outcome.warnings)
    say(*(_lines(outcome, dry_run=dry_run, is_verbose=is_verbose)))
    if format is not None and not dry_run:
        print_changed(run, outcome.changes, format)


def report_many(outcome: WriteResult, counts: Mapping[str, int], *, dry_run: bool = False) -> None:
    """Say what a write of very many records did: counts, not a line for each."""
    warn(outcome.warnings)
    took = ", ".join(counted(count, kind) for kind, count in counts.items() if count) or "nothing"
    changed: dict[str, int] = {}
    for change in outcome.changes:
        changed[change.change] = changed.get(change.change, 0) + 1
    did = ", ".join(f"{count} {what}" for what, count in changed.items()) or "nothing changed"
    state = "dry run, nothing written" if dry_run else f"committed {outcome.commit[:10]}" if outcome.commit else ""
    say(f"read {took}", ": ".join(part for part in (state, did) if part))


def print_changed(run: Run, changes: tuple[RecordChange, ...], format: str) -> None:  # noqa: A002
    """Print the records that a write left behind; a removed one has none."""
    from wmsgit.cli.output.data import print_records
    from wmsgit.workspace.place import Place

    places = [Place(change.kind, change.id, change.path) for change in changes if change.change != "removed"]
    print_records(run, [run.workspace.record(place) for place in places], format)


def _lines(outcome: WriteResult, *, dry_run: bool, is_verbose: bool) -> list[str]:
    lines = [" ".join(str(change).split()) for change in outcome.changes] or list(map(one_line, outcome.files))
    if not lines:
        return [f"committed {outcome.commit[:10]}" if outcome.commit else "nothing changed"]
    if len(lines) > _FEW and not is_verbose:
        sorts = Counter((change.change, change.kind) for change in outcome.changes)
        summary = ", ".join(f"{change} {counted(count, kind)}" for (change, kind), count in sorts.items())
        summary = summary or counted(len(lines), "file")
        lines = [*lines[:_FIRST], f"… and {len(lines) - _FIRST:,} more: {summary} in all (--verbose, or git show)"]
    if dry_run:
        return ["would change, but --dry-run was given:", *(f"  {line}" for line in lines)]
    head = f"committed {outcome.commit[:10]}" if outcome.commit else "written, not committed"
    return [f"{head}: {lines[0]}"] if len(lines) == 1 else [f"{head}:", *(f"  {line}" for line in lines)]
