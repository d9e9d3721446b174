"""`edit`: opens a record in the user's editor and takes what comes back when it is right."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.schema.kind import Kind
from wmsgit.workspace.place import Place

DETAILS = (
    "The text is checked when the editor closes; while it is not right, the editor opens again with the "
    "errors shown. The editor is git's: GIT_EDITOR, core.editor, VISUAL, EDITOR."
)


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    @writes("override", "format", tries=False)
    def run(write: Write, *, record_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
        from wmsgit.cli.input.targets import targets

        _edit(write, targets(write.run, kind, [record_id])[0])

    example = f"wmsgit {examples.noun(kind)}edit {examples.example_id(kind)}"
    return Built(run, (example,), {"record_id": complete_ids(kind)})


def _edit(write: Write, place: Place) -> None:
    from wmsgit.cli.input.editor import edit_until_right
    from wmsgit.cli.messages import say
    from wmsgit.features.records.actions.edit import replace_text

    workspace, landing = write.workspace, write.how
    base = workspace.read(place.path)
    outcome = edit_until_right(
        write.run,
        workspace.kind(place.kind),
        place.path,
        base,
        lambda text: replace_text(workspace, place, text, base=base, how=landing),
    )
    if outcome is None:
        say("nothing changed")
    else:
        write.report(outcome)
