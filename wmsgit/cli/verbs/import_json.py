"""`import json`: takes in the older system's four files, in one commit, and reports what is untidy."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.cli.importing import PATHS, THREE_WAY, TIMES, import_verb

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.features.exchange.actions.landing import ImportTerms
    from wmsgit.features.exchange.report import ImportReport
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

EXAMPLES = (
    "wmsgit import json ../legacy",
    "wmsgit import json ../legacy --create-repos --map-repo trading=meridian-trading",
)
DETAILS = (
    f"{THREE_WAY} Ids are kept. What has no field of its own goes under metadata. "
    "The report names what went to metadata, what was refused and what refers "
    "to nothing. The exit code is 7 when a row was refused; the others are taken all the same."
)


def _import(
    run: "Run", source: str, terms: "ImportTerms", landing: "WriteOptions", _: Mapping[str, Any]
) -> "tuple[WriteResult, ImportReport]":
    from wmsgit.features.exchange.actions.legacy import import_json

    return import_json(run.workspace, Path(source), terms=terms, how=landing)


build = import_verb(_import, "DIR", EXAMPLES, {**TIMES, **PATHS})
