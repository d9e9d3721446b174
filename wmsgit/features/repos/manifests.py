"""Lists of repositories that other tools keep: mani.yaml, vcstool's `.repos`, `.gitmodules`, and a URL a line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.schema.shape import ANYTHING
from wmsgit.store.document import read_document

_SECTION = re.compile(r'\s*\[\s*submodule\s+"(?P<name>(?:[^"\\]|\\.)*)"\s*\]')
_SETTING = re.compile(r"\s*(?P<key>[A-Za-z][A-Za-z0-9-]*)\s*=\s*(?P<value>.*?)\s*\Z")
_SCP = re.compile(r"[^\s/@:]+@[^\s/:]+:\S+\Z")


@dataclass(frozen=True, slots=True)
class ListedRepository:
    """A repository as a list names it.

    Attributes:
        name: the last part of its path, or of its URL without `.git`.
        url: where it is cloned from; empty where the list does not say.
        path: where it lies, relative to the list's folder; empty where the list does not say.
        branch: the branch that the list names; empty for none.
        tags, description: as the list has them.
    """

    name: str
    url: str = ""
    path: str = ""
    branch: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""


def listed_repositories(text: bytes, file_name: str) -> list[ListedRepository]:
    """The repositories that a list names, in its order.

    Raises:
        InvalidError: when it cannot be read, or names none.
    """
    if file_name.endswith(".gitmodules"):
        result = list(_of_submodules(text.decode("utf-8", "replace")))
    elif file_name.endswith((".yaml", ".yml", ".repos")):
        result = list(_of_yaml(read_document(text, ANYTHING, path=file_name).data))
    else:
        result = list(_of_lines(text.decode("utf-8", "replace"), file_name))
    if not result:
        raise InvalidError("no repository is listed here", where=file_name)
    return result


def is_url(word: str) -> bool:
    """Whether a word is a URL to clone from: with a scheme, or `user@host:path`."""
    return "://" in word or _SCP.match(word) is not None


def name_of_url(url: str) -> str:
    """The name of the repository that a URL leads to."""
    return re.split(r"[/:]", url.rstrip("/").removesuffix("/.git").removesuffix(".git"))[-1]


def absolute_url(url: str, base: str) -> str:
    """A URL as it stands, or relative to the URL of the repository that lists it (git-submodule); empty for unknown.

    Args:
        url: as the list has it.
        base: the URL of that repository; empty where it is not known.
    """
    if not url.startswith(("./", "../")):
        return url
    base = base.rstrip("/")
    while base and url.startswith(("./", "../")):
        if url.startswith("../"):
            base = base[: max(base.rfind("/"), base.rfind(":"), 0)]
        url = url.partition("/")[2]
    return f"{base}/{url}" if is_url(f"{base}/{url}") else ""


def _of_submodules(text: str) -> Iterator[ListedRepository]:
    sections: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    for line in text.splitlines():
        heading, setting = _SECTION.match(line), _SETTING.match(line)
        if heading:
            values = sections.setdefault(heading["name"], {})
        elif setting:
            values[setting["key"].lower()] = setting["value"].strip('"')
    for name, section in sections.items():
        path, branch = section.get("path", name), section.get("branch", "")
        yield ListedRepository(path.rpartition("/")[2], section.get("url", ""), path, "" if branch == "." else branch)


def _of_yaml(data: Mapping[str, Any]) -> Iterator[ListedRepository]:
    """`projects` as mani has them, or `repositories` as vcstool has them."""
    for key in ("projects", "repositories"):
        rows = data.get(key)
        for name, row in rows.items() if isinstance(rows, dict) else ():
            values = row if isinstance(row, dict) else {}
            path = str(values.get("path") or name)
            if values.get("type", "git") == "git":
                tags = values.get("tags")
                yield ListedRepository(
                    path.rstrip("/").rpartition("/")[2],
                    str(values.get("url") or ""),
                    path,
                    str(values.get("branch") or ""),
                    tuple(map(str, tags)) if isinstance(tags, list) else (),
                    str(values.get("desc") or ""),
                )


def _of_lines(text: str, where: str) -> Iterator[ListedRepository]:
    for number, line in enumerate(text.splitlines(), start=1):
        url = line.partition(" #")[0].strip()
        if not url or url.startswith("#"):
            continue
        if not is_url(url):
            raise InvalidError(f"{url!r} is not a URL", where=f"{where}:{number}")
        yield ListedRepository(name_of_url(url), url)
