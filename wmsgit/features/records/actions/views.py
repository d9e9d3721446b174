"""Named views: which records of a kind are listed how, as the settings of the workspace name them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import NotFoundError
from wmsgit.model.text import did_you_mean
from wmsgit.schema.kind import Kind

SETTING = "views"
_WORD = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True, slots=True)
class NamedView:
    """One view.

    Attributes:
        name: what it is called.
        kind: of which kind.
        description: what it is for.
        filter: terms such as `status=pending`.
        where: a read-only SQL condition; empty for none.
        sort: fields to sort by.
        columns: the fields that are shown; those of the kind when empty.
    """

    name: str
    kind: str
    description: str = ""
    filter: tuple[str, ...] = ()
    where: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def fields_of(self, kind: Kind) -> set[str]:
        """The fields of a kind that the view may ask for or show."""
        names = {
            re.split(r"[.=]", text.lstrip("-"), maxsplit=1)[0] for text in (*self.filter, *self.sort, *self.columns)
        }
        words = {*names, *_WORD.findall(self.where)}
        return {kind.options.get(word, word) for word in words} & {*kind.fields, "comments", "metadata"}


def named_views(settings: Mapping[str, Any]) -> list[NamedView]:
    """The views of a workspace's settings, in their order; what is no view is left out."""
    given = settings.get(SETTING)
    return (
        [_view(name, item) for name, item in given.items() if isinstance(item, dict)] if isinstance(given, dict) else []
    )


def named_view(settings: Mapping[str, Any], name: str, kind: str = "") -> NamedView:
    """The view of a name, of a kind when that is given.

    Raises:
        NotFoundError: when there is none.
    """
    views = [view for view in named_views(settings) if not kind or view.kind == kind]
    for view in views:
        if view.name == name:
            return view
    names = [view.name for view in views]
    known = f"there are: {', '.join(names)}" if names else f"'{SETTING}' in records/workspace.yaml defines them"
    what = f"view of {kind} records" if kind else "view"
    raise NotFoundError(f"there is no {what} named {name!r}{did_you_mean(name, names)}", hint=known)


def _view(name: str, item: Mapping[str, Any]) -> NamedView:
    return NamedView(
        str(name),
        str(item.get("kind") or "task"),
        str(item.get("description") or ""),
        _texts(item.get("filter")),
        str(item.get("where") or ""),
        _texts(item.get("sort")),
        _texts(item.get("columns")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
