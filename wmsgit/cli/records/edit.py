"""`edit`: opens a record in the user's editor and takes what comes back when it is right."""

from typing import TYPE_CHECKING, Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Message, NoCommit, Override, ResultFormat, how
from wmsgit.cli.run import Run, run_of
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place

if TYPE_CHECKING:
    from wmsgit.workspace.writing.operation import WriteOptions

DETAILS = (
    "The text is checked when the editor closes; while it is not right, the editor opens again with the "
    "errors shown. The editor is git's: GIT_EDITOR, core.editor, VISUAL, EDITOR."
)


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    def run(
        ctx: typer.Context,
        *,
        record_id: Annotated[str, typer.Argument(metavar="ID")],
        message: Message = "",
        no_commit: NoCommit = False,
        override: Override = False,
        format: ResultFormat = None,  # noqa: A002
    ) -> None:
        from wmsgit.cli.input.targets import targets

        run = run_of(ctx)
        place = targets(run, kind, [record_id])[0]
        _edit(run, place, how(message, no_commit=no_commit, override=override), format=format)

    example = f"wmsgit {examples.noun(kind)}edit {examples.example_id(kind)}"
    return Built(run, (example,), {"record_id": complete_ids(kind)})


def _edit(run: Run, place: Place, landing: "WriteOptions", *, format: str | None) -> None:  # noqa: A002
    from wmsgit.cli.input.editor import edit_until_right
    from wmsgit.cli.messages import say
    from wmsgit.cli.output.outcome import report
    from wmsgit.features.records.actions.edit import replace_text

    workspace = run.workspace
    base = workspace.read(place.path)
    outcome = edit_until_right(
        run,
        workspace.kind(place.kind),
        place.path,
        base,
        lambda text: replace_text(workspace, place, text, base=base, how=landing),
    )
    if outcome is None:
        say("nothing changed")
    else:
        report(run, outcome, format=format)
