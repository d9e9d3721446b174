"""Shells: which words each has typed so far, and how each wants what may stand at the cursor."""

import re
from collections.abc import Mapping
from typing import Any

Candidates = list[tuple[str, str]]
"""What may stand there, and a few words about each."""
# What bash would take apart, expand or obey: all but letters, digits and a few signs (bash(1), QUOTING).
_BASH_SPECIAL = re.compile(r"[^\w.,:=+/@%-]")
_LISTING = frozenset({"9", "33", "63", "64"})
"""An ordinary TAB, and the lists that it brings up; not the insertion of one candidate after the other."""
_FEWEST = 2
_UNFINISHED = ("=", "/")
"""What a candidate ends with that goes on: a shell puts no space behind it."""


def words_of(shell: str, environ: Mapping[str, str]) -> tuple[list[str], str]:
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


def answer_of(shell: str, result: Candidates, incomplete: str, environ: Mapping[str, str]) -> str:
    """The candidates as the shell wants them."""
    result = _unique(result)
    if shell != "bash":
        return _FORMATS.get(shell, _plain)(result)
    offered = _with_typed(result, incomplete)
    return _bash(offered, _replaced(environ, incomplete), with_titles=_lists(environ))


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


def _plain(result: Candidates) -> str:
    return "\n".join(value for value, _ in result)


def _with_typed(result: Candidates, incomplete: str) -> Candidates:
    """With the typed word itself where bash would replace it by what the candidates begin with, as `2` by `WS-`."""
    begun = {value[:1] for value, _ in result}
    replaces = len(result) >= _FEWEST and len(begun) == 1 and not incomplete.startswith(tuple(begun))
    return [(incomplete, ""), *result] if replaces and incomplete else result


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
    """What the script evaluates: arrays for `_describe`, of what a space follows and of what does not.

    Candidates replace the word whole (-U), since `2` may stand for an id, and stay in their order (-V).
    """
    groups = (
        ("words", "", [item for item in result if not item[0].endswith(_UNFINISHED)]),
        ("beginnings", " -S ''", [item for item in result if item[0].endswith(_UNFINISHED)]),
    )
    lines = [
        f"local -a {name}; {name}=({' '.join(map(_zsh_item, items))}); _describe -V {name} {name} -U{options}"
        for name, options, items in groups
        if items
    ]
    return "\n".join(f"{line};" for line in lines) or "_files"


def _zsh_item(item: tuple[str, str]) -> str:
    """`value:note` as one word within single quotes."""
    value, note = (text.replace("\\", "\\\\").replace(":", "\\:") for text in item)
    text = f"{value}:{note}" if note else value
    return "'" + text.replace("'", "'\\''") + "'"


def _fish(result: Candidates) -> str:
    return "\n".join(f"{value}\t{note}" if note else value for value, note in result)


def _powershell(result: Candidates) -> str:
    words = ((_powershell_word(value), note) for value, note in result)
    return "\n".join(f"{value}:::{note or ' '}" for value, note in words)


def _powershell_word(value: str) -> str:
    return "'" + value.replace("'", "''") + "'" if _BASH_SPECIAL.search(value) else value


_FORMATS = {"zsh": _zsh, "fish": _fish, "powershell": _powershell, "pwsh": _powershell}
