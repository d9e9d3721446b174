"""`save`: commits what was edited by hand, after checking it."""

from typing import Annotated

import typer

from wmsgit.cli.input.options import Write, writes

EXAMPLES = ('wmsgit save -m "Reviewed in the weekly meeting."',)
DETAILS = (
    "Every changed file under records/ and schemas/ is checked first; one that is not valid stops the "
    "whole commit. The subject says what changed. With PATH, only these files."
)


@writes("override", "verbose")
def run(
    write: Write,
    *,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...")] = None,
) -> None:
    """Commit the hand edits."""
    from wmsgit.cli.input.targets import inside_workspace
    from wmsgit.features.records.actions.edit import save

    named = [inside_workspace(write.run, path) for path in paths or ()]
    write.report(save(write.workspace, named, how=write.how))
