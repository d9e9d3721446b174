"""Pages: where the documentation that came with this program lies."""

from functools import cache
from pathlib import Path

_CODES = "codes.md"


def documentation() -> Path:
    """The folder of the pages: inside the installed package, or beside its source."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_docs"
    return inside if inside.is_dir() else package.parent / "docs"


@cache
def code_lines() -> dict[str, int]:
    """Code of findings → the line, counted from 1, at which the page on codes explains it. Empty without that page."""
    try:
        lines = code_page().read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    heads = ((number, line) for number, line in enumerate(lines, 1) if line.startswith("### `"))
    return {line.strip("#` "): number for number, line in heads}


def code_page() -> Path:
    """The page that says of each code what it means."""
    return documentation() / _CODES
