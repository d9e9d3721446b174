"""Scope: which repositories and which files a rule looks at."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from wmsgit.features.drift.plain_patterns import plain_test
from wmsgit.features.drift.rule import Scope

_TAG = "tag:"
_NOT = "!"
_WILD = re.compile(r"[*?]|\[.*?\]")
_OR_FOLDER = "(?:(?P<ps_d>/)|$)"
"""How pathspec ends the expression of what may be a folder, too."""


def selects(selectors: Collection[str], name: str, tags: Collection[str]) -> bool:
    """Whether selectors choose a repository.

    Args:
        selectors: a name, `tag:x`, `all`, or one of these with `!` before it. Without a positive one, every
            repository that no negative one names is chosen. A name may have the wild cards `*` and `?`.
        name: the repository's name.
        tags: its tags.
    """
    positive = [selector for selector in selectors if not selector.startswith(_NOT)]
    negative = [selector.removeprefix(_NOT) for selector in selectors if selector.startswith(_NOT)]
    chosen = not positive or any(_fits(selector, name, tags) for selector in positive)
    return chosen and not any(_fits(selector, name, tags) for selector in negative)


def _fits(selector: str, name: str, tags: Collection[str]) -> bool:
    from fnmatch import fnmatchcase

    if selector.startswith(_TAG):
        return selector.removeprefix(_TAG) in tags
    return selector == "all" or fnmatchcase(name, selector)


def paths_in(scope: Scope, paths: Iterable[str]) -> list[str]:
    """Those of these paths that lie in the scope, in their order."""
    wanted = pattern(scope.paths, of_files=True) if scope.paths else None
    unwanted = pattern(scope.exclude) if scope.exclude else None
    result = [path for path in paths if wanted(path)] if wanted else list(paths)
    return [path for path in result if not unwanted(path)] if unwanted else result


def pattern(patterns: Iterable[str], *, of_files: bool = False) -> Callable[[str], bool]:
    """Whether a path fits patterns as a .gitignore file has them: `src/**`, `*.py`, `/setup.py`, `!kept.py`.

    Args:
        patterns: the patterns.
        of_files: whether a last part such as `Dockerfile*`, of signs and wild cards, is a file's name alone, so that
            what lies in a folder `Dockerfiles` does not fit.

    Raises:
        ValueError: when a pattern cannot be used.
    """
    return _compiled(tuple(patterns), of_files=of_files)


@cache
def _compiled(patterns: tuple[str, ...], *, of_files: bool) -> Callable[[str], bool]:
    return plain_test(patterns, of_files=of_files) or _specification(patterns, of_files=of_files)


def _specification(patterns: tuple[str, ...], *, of_files: bool) -> Callable[[str], bool]:
    """The test of patterns of any form."""
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(patterns)
        if of_files:
            spec = GitIgnoreSpec(
                [_of_files(text, item) for text, item in zip(filter(None, patterns), spec.patterns, strict=True)]
            )
    except re.error as error:  # such as `[z-a]`, which pathspec leaves to the expression that it makes
        raise ValueError(str(error)) from error

    def fits(path: str) -> bool:
        try:
            return spec.match_file(path)
        except UnicodeEncodeError:  # a name that is no UTF-8; no pattern can spell it, but a wild card may stand for it
            return spec.match_file(path.encode("utf-8", "replace").decode("utf-8"))

    return fits


def _of_files(text: str, compiled: Any) -> Any:
    """The compiled pattern, without what lies in a folder of the name if the name has both signs and wild cards."""
    last = text.rpartition("/")[2]
    if compiled.include is None or not _WILD.search(last) or not _WILD.sub("", last):
        return compiled
    expression = compiled.regex.pattern.removesuffix(_OR_FOLDER)
    return type(compiled)(re.compile(f"{expression}$"), compiled.include)
