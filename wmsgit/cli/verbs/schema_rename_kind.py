"""`schema rename-kind`: gives a kind of the workspace's own another name, with its records and all that names it."""

from typing import Annotated

import typer

from wmsgit.cli.input.completers import complete_kinds
from wmsgit.cli.input.options import Write, writes

EXAMPLES = ("wmsgit schema rename-kind person colleague",)
DETAILS = (
    "The schema, the folder of the records, references in other schemas, the settings and the editors' files change "
    "in one commit; the records keep their ids. A folder or table that is not named after the kind stays."
)
COMPLETERS = {"old": complete_kinds}


@writes()
def run(
    write: Write,
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
) -> None:
    """Rename the kind."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.setup.actions.renaming import rename_kind
    from wmsgit.model.text import counted

    outcome, count = rename_kind(write.workspace, old, new, how=write.how)
    warn(outcome.warnings)
    landed = f"committed {outcome.commit[:10]}" if outcome.commit else "written"
    state = "dry run, nothing written" if write.dry_run else landed
    say(f"{state}: the kind {old} is {new}, with {counted(count, 'file')} of its records")
