"""The path that a record gives for a member: its form alone, judged before any disk is looked at."""

import re
from collections.abc import Callable, Sequence

from wmsgit.model.record import Data

UP = ".."
_OWN = frozenset({"records", "schemas"})
_MAX_NAME_BYTES = 255  # NAME_MAX of POSIX's usual file systems
_MAX_PATH_BYTES = 1024
_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:")
# Naming Files, Paths, and Namespaces (Windows): devices, with any suffix, and characters that no name may have there.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|\Z)", re.IGNORECASE)
_FOREIGN = re.compile(r'[<>:"|?*\\]')
# The short name that NTFS gives `.git` (git's own is_ntfs_dotgit).
_SHORT_GIT = re.compile(r"git~[0-9]+\Z", re.IGNORECASE)


def path_fault(recorded: str) -> str:
    """Why no member may be at a recorded path, as the end of a sentence about it; empty when one may.

    It is `../NAME`, of one name, or lies below the workspace, or is `.`, the workspace itself. No name in it begins
    with a dot, is one that some system keeps for itself, or is that of the folders that hold records and schemas.
    """
    names = path_names(recorded)
    inner = names[1:] if names[:1] == (UP,) else names
    return next((words for is_broken, words in _RULES if is_broken(recorded, names, inner)), "")


def recorded_path(data: Data) -> str:
    """The path in a repository's record, that of the workspace itself where it has none: for those who judge it."""
    return str(data.get("path") or ".")


def place_fields_of(data: Data) -> Data:
    """The part of a repository's record that says where it is: for who compares or keeps it, and goes nowhere by it."""
    return {name: data[name] for name in ("path", "urls") if name in data}


def path_names(recorded: str) -> tuple[str, ...]:
    """The names of the folders on the way, without empty ones and `.`."""
    return tuple(name for name in recorded.split("/") if name not in {"", "."})


def usual_path(name: str) -> str:
    """The path of the member `name` where nobody has said another: beside the workspace."""
    return f"{UP}/{name}"


def printable(text: str) -> str:
    """The text with every character that cannot be seen, such as those that steer a terminal, as U+FFFD."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "\ufffd" for char in text)


_Names = tuple[str, ...]


def _is_too_long(recorded: str, names: _Names, _: _Names) -> bool:
    sizes = [len(name.encode("utf-8", "surrogatepass")) for name in names]
    return len(recorded) > _MAX_PATH_BYTES or sum(sizes) > _MAX_PATH_BYTES or max(sizes, default=0) > _MAX_NAME_BYTES


def _is_reserved(_: str, __: _Names, inner: _Names) -> bool:
    return any(
        _DEVICE.match(name) or _FOREIGN.search(name) or _SHORT_GIT.match(name) or name[-1] in ". " for name in inner
    )


_RULES: Sequence[tuple[Callable[[str, _Names, _Names], object], str]] = (
    (lambda recorded, _, __: not recorded.strip(), "is empty"),
    (lambda recorded, _, __: not recorded.isprintable(), "has a character that no folder's name should have"),
    (_is_too_long, "is longer than a path may be"),
    (lambda recorded, _, __: _ABSOLUTE.match(recorded), "is absolute, and means another place on each machine"),
    (lambda _, __, inner: UP in inner, f"climbs: {UP} may stand only at its beginning, and once"),
    (lambda _, names, __: names == (UP,), "is a folder that holds the workspace"),
    (lambda _, __, inner: any(name.startswith(".") for name in inner), "has a name that begins with a dot"),
    (lambda _, __, inner: any(name.startswith("~") for name in inner), "has a name that begins with ~"),
    (_is_reserved, "has a name that is reserved on some systems"),
    (lambda _, names, inner: len(names) > len(inner) > 1, "leads deeper than beside the workspace"),
    (
        lambda _, names, inner: names == inner and inner[:1] and inner[0].casefold() in _OWN,
        "lies among the workspace's own records and schemas",
    ),
)
