"""Requirement files, as pip reads them ("Requirements File Format"), but nothing is fetched or looked up."""

import re
from collections.abc import Iterator

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.declared import (
    CONSTRAINT,
    DEV,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    grouped,
    manifest_text,
)
from wmsgit.features.drift.versions.names import canonical

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_INCLUDE = re.compile(r"(?:-r|--requirement|-c|--constraint)(?:\s+|=|(?=[^\s=-]))(?P<path>\S.*)")
_CONSTRAINTS = ("-c", "--constraint")
_EDITABLE = re.compile(r"(?:-e|--editable)(?:\s+|=)(?P<what>\S.*)")
_OPTION = re.compile(r"\s--?[A-Za-z]")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:|\.{0,2}/)")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9._-]+)")
_WHEEL = re.compile(r"/(?P<name>[A-Za-z0-9._]+)-[^/]*\.whl(?:[?#]|$)")
_SDIST = re.compile(r"/(?P<name>[A-Za-z0-9._-]+?)-\d[^/]*\.(?:tar\.gz|zip|tar\.bz2)(?:[?#]|$)")
_REPOSITORY = re.compile(r"^(?:git|hg|svn|bzr)\+.*/(?P<name>[A-Za-z0-9._-]+?)(?:\.git)?(?:@[^@/]*)?/?$")
"""Of a repository without `#egg=` the last part of its address is mostly the package's name."""
_WORDS = re.compile(r"[-_.\s]+")
_CONSTRAINING = frozenset({"constraint", "constraints"})
_RUNTIME_WORDS = frozenset(
    {"", "reqs", "req", "lock", "requirements", "requirement", "base", "main", "common", "prod", "production"}
)


def read_requirements(data: bytes) -> Manifest:
    """What a requirement file declares, in the group `runtime`; whoever knows its name knows better.

    Raises:
        ExtractionError: when it is binary, or has too much in it.
    """
    builder = ManifestBuilder()
    for number, line in _lines(manifest_text(data)):
        add_requirement_line(builder, line, RUNTIME, number)
    return builder.manifest


def add_requirement_line(builder: ManifestBuilder, line: str, group: str, number: int) -> None:
    """Read one line as pip does: a requirement, an address, or an option that includes or installs."""
    include, editable = _INCLUDE.match(line), _EDITABLE.match(line)
    if include:
        is_constraint = line.startswith(_CONSTRAINTS)
        builder.include(include["path"].strip(), CONSTRAINT if is_constraint else "" if group == RUNTIME else group)
    elif editable:
        _add_address(builder, editable["what"], group, number)
    elif not line.startswith("-"):
        option = _OPTION.search(line)
        words = line[: option.start()].strip() if option else line
        if _URL.match(words):
            _add_address(builder, words, group, number)
        elif words:
            builder.require(words, group, number)


def _add_address(builder: ManifestBuilder, url: str, group: str, number: int) -> None:
    """Add the package that a URL or a path says the name of, as pip would; one that says none is odd."""
    if len(url) > MAX_REQUIREMENT:
        builder.odd(number, f"an address of more than {MAX_REQUIREMENT:,} characters")
        return
    bare = url.partition("#")[0]
    for pattern, text in ((_EGG, url), (_WHEEL, url), (_SDIST, url), (_REPOSITORY, bare)):
        match = pattern.search(text)
        if match:
            builder.add(Declared(group, canonical(match["name"]), "", url, is_poetry=False, line=number))
            return
    if bare.strip("./") or bare.startswith(".."):  # the project itself declares what it needs
        builder.odd(number, f"{url[:80]!r} does not say which package it is")


def requirements_group(path: str) -> str:
    """The group that a requirement file's name says: `requirements-dev.txt`, `requirements/test.txt`."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    folder = path.rpartition("/")[0].rpartition("/")[2]
    words = [word for word in _WORDS.split(stem.lower()) if word not in _RUNTIME_WORDS]
    if words and words[0] in _CONSTRAINING:
        return CONSTRAINT
    if not words and folder.startswith("requirements"):  # requirements-dev/base.txt
        words = [word for word in _WORDS.split(folder.lower()) if word not in _RUNTIME_WORDS]
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
