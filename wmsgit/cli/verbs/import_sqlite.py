"""`import sqlite`: takes in the older system's database, in one commit, and reports what is untidy."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.cli.importing import PATHS, THREE_WAY, TIMES, import_verb
from wmsgit.errors import WmsgitError

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.features.exchange.actions.landing import ImportTerms
    from wmsgit.features.exchange.report import ImportReport
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

EXAMPLES = (
    "wmsgit import sqlite ../workspace.db",
    "wmsgit import sqlite ../workspace.db --create-repos --dry-run",
)
DETAILS = (
    "The database is copied to a private folder, and read there. Columns are the fields of their names. Ids are kept."
    f" {THREE_WAY} What has no field of its own goes under metadata, histories without a record of their own to"
    " records/archive/. The report names what went to metadata, what was refused and what refers "
    "to nothing. The exit code is 7 when a row or a whole table was refused; the others are taken all the same."
)


def _import(
    run: "Run", source: str, terms: "ImportTerms", landing: "WriteOptions", _: Mapping[str, Any]
) -> "tuple[WriteResult, ImportReport]":
    from wmsgit.features.exchange.actions.sqlite_import import import_sqlite

    outcome, report = import_sqlite(run.workspace, Path(source), terms=terms, how=landing)
    if report.active_context and not landing.dry_run:
        _take_up(run, report.active_context)
    return outcome, report


def _take_up(run: "Run", repo: str) -> None:
    """Go on in the context in which the older system was working, unless there is one here."""
    from wmsgit.cli.messages import say
    from wmsgit.features.sessions.actions.context import set_context
    from wmsgit.features.sessions.actions.switches import current_context

    terminal = run.environ.get("WMSGIT_CONTEXT", "")
    if current_context(run.workspace, terminal):
        return
    try:
        set_context(run.workspace, repo, terminal=terminal)
        say(f"context: {repo}, which was active in the older system")
    except WmsgitError as error:
        say(f"the older system's context {repo} is not taken up: {error.message}")


build = import_verb(_import, "FILE", EXAMPLES, {**TIMES, **PATHS})
