"""Every command has a help with an example, and the reference names every command."""

import pytest
from cli_program import Program

from wmsgit.cli.parser.reference import every_command, reference
from wmsgit.cli.run import Run
from wmsgit.schema.registry import Registry, packaged_schemas


@pytest.fixture(scope="module")
def run() -> Run:
    run = Run({})
    run.registry = Registry.read(packaged_schemas())
    return run


def test_help_of_every_command_has_an_example_that_names_it(run: Run) -> None:
    found = dict(every_command(run))
    assert len(found) > 100
    for words, context in found.items():
        shown = context.get_help()
        example = shown.rpartition("Example")[2]
        assert f"  wmsgit {words}" in example, words
        assert context.command.help.endswith((".", ")")), words


def test_help_of_a_command_is_printed_by_the_program(outside: Program) -> None:
    shown = outside("task", "list", "--help").stdout
    assert "Fields:" in shown
    assert "--repos-affected, --repo" in shown
    assert "  wmsgit task list" in shown


def test_reference_names_every_verb_once() -> None:
    text = reference()
    for line in (
        "#### `wmsgit task add",
        "#### `wmsgit session start",
        "#### `wmsgit import json",
        "| `adr`",
    ):
        assert text.count(line) == 1
    assert "--where SQL" in text
    assert text.endswith("\n")
