"""Listing by filters and by a named view: which records they mean now."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wmsgit.features.records.actions.views import NamedView
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition
    from wmsgit.schema.kind import Kind


def view_ids(ws: Workspace, view: NamedView) -> list[str]:
    """The ids of the records that a view means, in its order.

    Raises:
        NotFoundError, InvalidError, UsageError: when the view names what is not there.
        IncompleteError: when its SQL takes too long.
    """
    kind = ws.kind(view.kind)
    return ws.index([kind.name]).ids(kind, terms_of(ws, kind, view.filter), where=view.where, order=view.sort)


def terms_of(ws: Workspace, kind: "Kind", terms: Iterable[str]) -> list["Condition"]:
    """Filters such as `status=pending` and `assigned_to=@me`, as conditions here and now.

    Raises:
        InvalidError, UsageError: when one of them is none.
    """
    from wmsgit.index.conditions import parse_term

    return [parse_term(term, kind, ws.value_context()) for term in terms]
