"""Plain patterns: those of a .gitignore file whose meaning is a prefix, a suffix or a name, told without a regex.

Most scopes have no others, and every rule asks for every file. Git's documentation on gitignore has the meanings.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

_LITERAL = r"[A-Za-z0-9_.,=@+-]+"
_PLACE = rf"{_LITERAL}(?:/{_LITERAL})*"
_FORM = re.compile(
    rf"(?:(?P<below>/?{_PLACE})/\*\*(?:/\*(?P<ending>\.{_LITERAL}))?"  # src/**  /src/**  src/**/*.py
    rf"|(?:\*\*/)?\*(?P<suffix>\.{_LITERAL})"  # *.py  **/*.py
    rf"|/(?P<place>{_PLACE})(?P<folder>/)?"  # /setup.py  /docs/  /a/b
    rf"|(?:\*\*/)?(?P<name>{_LITERAL})(?:(?P<inside>/\*\*)|(?P<name_folder>/))?)"  # Makefile  build/  **/build/**
)


class _PlainTests(NamedTuple):
    """What the forms come down to: a path fits if any of these holds of it.

    Attributes:
        starts: what it begins with.
        equals: what it is.
        ends: what it ends with, or a folder of it does.
        names: what a part of it is.
        inner: what a folder of it is.
        endings: what it begins with, and what ends it, or a folder of it, below that.
    """

    starts: list[str]
    equals: list[str]
    ends: list[str]
    names: list[str]
    inner: list[str]
    endings: list[tuple[str, str]]


def plain_test(patterns: Sequence[str], *, of_files: bool = False) -> Callable[[str], bool] | None:
    """Whether a path fits any of these patterns; None where one has another form than is told here.

    `of_files`: an ending such as `*.py` is that of a file, and what lies in a folder `a.py` does not fit.
    """
    tests = _PlainTests([], [], [], [], [], [])
    for pattern in patterns:
        match = _FORM.fullmatch(pattern)
        if match is None or ".." in pattern.split("/") or "." in pattern.split("/"):
            return None
        _add(tests, match)
    return _joined(tests, of_files=of_files) if patterns else None


def _add(tests: _PlainTests, match: re.Match[str]) -> None:
    if match["below"]:
        start = f"{match['below'].removeprefix('/')}/"
        if match["ending"]:
            tests.endings.append((start, match["ending"]))
        else:
            tests.starts.append(start)
    elif match["suffix"]:
        tests.ends.append(match["suffix"])
    elif match["place"]:
        tests.starts.append(f"{match['place']}/")
        tests.equals.extend([] if match["folder"] else [match["place"]])
    elif match["inside"] or match["name_folder"]:
        tests.inner.append(f"/{match['name']}/")
    else:
        tests.names.append(f"/{match['name']}/")


def _joined(tests: _PlainTests, *, of_files: bool) -> Callable[[str], bool]:
    starts, ends, equals = tuple(tests.starts), tuple(tests.ends), frozenset(tests.equals)
    folders = [] if of_files else [f"{end}/" for end in ends]
    names, inner = tests.names, tests.inner
    endings = [(start, end, f"{end}/", len(start)) for start, end in tests.endings]

    def fits(path: str) -> bool:
        if path.startswith(starts) or path.endswith(ends) or path in equals:
            return True
        if folders and _any_in(folders, path):
            return True
        if (names and _any_in(names, f"/{path}/")) or (inner and _any_in(inner, f"/{path}")):
            return True
        return any(
            path.startswith(start) and (path.endswith(end) or (not of_files and path.find(folder, at) >= 0))
            for start, end, folder, at in endings
        )

    return fits


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)
