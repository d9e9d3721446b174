"""`stats`: how many records there are of each kind, by status and by priority."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from wmsgit.cli.input.completers import complete_kinds

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.schema.kind import Kind

EXAMPLES = ("wmsgit stats task --format json",)
DETAILS = "Counts by status, and by each other field of a few values, such as a priority or a severity."
COMPLETERS = {"kinds": complete_kinds}


def run(
    ctx: typer.Context,
    *,
    kinds: Annotated[list[str] | None, typer.Argument(metavar="[KIND]...")] = None,
    format: Annotated[  # noqa: A002
        Literal["table", "json", "jsonl", "csv"],
        typer.Option("--format", help="How to print.", case_sensitive=False),
    ] = "table",
) -> None:
    """Print the counts."""
    from wmsgit.cli.output.data import print_rows, warn_unreadable
    from wmsgit.cli.run import run_of

    run = run_of(ctx)
    workspace = run.workspace
    chosen = [workspace.kind(name) for name in kinds or ()] or list(workspace.registry.kinds())
    rows = [row for kind in chosen for row in _rows(run, kind, keep_empty=bool(kinds))]
    print_rows(run, ["kind", "field", "value", "count"], rows, format)
    warn_unreadable(run, [kind.name for kind in chosen])


def _rows(run: "Run", kind: "Kind", *, keep_empty: bool) -> list[dict[str, Any]]:
    index = run.workspace.index([kind.name])
    total = len(index.ids(kind))
    if not total and not keep_empty:
        return []
    fields = [name for name, field in kind.fields.items() if field.enum and not field.is_list]
    rows = [{"kind": kind.name, "field": None, "value": None, "count": total}]
    for name in sorted(fields, key=lambda name: name != kind.status):
        rows += [
            {"kind": kind.name, "field": name, "value": value, "count": count}
            for value, count in index.counts(kind, name)
            if value is not None
        ]
    return rows
