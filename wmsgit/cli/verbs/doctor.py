"""`doctor`: looks for trouble around the records, and mends it when told to."""

import sys
from typing import Annotated

import typer

EXAMPLES = ("wmsgit doctor --fix",)
DETAILS = (
    "Git's configuration, the hook, the merge driver, the schemas, the editors' settings, the members. Exit "
    "code 1 when something is left. The records themselves are 'wmsgit check's business."
)


def run(
    ctx: typer.Context,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely.")] = False,
) -> int:
    """Print what is not as it should be; 1 when something is left."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.run import run_of
    from wmsgit.errors import WmsgitError
    from wmsgit.features.setup.actions.doctor import diagnose
    from wmsgit.model.text import clean

    left = 0
    for symptom in diagnose(run_of(ctx).workspace):
        if fix and symptom.mend is not None:
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
