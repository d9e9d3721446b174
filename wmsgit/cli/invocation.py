"""Invocation: arguments to a command, and the parser's own complaints to ours."""

from typing import Any

import typer

from wmsgit.cli.input.at import OPTION as AT
from wmsgit.cli.output.screen import help_shown
from wmsgit.cli.parser.root import make_root
from wmsgit.cli.run import Run, warn_of_keywords
from wmsgit.cli.words import OLDER_OPTION_HINTS, OPTION_WORDS, TIMEOUT
from wmsgit.errors import UsageError
from wmsgit.model.text import did_you_mean

PROGRAM = "wmsgit"
_TOO_MUCH, _MISSING = "There is no place for", "Missing argument"
_WORDING = {
    "Got unexpected extra argument(s)": _TOO_MUCH,
    "Got unexpected extra arguments": _TOO_MUCH,
    "Got unexpected extra argument": _TOO_MUCH,
    "is not a valid int range": "is not a whole number",
    "is not a valid int": "is not a whole number",
    "is not a valid float range": "is not a number",
    "is not a valid float": "is not a number",
}
"""Beginnings and phrases of Typer's messages, and what we say; the longer goes first."""
GLOBAL_OPTIONS = ("-C", "--no-cache", TIMEOUT)


def invoke(args: list[str], run: Run) -> int:
    """Run the command that the arguments name, by way of the parser.

    Returns:
        The exit code.

    Raises:
        UsageError: when the arguments are put together wrongly.
        WmsgitError: whatever the command raises.
    """
    root = make_root()
    try:
        with help_shown(run.environ, args), root.make_context(PROGRAM, list(args), obj=run) as context:
            code = root.invoke(context)
            warn_of_keywords(run, str(getattr(context, "invoked_subcommand", "")))
    except typer.Exit as done:
        return done.exit_code
    except typer.Abort as abort:
        raise KeyboardInterrupt from abort
    except typer.TyperException as error:
        raise _usage_error(error) from error
    return code if isinstance(code, int) else 0


def _usage_error(error: typer.TyperException) -> UsageError:
    """The parser's complaint in our words, with the nearest option and where to read on."""
    context = getattr(error, "ctx", None)
    hint = f"{context.command_path} --help tells more" if context is not None else ""
    option = getattr(error, "option_name", "")
    if option in GLOBAL_OPTIONS and context is not None and context.parent is not None:
        words = context.command_path.removeprefix(PROGRAM).strip()
        return UsageError(f"{option} stands before the command", hint=f"such as: {PROGRAM} {option} ... {words}")
    if option == AT and context is not None:
        if context.parent is None:
            return UsageError(f"{AT} stands after the command", hint=f"such as: {PROGRAM} task list {AT} HEAD~3")
        return UsageError(f"{AT} looks at the past, which {context.command_path!r} cannot do", hint=hint)
    if option and hasattr(error, "possibilities"):
        if option in OLDER_OPTION_HINTS:
            return UsageError(f"there is no option {option}", hint=OLDER_OPTION_HINTS[option])
        known = [name for param in context.command.get_params(context) for name in param.opts] if context else []
        known += [word for word, meant in OPTION_WORDS.items() if meant[0] in known]
        return UsageError(f"there is no option {option}{did_you_mean(option, known)}", hint=hint)
    message = _plainer(error.format_message().strip().rstrip("."))
    if message.startswith(_TOO_MUCH):
        message = f"{_TOO_MUCH} {message.removeprefix(_TOO_MUCH).strip(' ()')!r}"
        hint = f"{_usage(context)}; put quotes around a text of several words"
    elif message.startswith(_MISSING):
        hint = f"{_usage(context)}; {hint}"
    return UsageError(message[:1].lower() + message[1:], hint=hint)


def _usage(context: Any) -> str:
    """How a command is typed, without its options."""
    pieces = context.command.collect_usage_pieces(context)
    words = [piece.strip("{}") for piece in pieces if piece != "[OPTIONS]"]
    return " ".join([context.command_path, *words])


def _plainer(message: str) -> str:
    """The parser's sentence without the words of programmers."""
    for theirs, ours in _WORDING.items():
        message = message.replace(theirs, ours)
    return message
