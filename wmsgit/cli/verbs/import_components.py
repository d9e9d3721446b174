"""`import components`: takes in older component maps and import rules as placements, in one commit."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.cli.importing import THREE_WAY, import_verb

if TYPE_CHECKING:
    from wmsgit.cli.run import Run
    from wmsgit.features.exchange.actions.landing import ImportTerms
    from wmsgit.features.exchange.report import ImportReport
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

EXAMPLES = (
    "wmsgit import components ../legacy/COMPONENTS.json",
    "wmsgit import components rules.json --create-repos --map-repo trading=meridian-trading",
)
DETAILS = (
    "The file has an object, a list of objects, or a mapping from repositories to objects. An object has repo and"
    " components (name, location, type, allowed_imports, forbidden_imports), or the last two by themselves, as lists"
    " or by group, which then hold for the whole repository. Each component becomes a placement, whose rules 'drift"
    f" scan' checks. {THREE_WAY} What has no field of its own goes under metadata. The exit code"
    " is 7 when something was refused; the rest is taken all the same."
)


def _import(
    run: "Run", source: str, terms: "ImportTerms", landing: "WriteOptions", _: Mapping[str, Any]
) -> "tuple[WriteResult, ImportReport]":
    from wmsgit.features.exchange.actions.component_map import import_components

    return import_components(run.workspace, Path(source), terms=terms, how=landing)


build = import_verb(_import, "FILE", EXAMPLES)
