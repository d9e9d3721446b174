"""Canonical form: with `--fmt`, records that `wmsgit fmt` would lay out otherwise."""

from collections.abc import Callable

from wmsgit.model.finding import Finding

CODE = "FORMAT"


def format_findings(path: str, text: bytes, formatted: Callable[[bytes], bytes]) -> list[Finding]:
    """A warning at the first line that the canonical form has otherwise; none where the text is canonical."""
    wanted = formatted(text)
    if wanted == text:
        return []
    line = _first_difference(text.splitlines(keepends=True), wanted.splitlines(keepends=True))
    return [Finding(path, line, 1, CODE, "not in canonical form", "warning", "records not in canonical form")]


def _first_difference(lines: list[bytes], wanted: list[bytes]) -> int:
    pairs = zip(lines, wanted, strict=False)
    same = next((number for number, pair in enumerate(pairs) if pair[0] != pair[1]), None)
    return 1 + (min(len(lines), len(wanted)) if same is None else same)
