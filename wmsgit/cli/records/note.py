"""`note`: adds a remark to a record's comments."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Write, writes
from wmsgit.schema.kind import Kind

DETAILS = "The remark carries the time and your name. TEXT may be @FILE, or @- for standard input."


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    @writes("override", "format")
    def run(
        write: Write,
        *,
        record_id: Annotated[str, typer.Argument(metavar="ID")],
        text: Annotated[str, typer.Argument(metavar="TEXT")],
    ) -> None:
        from wmsgit.cli.input.targets import targets
        from wmsgit.cli.values import value_of
        from wmsgit.features.records.actions.write import note

        words = value_of(text, write.run.stdin)
        places = targets(write.run, kind, [record_id])
        write.report(note(write.workspace, places, words, how=write.how))

    example = f'wmsgit {examples.noun(kind)}note {examples.example_id(kind)} "Waits for the new key server."'
    return Built(run, (example,), {"record_id": complete_ids(kind)})
