"""Loading: a verb's module becomes a command when the verb is typed."""

from importlib import import_module
from types import ModuleType

from wmsgit.cli.command import Built, Command, make_command, with_run
from wmsgit.cli.input.at import add_at_option
from wmsgit.cli.input.screen import add_screen_options
from wmsgit.cli.input.spreadsheet import add_csv_option
from wmsgit.cli.parser.table import Verb
from wmsgit.schema.kind import Kind


def load_verb(name: str, verb: Verb, kind: Kind | None = None) -> Command:
    """The command of a verb.

    Args:
        name: what is typed.
        verb: its row of the table.
        kind: the kind of the noun before it; None where there is none.
    """
    module = import_module(f"wmsgit.cli.{verb.module}")
    built = _built(module, kind)
    summary = verb.sentence(kind.name if kind else "record")
    details = getattr(module, "DETAILS", "")
    command = make_command(
        built.function,
        name=name,
        help=f"{summary}\n\n{details}" if details else summary,
        examples=built.examples,
        completers=built.completers,
    )
    command.rewrite = built.rewrite
    command.pages = verb.at or verb.reads
    command.waits = command.pages or verb.waits
    add_screen_options(command)
    add_csv_option(command)
    if verb.at:
        add_at_option(command)
    return command


def _built(module: ModuleType, kind: Kind | None) -> Built:
    if hasattr(module, "build"):
        built = module.build(kind)
        if not isinstance(built, Built):
            raise TypeError(f"{module.__name__}.build does not give a Built")
        return built
    return Built(with_run(module.run), module.EXAMPLES, getattr(module, "COMPLETERS", {}))
