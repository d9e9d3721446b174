"""The reference of commands as Markdown, made of the commands themselves, for docs/commands.md."""

from collections.abc import Iterator
from typing import Any

from wmsgit.cli.input.fields import FIELDS
from wmsgit.cli.messages import one_line
from wmsgit.cli.parser.root import make_root
from wmsgit.cli.parser.table import GROUPS, NOUN_VERBS, RECORD_VERBS, VERBS
from wmsgit.cli.run import Run
from wmsgit.cli.words import WORDS
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import Registry, packaged_schemas

_SHOWN = "task"
"""The kind by which the verbs of every noun are shown."""


def reference() -> str:
    """The whole reference, for the kinds that come with wmsgit."""
    run = Run({})
    run.registry = Registry.read(packaged_schemas())
    return "\n".join(_lines(run)).rstrip() + "\n"


def every_command(run: Run) -> Iterator[tuple[str, Any]]:
    """Each command's words, `task list`, and its context, from which its help comes."""
    root = make_root().make_context("wmsgit", [], obj=run, resilient_parsing=True)
    yield from _below(root, "")


def _below(context: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name in context.command.list_commands(context):
        member = context.command.get_command(context, name)
        inner = member.make_context(name, [], parent=context, resilient_parsing=True)
        words = f"{path} {name}".strip()
        if hasattr(member, "list_commands"):
            yield from _below(inner, words)
        else:
            yield words, inner


def _lines(run: Run) -> Iterator[str]:
    contexts = dict(every_command(run))
    yield "### Kinds\n"
    yield from _kinds(run)
    yield "\n### Verbs of every kind\n"
    yield f"Shown for `{_SHOWN}`. Each field of the kind's schema is an option of `add` and of `list`, too.\n"
    for verb in RECORD_VERBS:
        yield from _command(f"{_SHOWN} {verb}", contexts[f"{_SHOWN} {verb}"])
    yield "### Verbs of one kind\n"
    for words in NOUN_VERBS:
        yield from _command(words, contexts[words])
    yield "### Verbs without a kind\n"
    yield "`show`, `set`, `edit`, `note` and `rm` also stand alone, before ids of whatever kind.\n"
    for words in [*VERBS]:
        if words not in RECORD_VERBS and words not in GROUPS:
            yield from _command(words, contexts[words])


def _kinds(run: Run) -> Iterator[str]:
    yield "| kind | what it is | transitions |"
    yield "|---|---|---|"
    for kind in run.registry.kinds():
        aliases = "".join(f", `{alias}`" for alias in kind.aliases)
        yield f"| `{kind.name}`{aliases} | {one_line(kind.description)} | {_transitions(kind)} |"


def _transitions(kind: Kind) -> str:
    return ", ".join(f"`{name}`" for name in kind.transitions) or "none"


def _command(words: str, context: Any) -> Iterator[str]:
    command = context.command
    alias = "".join(
        f" (or `{other}`)"
        for (place, other), word in WORDS.items()
        if place == "root" and word.alias == words and other == "commit"
    )
    yield f"#### `wmsgit {words}{_arguments(context)}`{alias}\n"
    summary, _, details = (command.help or "").partition("\n\n")
    yield " ".join(part for part in (summary, details) if part) + "\n"
    options = list(_options(context))
    if options:
        yield "\n".join(options) + "\n"
    yield "```console\n" + "\n".join(f"$ {line}" for line in command.examples) + "\n```\n"


def _arguments(context: Any) -> str:
    named = (
        param.make_metavar(context)
        for param in context.command.get_params(context)
        if param.param_type_name == "argument"
    )
    return "".join(f" {name}" for name in named)


def _options(context: Any) -> Iterator[str]:
    for param in context.command.get_params(context):
        own = param.param_type_name == "option" and "--help" not in param.opts
        record = param.get_help_record(context) if own and param.rich_help_panel != FIELDS else None
        if record:
            yield f"- `{record[0]}`: {record[1]}"
