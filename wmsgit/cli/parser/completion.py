"""Shell completion: answers a shell that asks what may stand at the cursor. It never prints an error.

The protocol is Typer's: a variable such as `_WMSGIT_COMPLETE=complete_zsh` asks, and others hold the words.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.cli.parser.shells import Candidates, answer_of, words_of

if TYPE_CHECKING:
    from wmsgit.cli.run import Run


def complete(shell: str, environ: Mapping[str, str]) -> int:
    """Print the candidates as the shell wants them.

    Returns:
        The exit code: 0, but for fish, which asks by it whether there are any.
    """
    words, incomplete = words_of(shell, environ)
    try:
        result = candidates(words, incomplete, environ)
    except Exception:  # noqa: BLE001 - a message would land in the middle of the user's line
        result = []
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if result else 1
    text = answer_of(shell, result, incomplete, environ)
    if text:
        sys.stdout.write(text + "\n")
    return 0


def candidates(words: Sequence[str], incomplete: str, environ: Mapping[str, str]) -> Candidates:
    """What may stand in the place of `incomplete`, after these words (without the program's name)."""
    from wmsgit.cli.parser.plain_completion import plain_candidates
    from wmsgit.cli.run import Run

    run = Run(environ)
    result = plain_candidates(words, incomplete, run)
    if result is None:
        result = _parsed(list(words), incomplete, run)
    return [(value, _one_line(note)) for value, note in _fitting(result, incomplete)]


def _fitting(result: Candidates, incomplete: str) -> Candidates:
    """Those that begin as the word does, in any case; else those of its number, as `2` may be an id."""
    begun = incomplete.lower()
    number = _number(begun)
    fitting = [item for item in result if item[0].lower().startswith(begun)]
    return fitting or [item for item in result if number and _number(item[0]) == number]


def _number(word: str) -> str:
    """The number at a word's end without its zeros; empty where there is none."""
    return word[len(word.rstrip("0123456789")) :].lstrip("0")


def _parsed(words: list[str], incomplete: str, run: "Run") -> Candidates:
    """The candidates by way of the parser, which knows every command."""
    from wmsgit.cli.parser.root import make_root

    context: Any = make_root().make_context("wmsgit", list(words), obj=run, resilient_parsing=True)
    while _is_group(context) and context.args:
        name, *rest = context.args
        member = context.command.get_command(context, name)
        if member is None:
            return []
        context = member.make_context(name, rest, parent=context, resilient_parsing=True)
    return _at(context, words, incomplete)


def _is_group(context: Any) -> bool:
    from wmsgit.cli.parser.group import LazyGroup

    return isinstance(context.command, LazyGroup)


def _at(context: Any, words: list[str], incomplete: str) -> Candidates:
    option = _open_option(context, words)
    if option is not None:
        return _values(context, option, incomplete)
    if incomplete.startswith("-") and "--" not in words:
        name, separator, value = incomplete.partition("=")
        if separator:
            option = _open_option(context, [name])
            return [(f"{name}={v}", n) for v, n in _values(context, option, value)] if option else []
        return _options(context, incomplete)
    if _is_group(context):
        named = (item for section in context.command.sections(context).values() for item in section.items())
        return [(name, note) for name, note in named if name.startswith(incomplete)]
    return _argument(context, incomplete)


def _open_option(context: Any, words: list[str]) -> Any:
    """The option whose value the cursor is at."""
    for param in context.command.get_params(context):
        takes_value = param.param_type_name == "option" and not param.is_flag
        if takes_value and words and words[-1] in param.opts:
            return param
    return None


def _options(context: Any, incomplete: str) -> Candidates:
    return [
        (name, param.help or "")
        for param in context.command.get_params(context)
        if param.param_type_name == "option" and not param.hidden
        for name in param.opts
        if name.startswith(incomplete)
    ]


def _argument(context: Any, incomplete: str) -> Candidates:
    for param in context.command.get_params(context):
        if param.param_type_name != "argument":
            continue
        if param.nargs == -1 or not context.params.get(param.name):
            return _values(context, param, incomplete)
    return []


def _values(context: Any, param: Any, incomplete: str) -> Candidates:
    completer = getattr(context.command, "completers", {}).get(param.name)
    if completer is None and incomplete.startswith("@"):
        from wmsgit.cli.input.completers import files_behind_at

        result = files_behind_at(context.obj, incomplete)
    elif completer is not None:
        result = completer(context, incomplete)
    else:
        result = [
            (item.value, item.help or "") for item in param.shell_complete(context, incomplete) if item.type == "plain"
        ]
    return _fitting(result, incomplete)


def _one_line(text: str) -> str:
    from wmsgit.cli.messages import one_line

    return one_line(text)
