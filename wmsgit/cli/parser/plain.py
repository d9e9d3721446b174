"""Plain forms: the reads that are typed most, and `set`, in their exact forms, answered without the parser.

Importing the parser and building a command takes longer than most answers. What is not understood here to the last
word is left to the parser: it alone knows every option and words every complaint. `tests/cli/test_cli_plain.py`
compares both ways.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.cli.parser.table import GROUPS, NOUN_VERBS, VERBS
from wmsgit.cli.run import Run, warn_of_keywords
from wmsgit.errors import WmsgitError

if TYPE_CHECKING:
    from wmsgit.schema.kind import Kind

_PROMPT = ["context", "show", "--format", "prompt"]
_HELP = "help"
_CHECK = "check"
_SET, _MESSAGE = "set", "-m"
_LIST_OPTIONS = {"sort": True, "where": False, "limit": False, "format": False, "columns": False, "view": False}
"""The options of `list` that have a value → whether they may be given several times."""

_FLAG = "all"
_AT = "--at"
Work = Callable[[], int | None]
"""What a command does; it gives the exit code, or None for 0."""


def answer(args: Sequence[str], run: Run) -> int | None:
    """Answer a command line if it has a plain form: the exit code; None where it has none.

    Raises:
        WmsgitError: whatever the command raises.
    """
    if list(args) == _PROMPT:
        from wmsgit.cli.output.prompt import print_prompt

        print_prompt(run)
        return 0
    work = _work(list(args), run)
    if work is None:
        return None
    from wmsgit.cli.output.screen import shown

    verb = args[0] if args[0] in {"show", _CHECK} else f"{args[0]} {args[1]}"
    writes = verb.endswith(f" {_SET}")
    with shown(run, f"wmsgit {verb}", pages=not writes, waits=True, writes=writes):
        code = work()
    warn_of_keywords(run, verb.partition(" ")[0])
    return code or 0


def _work(args: list[str], run: Run) -> Work | None:
    """What a command line with a plain form does; None for every other."""
    setting = _words_of_setting(args[2:]) if args[1:2] == [_SET] else None
    if setting:
        kind = noun_of(args[0], _SET, run)
        return _setting(run, kind, *setting) if kind else None
    if args == [_CHECK]:
        return _checking(run)
    words = _of_revision(args, run)
    if any(word == _AT or word.startswith(f"{_AT}=") for word in words):
        return None
    args = words
    if args[:1] == ["show"]:
        return _showing(run, None, args[1:])
    if args[1:2] == ["show"]:
        kind = noun_of(args[0], "show", run)
        return _showing(run, kind, args[2:]) if kind else None
    if args[1:2] == ["list"]:
        kind = noun_of(args[0], "list", run)
        return _listing(run, kind, args[2:]) if kind else None
    return None


def _of_revision(args: list[str], run: Run) -> list[str]:
    """The words without the revision at their end, which the run takes: kinds are those of the revision then.

    What may be the value of an option before it is none, for certain; the parser takes the same from all the words.
    """
    *words, before, name, value = args if len(args) > len(["show", "ID"]) else ["", "", "", ""]
    is_value = before.startswith("-") and "=" not in before and before != f"--{_FLAG}"
    if name != _AT or is_value or value[:1] in {"", "-"}:
        return args
    run.at = value
    return [*words, before]


def noun_of(word: str, verb: str, run: Run) -> "Kind | None":
    """The kind that a word names, if its verb is that of every kind."""
    if word.startswith("-") or word in VERBS or word in GROUPS:
        return None
    try:
        kind = run.registry.kind(word)
    except WmsgitError:  # for the parser to say
        return None
    return None if f"{kind.name} {verb}" in NOUN_VERBS else kind


def _checking(run: Run) -> Work:
    from wmsgit.cli.output.checking import check_records

    return lambda: check_records(run)


def _showing(run: Run, kind: "Kind | None", words: list[str]) -> Work | None:
    ids, options = [], {"format": "table"}
    rest = iter(words)
    for word in rest:
        name, value = _option(word, rest)
        if not word.startswith("-"):
            ids.append(word)
        elif name != "format" or value is None or not _is_format(value):
            return None
        else:
            options["format"] = value
    if not ids:
        return None
    from wmsgit.cli.output.showing import show_records

    return lambda: show_records(run, kind, ids, options["format"])


def _listing(run: Run, kind: "Kind", words: list[str]) -> Work | None:
    options: dict[str, Any] = dict.fromkeys(_LIST_OPTIONS)
    options |= {"format": "table", "view": "", _FLAG: False, "terms": []}
    fields: dict[str, list[str]] = {}
    rest = iter(words)
    for word in rest:
        if word == f"--{_FLAG}":
            options[_FLAG] = True
            continue
        name, value = _option(word, rest)
        if not word.startswith("-"):
            options["terms"].append(word)
        elif value is None or (value.startswith("-") and name != "sort"):
            return None
        elif name in _LIST_OPTIONS:
            options[name] = [*(options[name] or ()), value] if _LIST_OPTIONS[name] else value
        elif name in kind.options and name not in {_HELP, _FLAG} and _is_plain_name(name):
            fields.setdefault(kind.options[name], []).append(value)
        else:
            return None
    if not _is_format(options["format"]) or not _take_limit(options):
        return None
    from wmsgit.cli.output.listing import list_records

    return lambda: list_records(run, kind, fields, options)


def _words_of_setting(words: list[str]) -> tuple[list[str], str] | None:
    """Ids and assignments, at least one of these, and the message; None where there is anything else."""
    message = ""
    if _MESSAGE in words[:-1]:
        at = words.index(_MESSAGE)
        message, words = words[at + 1], [*words[:at], *words[at + 2 :]]
    is_plain = any("=" in word for word in words) and not any(word.startswith("-") for word in (*words, message))
    return (words, message) if is_plain else None


def _setting(run: Run, kind: "Kind", words: list[str], message: str) -> Work:
    def work() -> None:
        from wmsgit.cli.input.targets import targets
        from wmsgit.cli.output.outcome import report
        from wmsgit.cli.values import require_text, split_assignments
        from wmsgit.features.records.actions.write import set_fields
        from wmsgit.workspace.writing.operation import WriteOptions

        run.begin_writing()
        ids, assignments = split_assignments(words, run.stdin)
        places = targets(run, kind, ids)
        report(run, set_fields(run.workspace, places, assignments, how=WriteOptions(require_text(message))))

    return work


def _is_format(name: str) -> bool:
    from wmsgit.render.formats import FORMATS

    return name in FORMATS


def _option(word: str, rest: Any) -> tuple[str, str | None]:
    """Name and value of a word that is an option; its value is None where there is none."""
    if not word.startswith("--") or word == "--":
        return "", None
    name, equals, value = word[2:].partition("=")
    return (name, value) if equals else (name, next(rest, None))


def _is_plain_name(option: str) -> bool:
    """Whether the parser has an option of this name; see `wmsgit.cli.input.fields.field_parameters`."""
    return option.isascii() and option[:1].isalnum() and option.replace(".", "").replace("-", "_").isidentifier()


def _take_limit(options: dict[str, Any]) -> bool:
    """Make a number of the limit; False where it is none that is beyond doubt."""
    limit = options["limit"]
    if limit is None:
        return True
    options["limit"] = int(limit) if limit.isascii() and limit.isdigit() else None
    return options["limit"] is not None
