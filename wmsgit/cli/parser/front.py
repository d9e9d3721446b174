"""The front page: what `wmsgit` alone shows, the commands of the first days on one screen."""

from collections.abc import Iterable, Mapping, Sequence

from wmsgit.cli.parser.table import NOUN_VERBS, RECORD_VERBS, VERBS
from wmsgit.render.text import hang

_TITLE = "wmsgit: tasks, decisions and drift of several repositories, kept in Git"
_GROUPS: Mapping[str, Sequence[str]] = {
    "begin": ("init", "repo add", "setup"),
    "work": ("task add", "ready", "edit", "set", "save", "undo"),
    "look": ("status", "task list", "show", "search", "diff", "log"),
    "guard": ("check", "drift scan", "sync"),
}
_MARGIN, _NAMES = 7, 12
_END = "All commands: wmsgit --help. One: wmsgit COMMAND --help. Pages: wmsgit help."


def front_lines(kinds: Iterable[str], width: int) -> list[str]:
    """The page's lines, at most `width` wide where the words allow it; `kinds` are the names of the workspace's."""
    names = sorted(kinds)
    lines = [_TITLE, ""]
    for group, commands in _GROUPS.items():
        usable = [command for command in commands if " " not in command or command.partition(" ")[0] in names]
        for position, command in enumerate(usable):
            line = f"{'' if position else group:{_MARGIN}}{command:{_NAMES}}{_summary(command)}"
            lines += hang(line, width, _NAMES if position else _MARGIN + _NAMES)
    return [*lines, "", *hang(f"Kinds of records: {', '.join(names)}", width), *hang(_END, width)]


def _summary(command: str) -> str:
    noun, _, verb = command.partition(" ")
    known = VERBS.get(command) or NOUN_VERBS.get(command)
    return known.summary if known else RECORD_VERBS[verb].sentence(noun)
