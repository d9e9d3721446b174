"""Colours of changes: what was lost and what was gained, in a line that `wording` has made."""

import re

from wmsgit.render.text import paint

_LOST = re.compile(r"\[-(.*?)-\]")
_GAINED = re.compile(r"\{\+(.*?)\+\}")
_STEP = re.compile(r"(?P<name>[\w.]+: )(?P<old>.*?) ?→ (?P<new>.*)\Z")
_ITEMS = re.compile(r"(?P<name>[\w.]+: )(?P<gained>\+ .*?)?(?: ?(?P<lost>− .*))?\Z")
_SIGNS = {"+": "green", "−": "red", "~": "cyan", "»": "cyan", "⇒": "magenta"}


def coloured_change(line: str) -> str:
    """A line such as `status: pending → completed` or `labels: + ops − old` with what was lost red, gained green."""
    if "[-" in line or "{+" in line:
        line = _LOST.sub(lambda match: paint(match[0], "red"), line)
        return _GAINED.sub(lambda match: paint(match[0], "green"), line)
    step = _STEP.match(line)
    if step:
        old = f"{paint(step['old'], 'red')} " if step["old"] else ""
        return f"{step['name']}{old}→ {paint(step['new'], 'green')}"
    items = _ITEMS.match(line)
    if items and (items["gained"] or items["lost"]):
        parts = [paint(items["gained"] or "", "green"), paint(items["lost"] or "", "red")]
        return items["name"] + " ".join(filter(None, parts))
    return line


def coloured_headline(line: str) -> str:
    """A record's line after its sign: added green, removed red, changed cyan; what follows from it magenta."""
    bare = line.lstrip()
    sign = bare[:1]
    indent = line[: len(line) - len(bare)]
    return f"{indent}{paint(bare, _SIGNS[sign])}" if sign in _SIGNS else line
