"""Words: what people type who know other programs, and what it is here. One table; a kind's own verb goes before it.

An alias does what the command does. A hint says which command is meant, and the exit code is 2: it stands where the
word may mean several things, or where what it would do cannot be guessed safely.
"""

from collections.abc import Mapping
from typing import Literal

from wmsgit.model.value import immutable

TIMEOUT = "--timeout"
TIMEOUT_HELP = "Stop the command after so many seconds; the exit code is 7 then, with what was not done."

OLDER_WORDS: Mapping[str, str] = {
    "bastard": "wmsgit task review ID --type plan|completion; wmsgit task show ID has the grades",
    "governance": "wmsgit task review ID, wmsgit check, or wmsgit drift scan",
    "workflow": "gates in records/workspace.yaml, and wmsgit task start|complete ID",
    "workflows": "gates in records/workspace.yaml, and wmsgit task start|complete ID",
    "scale": "scale in records/workspace.yaml, by which wmsgit task review ID goes",
    "violation": "wmsgit drift list, or wmsgit issue list",
    "violations": "wmsgit drift list, or wmsgit issue list",
    "component": "wmsgit placement list",
    "components": "wmsgit placement list",
    "register": "wmsgit placement add NAME, or wmsgit repo add PATH",
    "validate": "wmsgit check, or wmsgit drift scan",
    "rules": "wmsgit drift explain RULE, and the rules of wmsgit adr show ID",
    "handover": "wmsgit session handoff",
    "housekeeping": "wmsgit status, and wmsgit check",
    "backup": "git push; every record is a file of the repository",
    "migrate": "wmsgit import json DIR, or wmsgit import sqlite FILE",
    "switch": "wmsgit context set REPO",
}
"""First word → the command lines of today."""

OLDER_OPTIONS: Mapping[str, tuple[str, ...]] = {"--notes": ("--message",)}
"""Options that have another name now, where a command has that and not the option itself."""

OLDER_OPTION_HINTS: Mapping[str, str] = {
    "--users": "how many users there are is one setting: scale.users in records/workspace.yaml",
    "--solution": "say it in --description: wmsgit task review ID reads it",
    "--repo-path": "wmsgit repo add PATH knows where a repository is",
}
"""Options that are gone → what is there instead."""


Place = Literal["root", "noun"]
"""Where a word is typed: first, or after a noun."""


@immutable
class Word:
    """One word.

    Attributes:
        alias: the verb that it stands for; empty for a hint.
        hint: the command lines that it may mean; `KIND` in it is the noun, `END` the kind's way to an end.
    """

    alias: str = ""
    hint: str = ""


