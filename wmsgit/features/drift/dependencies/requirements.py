"""Requirement files, as pip reads them ("Requirements File Format"), but nothing is fetched or looked up."""

import re
from collections.abc import Iterator

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.declared import (
    DEV,
    RUNTIME,
    Declared,
    Manifest,
    grouped,
    manifest_text,
    require_few,
    required,
)
from wmsgit.features.drift.facts import ExtractionError

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_INCLUDE = re.compile(r"(?:-r|--requirement)(?:\s+|=|(?=[^\s=-]))(?P<path>\S.*)")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s+|=)(?P<what>\S.*)")
_OPTION = re.compile(r"\s--?[A-Za-z]")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:|\.{0,2}/)")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9._-]+)")
_WHEEL = re.compile(r"/(?P<name>[A-Za-z0-9._]+)-[^/]*\.whl(?:[?#]|$)")
_SDIST = re.compile(r"/(?P<name>[A-Za-z0-9._-]+?)-\d[^/]*\.(?:tar\.gz|zip|tar\.bz2)(?:[?#]|$)")
_WORDS = re.compile(r"[-_.\s]+")
_RUNTIME_WORDS = frozenset({"", "requirements", "requirement", "base", "main", "common", "prod", "production"})


def read_requirements(data: bytes) -> Manifest:
    """What a requirement file declares, in the group `runtime`; whoever knows its name knows better.

    Raises:
        ExtractionError: when a line is no requirement.
    """
    result = Manifest([], [])
    for number, line in _lines(manifest_text(data)):
        require_few(len(result.dependencies) + len(result.includes))
        include, editable = _INCLUDE.match(line), _EDITABLE.match(line)
        if include:
            result.includes.append((include["path"].strip(), ""))
        elif editable:
            result.dependencies.extend(_from_url(editable["what"], number))
        elif not line.startswith("-"):
            result.dependencies.extend(_requirement(line, number))
    return result


def requirements_group(path: str) -> str:
    """The group that a requirement file's name says: `requirements-dev.txt`, `requirements/test.txt`."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    words = [word for word in _WORDS.split(stem.lower()) if word not in _RUNTIME_WORDS]
    return grouped(DEV, "-".join(words)) if words else RUNTIME


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line, those that end in a backslash joined, without comments."""
    held, first = "", 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        first = first or number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            held += line[:-1]
            continue
        whole = _COMMENT.sub("", held + line).strip()
        if whole:
            yield first, whole
        held, first = "", 0


def _requirement(line: str, number: int) -> Iterator[Declared]:
    option = _OPTION.search(line)
    words = line[: option.start()].strip() if option else line
    if _URL.match(words):
        yield from _from_url(words, number)
    elif words:
        yield required(words, RUNTIME, number)


def _from_url(url: str, number: int) -> Iterator[Declared]:
    """The package that a URL or a path says the name of, if it does."""
    if len(url) > MAX_REQUIREMENT:
        raise ExtractionError(f"line {number} has an address of more than {MAX_REQUIREMENT:,} characters")
    for pattern in (_EGG, _WHEEL, _SDIST):
        match = pattern.search(url)
        if match:
            yield required(match["name"], RUNTIME, number)._replace(url=url)
            return
