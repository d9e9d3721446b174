"""What goes by pull request in a workspace whose branch is protected, as its settings say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.records.gate_names import Fault
from wmsgit.model.text import did_you_mean

SETTING = "review"
DEFAULT = ("adr", "repo", "placement", "state", "schemas", "workspace.yaml")
"""What `review: true` stands for: what binds everybody."""
_SCHEMAS, _SETTINGS = "schemas", "workspace.yaml"


def reviewed_paths(settings: Mapping[str, Any], folders: Mapping[str, str]) -> tuple[str, ...]:
    """The paths and folders (which end in `/`) that go by pull request; none where the settings do not say it.

    Args:
        settings: those of the workspace.
        folders: kind → its folder below `records/`.

    Raises:
        InvalidError: when the settings name what is no kind: a misspelt one would go unreviewed.
    """
    value = settings.get(SETTING)
    if not value:
        return ()
    names: Sequence[Any] = DEFAULT if value is True else value if isinstance(value, list) else [value]
    known = {**{name: f"records/{folder}/" for name, folder in folders.items()}, _SCHEMAS: "schemas/"}
    known[_SETTINGS] = f"records/{_SETTINGS}"
    unknown = [message for _, message in review_faults(settings, folders)]
    if unknown:
        raise InvalidError(f"{SETTING} names {unknown[0]}", hint=f"kinds, {_SCHEMAS} and {_SETTINGS}")
    return tuple(known[str(name)] for name in names if name in known)


def review_faults(settings: Mapping[str, Any], kinds: Iterable[str]) -> Iterator[Fault]:
    """The names in the setting that stand for nothing."""
    value = settings.get(SETTING)
    known = (*kinds, _SCHEMAS, _SETTINGS)
    for number, name in enumerate(value if isinstance(value, list) else ()):
        if name not in known:
            yield (SETTING, number), f"{str(name)!r}, which is none{did_you_mean(str(name), known)}"


def is_reviewed(changed: Iterable[str], reviewed: Sequence[str]) -> bool:
    """Whether one of these paths goes by pull request."""
    return any(path == item or (item.endswith("/") and path.startswith(item)) for path in changed for item in reviewed)
