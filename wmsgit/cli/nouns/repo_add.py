"""`repo add`: members, by default beside the workspace, or the repositories at paths."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input.fields import assigned_field, option_assignments, read_assignment
from wmsgit.cli.input.options import how
from wmsgit.cli.messages import say
from wmsgit.cli.records import add
from wmsgit.cli.run import Run, run_of
from wmsgit.errors import UsageError
from wmsgit.features.records.assignments import Assignment
from wmsgit.schema.kind import Kind

DETAILS = (
    "Without --path, the repository is taken to lie beside the workspace, at ../NAME. Paths in place of a name, such "
    "as ../*, add every repository among them by its folder's name. Without --url, the URL of its first remote is "
    "recorded. Where the record alone could not lead to what you add, 'git config wmsgit.repo.NAME.path' on this "
    f"machine does. {add.DETAILS}"
)
_EXAMPLE = "wmsgit repo add ../*"


def build(kind: Kind | None) -> Built:
    """The function for the kind of members."""
    assert kind is not None  # add stands only after a noun
    usual = add.build(kind, _complete)
    names = add.field_names(kind)

    def run(ctx: typer.Context, **values: Any) -> None:
        words = values["arguments"] or ()
        paths = [word for word in words if _is_path(kind, word)]
        if paths:
            _add_paths(run_of(ctx), kind, paths, [word for word in words if word not in paths], names, values)
        else:
            usual.function(ctx, **values)

    run.__signature__ = inspect.signature(usual.function)  # type: ignore[attr-defined]
    run.__annotations__ = {}
    return Built(run, (*usual.examples, _EXAMPLE), usual.completers)


def _is_path(kind: Kind, word: str) -> bool:
    return ("/" in word or word in {".", ".."}) and assigned_field(word) not in kind.fields


def _add_paths(
    run: Run,
    kind: Kind,
    paths: Sequence[str],
    others: Sequence[str],
    names: Mapping[str, str],
    values: Mapping[str, Any],
) -> None:
    """Add the repositories at these paths, in one commit; what is none of them is named."""
    from wmsgit.features.repos.actions.join import join, settle

    wrong = [word for word in others if not assigned_field(word)] + [path for path in paths if "://" in path]
    if wrong or values["id"] is not None:
        hint = "names and URLs are added one by one: wmsgit repo add NAME --url URL"
        raise UsageError("--id does not go with paths" if not wrong else f"{wrong[0]!r} is not a path here", hint=hint)
    assignments = [read_assignment(word, run.stdin) for word in others]
    assignments += option_assignments(kind, names, values, run.stdin)
    landing = how(values["message"], no_commit=values["no_commit"], dry_run=values["dry_run"])
    outcome, skipped = join(run.workspace, [run.start / path for path in paths], assignments, how=landing)
    say(*(f"passed over: {line}" for line in skipped))
    add.report_added(run, outcome, values)
    if not values["dry_run"]:
        for change in outcome.changes:
            say(*settle(run.workspace, change.id))


def _complete(run: Run, name: str, assignments: list[Assignment]) -> tuple[list[Assignment], Callable[[], None]]:
    """What was typed, with the path and the URL that it leaves out; a place that no record may have goes elsewhere."""
    from wmsgit.features.repos.actions.join import completed, settle

    if not name:
        return assignments, lambda: None
    result, typed = completed(run.workspace, name, assignments)
    return result, lambda: say(*settle(run.workspace, name, typed))
