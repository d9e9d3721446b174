"""Settings in which a kind has another name: its gates, what must not be open, its views, its limits, its review."""

from collections.abc import Callable, Mapping
from typing import Any

from wmsgit.model.record import Data


def renamed_settings(settings: Data, old: str, new: str) -> Data:
    """The settings of a workspace with each name of the kind changed; what is of another shape stays as it is."""
    changes: dict[str, Callable[[Any], Any]] = {
        "gates": lambda gates: _values(_keys(gates, old, new), lambda steps: _steps(steps, old, new)),
        "views": lambda views: _values(views, lambda view: _view(view, old, new)),
        "wip": lambda limits: _keys(limits, old, new),
        "review": lambda names: _listed(names, old, new),
    }
    return {key: changes[key](value) if key in changes else value for key, value in settings.items()}


def _steps(steps: Any, old: str, new: str) -> Any:
    return _values(steps, lambda gate: _gate(gate, old, new))


def _gate(gate: Any, old: str, new: str) -> Any:
    if not isinstance(gate, Mapping) or "nothing_open" not in gate:
        return gate
    return {**gate, "nothing_open": _listed(gate["nothing_open"], old, new)}


def _view(view: Any, old: str, new: str) -> Any:
    is_of_it = isinstance(view, Mapping) and view.get("kind") == old
    return {**view, "kind": new} if is_of_it else view


def _keys(value: Any, old: str, new: str) -> Any:
    return {new if key == old else key: item for key, item in value.items()} if isinstance(value, Mapping) else value


def _values(value: Any, change: Callable[[Any], Any]) -> Any:
    return {key: change(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _listed(value: Any, old: str, new: str) -> Any:
    return [new if item == old else item for item in value] if isinstance(value, list) else value
