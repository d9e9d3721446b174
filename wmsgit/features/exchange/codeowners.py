"""CODEOWNERS: the lines by which hosts ask the owners of placements for reviews, kept between two marks of a file.

The syntax is GitHub's ("About code owners"): patterns as in .gitignore, without `!`, `[ ]` and an escaped `#`; the
last line that fits a file holds; an owner is `@NAME`, `@GROUP/TEAM` or an address.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where hosts look for the file, the first that is there; a new one is made in the first place."""
_BEGIN, _END = "# >>> wmsgit >>>", "# <<< wmsgit <<<"
_NOTE = "# 'wmsgit export codeowners' keeps these lines: they are the owned_paths of placements."
_OWNER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*|[^@\s#]+@[^@\s#]+\.[^@\s#]+")
_BLOCK = re.compile(rf"{re.escape(_BEGIN)}\n.*?{re.escape(_END)}\n", re.DOTALL)

Resolve = Callable[[str], str]
"""The owner as a host knows it, of a name that a record has; empty where that is not known."""


def as_owner(name: str) -> str:
    """A name that is an owner as it stands; empty for any other."""
    return name if _OWNER.fullmatch(name) else ""


def codeowners(
    placements: Iterable[Mapping[str, Any]], everything: Iterable[str], resolve: Resolve = as_owner
) -> tuple[list[str], list[str]]:
    """The lines of a repository, the broadest pattern first, and what could not be said in them.

    Args:
        placements: the data of the repository's placements that are in force.
        everything: the repository's own owners, who have what no placement with owners has.
        resolve: makes a host's owner of a name.
    """
    owners: dict[str, set[str]] = {"*": set(everything)} if any(everything) else {}
    for data in placements:
        for pattern in data.get("owned_paths") or ():
            if data.get("owners"):
                owners.setdefault(str(pattern), set()).update(map(str, data["owners"]))
    lines: list[str] = []
    problems: list[str] = []
    for pattern in sorted(owners, key=_breadth):
        known = sorted({resolve(name) for name in owners[pattern]} - {""})
        problems += [f"{name}: no @NAME and no address" for name in sorted(owners[pattern]) if not resolve(name)]
        if not _is_usable(pattern):
            problems.append(f"{pattern}: CODEOWNERS has no such pattern")
        elif known:
            lines.append(" ".join([pattern.replace(" ", "\\ "), *known]))
    return lines, list(dict.fromkeys(problems))


def with_lines(text: str, lines: Iterable[str]) -> str:
    """A CODEOWNERS file whose marked lines are these, without the marks where there are none; no other byte changes."""
    newline = "\r\n" if "\r\n" in text else "\n"
    kept = list(lines)
    block = "".join(f"{line}\n" for line in (_BEGIN, _NOTE, *kept, _END)) if kept else ""
    plain = text.replace("\r\n", "\n")
    if _BLOCK.search(plain):
        result = _BLOCK.sub(lambda _: block, plain, count=1)
    else:
        result = plain + ("\n" if plain and block and not plain.endswith("\n") else "") + block
    return result.replace("\n", newline)


def _is_usable(pattern: str) -> bool:
    return pattern.isprintable() and not pattern.startswith(("!", "#")) and not set(pattern) & set("[]\\")


def _breadth(pattern: str) -> tuple[int, int, str]:
    """What a pattern is sorted by: those that name more folders, and more letters, hold for less."""
    names = [part for part in pattern.strip("/").split("/") if part.strip("*")]
    return len(names), len(pattern.replace("*", "")), pattern
