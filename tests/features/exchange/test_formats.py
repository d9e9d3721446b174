"""The table of formats is what lies in its folder, and each format has its verbs."""

from wmsgit.cli.parser.table import VERBS
from wmsgit.features.exchange.actions.foreign_import import format_named
from wmsgit.features.exchange.formats.table import FORMATS


def test_every_format_has_the_verbs_of_what_it_does() -> None:
    assert {name for name, item in FORMATS.items() if item.read and f"import {name}" not in VERBS} == set()
    assert {name for name, item in FORMATS.items() if item.write and f"export {name}" not in VERBS} == set()


def test_formats_of_the_folder_are_known_by_their_names() -> None:
    both = {"madr", "backlog", "beads"}
    read = {"tk", "taskwarrior", "github", "forgejo", "gitlab", "csv", "linear", "jira"}
    assert set(FORMATS) == both | read
    assert {name for name in FORMATS if format_named(name).write} == both
