"""`doctor`: looks for trouble around the records, and mends it when told to."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.messages import say, warn
from wmsgit.cli.run import Run
from wmsgit.errors import WmsgitError
from wmsgit.model.text import clean, counted, one_line

EXAMPLES = ("wmsgit doctor --fix", "wmsgit doctor --older ../scripts")
DETAILS = (
    "Git's configuration, the hook, the merge driver, the schemas, the editors' settings, the members. Exit "
    "code 1 when something is left. What only you can know is asked on a terminal; elsewhere --yes answers it. "
    "The records themselves are 'wmsgit check's business. With --older it reads the programs and scripts of a folder,"
    " runs none of them, and lists each line that calls the older system, with what to write in its place."
)


def run(
    run: Run,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely.")] = False,
    recover: Annotated[
        str, typer.Option("--recover", metavar="keep|restore", help="Keep or undo the files of an interrupted write.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="With --fix: take every question as answered with yes.")] = False,
    older: Annotated[
        str, typer.Option("--older", metavar="PATH", help="List the lines below PATH that call the older system.")
    ] = "",
) -> int:
    """Print what is not as it should be; 1 when something is left."""
    from wmsgit.cli.asking import agreed
    from wmsgit.features.setup.actions.doctor import diagnose, recover_files

    if older:
        return _list_callers(older)
    if recover:
        say(recover_files(run.workspace, recover))
        return 0
    left = 0
    for symptom in diagnose(run.workspace):
        if fix and symptom.mend is not None and agreed(symptom.question, yes=yes):
            try:
                say(f"mended: {symptom.mend()}")
                continue
            except WmsgitError as error:
                say(f"not mended: {error}")
        left += 1
        sys.stdout.write(clean(_line(symptom.place, symptom.message, symptom.hint)) + "\n")
    if not left:
        say("everything is as it should be")
    return 1 if left else 0


def _line(place: str, message: str, hint: str) -> str:
    return f"{place}: {message}" + (f" ({hint})" if hint else "")


def _list_callers(path: str) -> int:
    """Print the lines that call the older system, each with what to write in its place; 1 when there are any."""
    from wmsgit.features.setup.actions.older_tree import read_older_tree

    tree = read_older_tree(Path(path))
    for name, caller in tree.lines:
        sys.stdout.write(clean(one_line(f"{name}:{caller.line}: {caller.text}")) + "\n")
        sys.stdout.write(f"  {caller.older} → {caller.now}\n")
    warn(tree.unread)
    say(f"{counted(len(tree.lines), 'line')} to change, in {counted(tree.files, 'file')} that were read")
    return 1 if tree.lines else 0
