"""Shell completion: answers a shell that asks what may stand at the cursor. It never prints an error.

The protocol is Typer's: a variable such as `_WMSGIT_COMPLETE=complete_zsh` asks, and others hold the words.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wmsgit.cli.run import Run

Candidates = list[tuple[str, str]]
# What bash would take apart, expand or obey: all but letters, digits and a few signs (bash(1), QUOTING).
_BASH_SPECIAL = re.compile(r"[^\w.,:=+/@%-]")
_LISTING = frozenset({"9", "33", "63", "64"})
"""An ordinary TAB, and the lists that it brings up; not the insertion of one candidate after the other."""
_FEWEST = 2
_ZSH_UNSAFE = re.compile(r"[^\w .,;=+/@%#!?’…→-]")


def complete(shell: str, environ: Mapping[str, str]) -> int:
    """Print the candidates as the shell wants them.

    Returns:
        The exit code: 0, but for fish, which asks by it whether there are any.
    """
    words, incomplete = _words(shell, environ)
    try:
        result = candidates(words, incomplete, environ)
    except Exception:  # noqa: BLE001 - a message would land in the middle of the user's line
        result = []
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if result else 1
    if shell == "bash":
        text = _bash(_unique(result), _replaced(environ, incomplete), with_titles=_lists(environ))
    else:
        text = _FORMATS.get(shell, _plain)(_unique(result))
    if text:
        sys.stdout.write(text + "\n")
    return 0


def candidates(words: Sequence[str], incomplete: str, environ: Mapping[str, str]) -> Candidates:
    """What may stand in the place of `incomplete`, after these words (without the program's name)."""
    from wmsgit.cli.parser.plain import ids_to_complete
    from wmsgit.cli.run import Run

    run = Run(environ)
    ids = ids_to_complete(words, incomplete, run)
    if ids is not None:
        return [(record_id, _one_line(title)) for record_id, title in ids]
    return _parsed(list(words), incomplete, run)


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
    return [(value, _one_line(note)) for value, note in _at(context, words, incomplete)]


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
    return [item for item in result if item[0].lower().startswith(incomplete.lower())]


def _words(shell: str, environ: Mapping[str, str]) -> tuple[list[str], str]:
    """The whole words before the cursor, and the word that it stands in."""
    if shell == "bash":
        return _bash_words(environ)
    line = environ.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    if shell in {"powershell", "pwsh"}:
        incomplete = environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
        return (words[:-1] if incomplete else words), incomplete
    if words and not line.endswith(" "):
        return words[:-1], words[-1]
    return words, ""


def _bash_words(environ: Mapping[str, str]) -> tuple[list[str], str]:
    """Bash splits words at `=` and `@`: they are put together again here, and taken apart in `_bash`."""
    line = environ.get("COMP_LINE", "")
    if line:
        words = _split(line[: _point(environ, line)])
        is_between = line[: _point(environ, line)].endswith(" ") and not line.endswith("\\ ")
        return (words[1:], "") if is_between else (words[1:-1], words[-1] if words else "")
    raw = environ.get("COMP_WORDS", "").split("\n" if "\n" in environ.get("COMP_WORDS", "") else None)
    try:
        cursor = int(environ.get("COMP_CWORD", "0"))
    except ValueError:
        cursor = len(raw)
    before, current = raw[1:cursor], raw[cursor] if cursor < len(raw) else ""
    whole: list[str] = []
    for word in [*before, current]:
        joins = whole and (word.startswith("=") or whole[-1].endswith("="))
        if joins:
            whole[-1] += word
        else:
            whole.append(word)
    return [_unquoted(word) for word in whole[:-1]], _unquoted(whole[-1]) if whole else ""


def _point(environ: Mapping[str, str], line: str) -> int:
    """Where the cursor is: bash counts bytes."""
    point = environ.get("COMP_POINT", "")
    whole = line.encode("utf-8", "surrogateescape")
    return len(whole[: int(point)].decode("utf-8", "replace")) if point.isdecimal() else len(line)


def _unquoted(word: str) -> str:
    return "".join(_split(word)) if any(quote in word for quote in "'\"\\") else word


def _has_open_quote(line: str) -> bool:
    try:
        list(_lexer(line))
    except ValueError:
        return True
    return False


def _lexer(line: str) -> Any:
    import shlex

    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    return lexer


def _split(line: str) -> list[str]:
    lexer = _lexer(line)
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:  # an open quote: the last word is not finished
        words.append(lexer.token)
    return words


def _unique(result: Candidates) -> Candidates:
    """Each candidate once; one that is not printed as it is would not be one line, or not what it seems to be."""
    return list({value: (value, note) for value, note in result if value.isprintable()}.values())


def _one_line(text: str) -> str:
    from wmsgit.cli.messages import one_line

    return one_line(text)


def _plain(result: Candidates) -> str:
    return "\n".join(value for value, _ in result)


def _bash(result: Candidates, replaced: str | None, *, with_titles: bool) -> str:
    """Only what bash replaces, and it inserts that as it is given; with titles where bash only shows a list."""
    words = [_quoted(_rest(value, replaced)) for value, _ in result]
    if not with_titles or len(words) < _FEWEST:
        return "\n".join(words)
    width = max(map(len, words))
    notes = [note for _, note in result]
    return "\n".join(f"{word:<{width}}  ({note})" if note else word for word, note in zip(words, notes, strict=True))


def _quoted(word: str) -> str:
    return _BASH_SPECIAL.sub(r"\\\g<0>", word)


def _rest(value: str, replaced: str | None) -> str:
    """What of a candidate stands from where bash replaces: it breaks words at signs such as `=` and `@`."""
    if replaced is not None:
        return value[len(replaced) :]
    return value if value.startswith("-") and "=" not in value else _after_equals(value)


def _replaced(environ: Mapping[str, str], incomplete: str) -> str | None:
    """What of the word bash leaves as it is; None where it does not say at which signs it breaks words.

    A word in an open quote is not broken, and `@` and `$` stay with what follows (bash's rl_special_prefixes).
    """
    line = environ.get("COMP_LINE", "")
    if "COMP_WORDBREAKS" not in environ:
        return None
    if _has_open_quote(line[: _point(environ, line)]):
        return ""
    breaks = set(environ["COMP_WORDBREAKS"]) - set(" \t\n\"'@$")
    last = max((incomplete.rfind(sign) for sign in breaks), default=-1)
    return incomplete[: last + 1]


def _lists(environ: Mapping[str, str]) -> bool:
    """Whether bash shows what is given, and inserts no more of it than all have in common (bash(1), COMP_TYPE)."""
    return environ.get("COMP_TYPE", "") in _LISTING


def _after_equals(value: str) -> str:
    name, separator, rest = value.partition("=")
    return rest if separator and rest else name + separator


def _zsh(result: Candidates) -> str:
    """Words for `_arguments`, which are evaluated twice: nothing that a shell would obey is in them."""
    offered = [(value, _ZSH_UNSAFE.sub("", note.replace("'", "’"))) for value, note in result]
    lines = [
        f'"{value}":"{note}"' if note else f'"{value}"' for value, note in offered if not _ZSH_UNSAFE.search(value)
    ]
    return "_arguments '*: :((" + "\n".join(lines) + "))'" if lines else "_files"


def _fish(result: Candidates) -> str:
    return "\n".join(f"{value}\t{note}" if note else value for value, note in result)


def _powershell(result: Candidates) -> str:
    words = ((_powershell_word(value), note) for value, note in result)
    return "\n".join(f"{value}:::{note or ' '}" for value, note in words)


def _powershell_word(value: str) -> str:
    return "'" + value.replace("'", "''") + "'" if _BASH_SPECIAL.search(value) else value


_FORMATS = {"zsh": _zsh, "fish": _fish, "powershell": _powershell, "pwsh": _powershell}
