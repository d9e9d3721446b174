"""The older system's tiers of scale into the workspace's settings, within an import."""

from collections.abc import Mapping, Sequence
from typing import Any

from wmsgit.features.exchange.actions.landing import ImportTerms
from wmsgit.features.exchange.report import KeptValue
from wmsgit.features.exchange.scale import DOMAINS, SCALE, TABLE, merged_scale
from wmsgit.features.exchange.three_way import Preference
from wmsgit.model.archive import latest_rows, path_of, rows_in
from wmsgit.schema.shape import shape_of
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.transaction import Transaction


def settings_know_domains(workspace: Workspace) -> bool:
    """Whether the workspace's schema of the settings has tiers by domain."""
    properties = workspace.registry.settings_schema.get("properties", {})
    return DOMAINS in properties.get(SCALE, {}).get("properties", {})


class ScaleImport:
    """Takes the table of tiers.

    Args:
        workspace: where.
        terms: what becomes of differences.
        users: how many users the older system reckoned with last; None for unknown.

    Attributes:
        taken: the domains that were added or changed.
        differences: what was not taken.
    """

    def __init__(self, workspace: Workspace, terms: ImportTerms, users: int | None) -> None:
        self._workspace = workspace
        self._terms = terms
        self._users = users
        self.taken: Sequence[str] = ()
        self.differences: Sequence[KeptValue] = ()

    def take(self, transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
        """Bring the settings up to date with the table's rows.

        Raises:
            InvalidError: when the settings cannot be read.
        """
        if not rows or self._terms.merge:
            return
        shape = shape_of(self._workspace.registry.settings_schema)
        document = read_document(self._workspace.read(SETTINGS_PATH), shape, path=SETTINGS_PATH)
        archive = self._workspace.root / path_of(TABLE)
        last = latest_rows(rows_in(archive.read_bytes())) if archive.is_file() else []
        ours = document.data.get(SCALE) or {}
        preference = Preference(theirs=self._terms.theirs, adopt=self._terms.adopt)
        merged = merged_scale(ours, rows, last, self._users, preference)
        self.taken, self.differences = merged.taken, merged.differences
        if merged.taken:
            transaction.put_file(SETTINGS_PATH, edit_shaped(document, {**document.data, SCALE: merged.scale}, shape))
