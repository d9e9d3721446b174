"""Markdown: text that others wrote, made so that it stays text wherever GitHub shows it.

GitHub looks for mentions, references to issues and addresses in the page that it made of the Markdown, so an
escaped `@` still notifies: only what stands in code, or has a mark of no width in it, is left alone
(html-pipeline, `MentionFilter` and `IGNORE_PARENTS`).
"""

import re
from urllib.parse import quote

from wmsgit.model.text import clean, one_line

_WORD_JOINER = "\u2060"
# What CommonMark 0.31 and GFM give a meaning to within a line, and `$`, which begins a formula on GitHub.
_SPECIAL = re.compile(r"[\\`*\[\]<>&~|$!]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# What would begin a list, a heading or a quotation where it stands first.
_LEADING = re.compile(r"[-+#=:]|\d+(?=[.)](?:\s|\Z))")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_BREAKS = re.compile(r"([@#]|://|\bwww\.|\bGH-)", re.IGNORECASE)
_BACKTICKS = re.compile("`+")


def markdown_text(text: str) -> str:
    """`text` on one line as itself: no markup, no HTML, no link, no mention, no reference."""
    line = one_line(text).strip()
    escaped = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), line)
    leading = _LEADING.match(line)
    if leading:
        end = leading.end() - 1 if not leading[0].isdigit() else leading.end()
        escaped = f"{escaped[:end]}\\{escaped[end:]}"
    return _BREAKS.sub(lambda match: f"{match[1][0]}{_WORD_JOINER}{match[1][1:]}", escaped)


def markdown_code(text: str) -> str:
    """`text` on one line as a code span (CommonMark 0.31, section 6.1)."""
    line = one_line(text).replace("\n", " ").strip() or " "
    fence = "`" * (_longest_run(line) + 1)
    gap = " " if "`" in line else ""
    return f"{fence}{gap}{line}{gap}{fence}"


def markdown_block(text: str, *, indent: str) -> str:
    """`text` as a fenced code block, each line indented, ended by a line feed (CommonMark 0.31, section 4.5)."""
    whole = clean(text)
    fence = "`" * max(3, _longest_run(whole) + 1)
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in (f"{fence}text", *whole.split("\n"), fence))


def markdown_link(text: str, path: str, line: int, base: str) -> str:
    """A link to a line of a file; `base` is what stands before the path, and `text` may be anything."""
    place = f"{base.rstrip('/')}/{quote(path)}" if base else quote(path)
    return f"[{markdown_text(text)}]({place}{f'#L{line}' if line else ''})"


def _longest_run(text: str) -> int:
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)
