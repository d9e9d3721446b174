"""`context show`: shows the repository that you work in."""

import sys
from typing import Annotated, Literal

from wmsgit.cli.input.options import format_option
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit context show", "PS1='$(wmsgit context show --format prompt)\\$ '")
DETAILS = (
    "With --format prompt it is one line for a shell's prompt, and nothing at all, without an error, where there is "
    "no context or no workspace."
)


def run(
    run: Run,
    *,
    format: Annotated[  # noqa: A002
        Literal["text", "prompt", "json"], format_option("For people, for a shell's prompt, or one JSON object.")
    ] = "text",
) -> None:
    """Print the repository's name; nothing when there is none."""
    from wmsgit.cli.messages import say
    from wmsgit.cli.output.prompt import print_prompt
    from wmsgit.features.sessions.actions.switches import current_context, is_there

    if format == "prompt":
        print_prompt(run)
        return
    switch = current_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    if format == "json":
        _print_json(switch)
    elif switch is None:
        say("no context is set")
    else:
        sys.stdout.write(f"{switch.repo}\n")
        say(f"since {switch.since}" + (f": {switch.note}" if switch.note else ""))
        say(*([] if is_there(switch) else [f"warning: {switch.path}: the repository is not there any more"]))


def _print_json(switch: object) -> None:
    from dataclasses import asdict, is_dataclass

    from wmsgit.render.json_text import json_text

    known = is_dataclass(switch) and not isinstance(switch, type)
    sys.stdout.write(json_text(asdict(switch) if known else None))  # type: ignore[call-overload]
