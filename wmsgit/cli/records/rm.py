"""`rm`: removes records, unless others refer to them."""

from typing import Annotated

import typer

from wmsgit.cli.command import Built
from wmsgit.cli.input import examples
from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Where, Write, writes
from wmsgit.schema.kind import Kind

DETAILS = "A record that others refer to is not removed, unless --unlink takes the references out, too. One commit."


def build(kind: Kind | None) -> Built:
    """The function for a kind."""

    @writes("override")
    def run(
        write: Write,
        *,
        ids: Annotated[list[str] | None, typer.Argument(metavar="ID...")] = None,
        where: Where = None,
        unlink: Annotated[
            bool, typer.Option("--unlink", help="Take the references out of the records that have them.")
        ] = False,
    ) -> None:
        from wmsgit.cli.input.targets import targets
        from wmsgit.features.records.actions.write import remove

        places = targets(write.run, kind, ids or (), where)
        write.report(remove(write.workspace, places, unlink=unlink, how=write.how))

    example = f'wmsgit {examples.noun(kind)}rm {examples.example_id(kind)} -m "Entered twice."'
    return Built(run, (example,), {"ids": complete_ids(kind)})