WORDS: Mapping[tuple[Place, str], Word] = {
    ("root", "commit"): Word(alias="save"),
    ("root", "st"): Word(alias="status"),
    ("root", "view"): Word(alias="show"),
    ("root", "grep"): Word(alias="search"),
    ("root", "history"): Word(alias="log"),
    ("root", "comment"): Word(alias="note"),
    ("root", "ls"): Word(hint="wmsgit task list"),
    ("root", "list"): Word(hint="wmsgit task list"),
    ("root", "add"): Word(hint="wmsgit task add TITLE"),
    ("root", "new"): Word(hint="wmsgit task add TITLE"),
    ("root", "create"): Word(hint="wmsgit task add TITLE"),
    ("root", "delete"): Word(hint="wmsgit rm ID"),
    ("root", "remove"): Word(hint="wmsgit rm ID"),
    ("root", "done"): Word(hint="wmsgit task complete ID"),
    ("root", "finish"): Word(hint="wmsgit task complete ID"),
    ("root", "work"): Word(hint="wmsgit task start ID --worktree"),
    ("root", "complete"): Word(hint="wmsgit task complete ID"),
    ("root", "close"): Word(hint="wmsgit task close ID"),
    ("root", "start"): Word(hint="wmsgit task start ID, or wmsgit session start"),
    ("root", "claim"): Word(hint="wmsgit ready --claim"),
    ("root", "next"): Word(hint="wmsgit ready"),
    ("root", "mv"): Word(hint="git mv for the file's folder, or wmsgit renumber for the id"),
    ("root", "move"): Word(hint="wmsgit task set ID status=STATUS, or git mv for the file's folder"),
    ("root", "rename"): Word(hint="wmsgit set ID title=TITLE, or wmsgit renumber for the id"),
    ("root", "update"): Word(hint="wmsgit set ID FIELD=VALUE, or wmsgit schema upgrade"),
    ("root", "upgrade"): Word(hint="wmsgit schema upgrade"),
    ("root", "config"): Word(hint="records/workspace.yaml, or git config wmsgit.NAME"),
    ("root", "push"): Word(hint="wmsgit sync"),
    ("root", "pull"): Word(hint="wmsgit sync"),
    ("root", "scan"): Word(hint="wmsgit drift scan"),
    ("root", "clone"): Word(hint="git clone URL, then wmsgit setup --clone in it"),
    ("root", "branch"): Word(hint="wmsgit task start ID --branch"),
    ("root", "checkout"): Word(hint="wmsgit task start ID --branch, or wmsgit context set REPO"),
    ("root", "tag"): Word(hint="wmsgit set ID labels+=LABEL, or wmsgit repo freeze"),
    ("root", "assign"): Word(hint="wmsgit set ID assigned_to=NAME"),
    ("root", "reopen"): Word(hint="wmsgit task reopen ID"),
    ("root", "completion"): Word(hint='eval "$(wmsgit --show-completion bash)", or zsh, fish'),
    ("noun", "ls"): Word(alias="list"),
    ("noun", "new"): Word(alias="add"),
    ("noun", "create"): Word(alias="add"),
    ("noun", "view"): Word(alias="show"),
    ("noun", "comment"): Word(alias="note"),
    ("noun", "delete"): Word(hint="wmsgit KIND rm ID"),
    ("noun", "remove"): Word(hint="wmsgit KIND rm ID"),
    ("noun", "update"): Word(hint="wmsgit KIND set ID FIELD=VALUE"),
    ("noun", "done"): Word(hint="wmsgit KIND END ID"),
    ("noun", "finish"): Word(hint="wmsgit KIND END ID; of a task: push, pr, then complete or autoclose, and clean"),
    ("noun", "work"): Word(hint="wmsgit KIND start ID --worktree"),
    ("noun", "mv"): Word(hint="git mv for the file's folder, or wmsgit renumber for the id"),
    ("noun", "move"): Word(hint="wmsgit KIND set ID status=STATUS, or git mv for the file's folder"),
    ("noun", "rename"): Word(hint="wmsgit KIND set ID title=TITLE, or wmsgit renumber for the id"),
    ("noun", "search"): Word(hint="wmsgit search TEXT --kind KIND"),
    ("noun", "find"): Word(hint="wmsgit search TEXT --kind KIND"),
    ("noun", "log"): Word(hint="wmsgit log ID"),
    ("noun", "history"): Word(hint="wmsgit log ID"),
    ("noun", "blame"): Word(hint="wmsgit blame ID"),
    ("noun", "diff"): Word(hint="wmsgit diff"),
    ("noun", "graph"): Word(hint="wmsgit graph ID"),
    ("noun", "help"): Word(hint="wmsgit help KIND"),
    ("noun", "assign"): Word(hint="wmsgit KIND set ID assigned_to=NAME"),
    **{("root", word): Word(hint=hint) for word, hint in OLDER_WORDS.items()},
}
"""Place and word → what it is."""

PROGRAM_WORDS: Mapping[str, str] = {"version": "--version", "-V": "--version"}
"""First words that stand for an option of the program; `-h` is one of its own."""

OPTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "--json": ("--format", "json"),
    "-o": ("--format",),
    "--output": ("--format",),
    "--assignee": ("--assigned-to",),
    "--owner": ("--assigned-to",),
    **OLDER_OPTIONS,
}
"""Options of other programs → what they are here, where a command has that and not the option itself."""


def word_at(place: Place, word: str) -> Word | None:
    """What a word is at a place; None where it is none of the table's."""
    return WORDS.get((place, word))


def is_alias(place: Place, word: str) -> bool:
    """Whether a word does at a place what a command does; a hint does nothing."""
    return bool(WORDS.get((place, word), Word()).alias)


def hint_for(word: Word, noun: str, end: str = "") -> str:
    """A hint, for a noun whose records are finished by a transition; empty where none does that."""
    line = word.hint if end or "END" not in word.hint else "wmsgit KIND set ID FIELD=VALUE"
    return f"perhaps you mean: {line.replace('KIND', noun).replace('END', end)}"


def translated(args: list[str], known: frozenset[str]) -> list[str]:
    """A command's arguments with the options of other programs as the command has them.

    Args:
        args: as they were typed.
        known: the command's own options, which go before the table's.
    """
    result: list[str] = []
    for position, argument in enumerate(args):
        if argument == "--":
            return [*result, *args[position:]]
        name, equals, value = argument.partition("=")
        meant = OPTION_WORDS.get(name, ())
        if not meant or name in known or meant[0] not in known or (equals and len(meant) > 1):
            result.append(argument)
        else:
            result += [*meant, *([value] if equals else [])]
    return result
