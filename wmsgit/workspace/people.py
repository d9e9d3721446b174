"""Reading people: the records of a kind of people and `.mailmap`, as the value that says who is who."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.errors import WmsgitError
from wmsgit.model.people import NOBODY, People, people_from

if TYPE_CHECKING:
    from wmsgit.index.index import Index
    from wmsgit.schema.kind import Kind
    from wmsgit.schema.registry import Registry
    from wmsgit.vcs.config import GitConfig

MAILMAP = ".mailmap"
_KEYWORD = b'"known_by"'
_FOLDER = rb'"folder"\s*:\s*"([^"\\]+)"'


def read_people(
    registry: "Registry",
    folder: Path | None,
    index: Callable[["Kind"], "Index"],
    read: Callable[[str], bytes],
) -> People:
    """Who is who in a workspace. Where no folder of people is there, no schema is parsed and nothing is opened.

    Args:
        registry: the workspace's kinds.
        folder: that of all records; None at a revision, which has no folders.
        index: gives the index of a kind.
        read: gives the bytes of a file of the workspace; raises WmsgitError where it cannot be read.
    """
    kinds = [kind for kind in _kinds_of_people(registry, folder) if kind.known_by]
    named = [(record.id, _names(kind, record.data)) for kind in kinds for record in index(kind).documents(kind)]
    return people_from(named, _mailmap(read)) if named else NOBODY


def acting(people: People, config: "GitConfig") -> str:
    """Who acts: the person whom Git's name, else its address, means; without one the name itself.

    Raises:
        GitError: when Git knows no name.
    """
    name = config.actor()
    if not people or people.known(name) or config.get("wmsgit.actor"):
        return people.resolve(name)
    return people.known(config.identity()[1]) or name


def _kinds_of_people(registry: "Registry", folder: Path | None) -> Iterator["Kind"]:
    """The kinds that may have records of people. A schema is parsed where its folder is there."""
    import re

    for file, text in registry.sources.items() if folder is None or folder.is_dir() else ():
        stated = re.search(_FOLDER, text) if _KEYWORD in text else None
        if stated and (folder is None or (folder / stated[1].decode("utf-8", "replace")).is_dir()):
            yield from (kind for kind in registry.kinds() if file == f"{kind.name}.schema.json")


def _names(kind: "Kind", data: Any) -> list[str]:
    return [text for field in kind.known_by for text in _texts(data.get(field))]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _mailmap(read: Callable[[str], bytes]) -> str:
    try:
        return read(MAILMAP).decode("utf-8", "replace")
    except WmsgitError:
        return ""
