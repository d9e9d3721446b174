"""Listing by a named view: which records it means now."""

from typing import TYPE_CHECKING

from wmsgit.features.records.actions.views import NamedView
from wmsgit.workspace.value_context import value_context
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
    return ws.index([kind.name]).ids(kind, view_conditions(ws, kind, view), where=view.where, order=view.sort)


def view_conditions(ws: Workspace, kind: "Kind", view: NamedView) -> list["Condition"]:
    """The filters of a view.

    Raises:
        InvalidError, UsageError: when one of them is none.
    """
    from wmsgit.index.conditions import parse_term

    return [parse_term(term, kind, value_context(ws)) for term in view.filter]
