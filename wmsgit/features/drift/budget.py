"""Budgets: how much of a repository's files a scan takes in, so that no file of a stranger's can hang it.

A file beyond a bound is unknown, as one is that cannot be read: a scan says so, and goes on.
"""

from typing import Any

MAX_SOURCE_BYTES = 10 << 20
"""Bytes of a source file: larger ones are made by programs."""
MAX_TEXT_BYTES = 64 << 20
"""Bytes of a file that is searched or counted line by line; it is held in memory three times."""
MAX_SETTINGS_BYTES = 1 << 20
"""Bytes of a configuration file or manifest."""
MAX_DEPTH = 64
"""How deep the data of a configuration file may be nested, as a record's may."""
MAX_ROWS = 10_000
"""Things found in one file, such as lines that fit or imports: each may become a finding."""
MAX_VIOLATIONS = 100_000
"""Violations of one rule in one scan."""
MAX_DEPENDENCIES = 2_000
"""Dependencies of one manifest: each is parsed, which takes up to some milliseconds."""
MAX_REQUIREMENT = 2_000
"""Characters of one requirement."""
MAX_PARTS = 100
"""Parts of one module's name: everything above a module is looked at, too."""
MAX_NAME = 1_000
"""Characters of one module's name."""
MAX_TOKENS = 1_000_000
"""Tokens of a source file; a syntax tree takes up to a kilobyte for each."""
MAX_SPACE = 64
"""White space in the middle of a line of an INI file, of which its reader takes the square."""


def too_much_in(fact: Any) -> str:
    """Why a fact holds more than is kept of one file; empty where it does not."""
    if not isinstance(fact, list):
        return ""
    largest = max([len(fact), *(len(part) for part in fact if isinstance(part, list))])
    return f"it has more than {MAX_ROWS:,} places to look at" if largest > MAX_ROWS else ""


def is_deep(value: Any) -> bool:
    """Whether data is nested deeper than is read. It may be nested as deep as the parsers take it."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [part for item in level for part in _parts(item)]
        if not level:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [part for part in parts if isinstance(part, dict | list)]
