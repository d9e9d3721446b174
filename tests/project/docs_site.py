"""Builds the documentation as a site: `python tests/project/docs_site.py DIR`.

README.md becomes index.html, each page of docs/ a page beside it. Nothing is fetched, and nothing needs a server.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
STYLE = ROOT / "wmsgit" / "site" / "assets" / "site.css"
SOURCES = (
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
    *sorted((ROOT / "docs").rglob("*.md")),
)
_PLAIN_HEADING = re.compile(r"[^\w\- ]")
_RAW = re.compile(r"<!--.*?-->", re.DOTALL)
_OWN = """
main { max-width: 60rem; }
pre { overflow-x: auto; padding: 0.7rem 0.9rem; background: var(--raised); border: 1px solid var(--line); }
table { display: block; overflow-x: auto; }
"""


def build(target: Path) -> list[Path]:
    """Write the pages, and what they show; gives the pages."""
    target.mkdir(parents=True, exist_ok=True)
    (target / "style.css").write_text(STYLE.read_text(encoding="utf-8") + _OWN, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "pictures", target / "docs" / "pictures", dirs_exist_ok=True)
    return [_write(source, target) for source in SOURCES]


def page_of(source: Path) -> str:
    """Where a page of a source lies in the site."""
    inner = source.relative_to(ROOT).as_posix()
    return "index.html" if inner == "README.md" else inner.removesuffix(".md") + ".html"


def _write(source: Path, target: Path) -> Path:
    text = _RAW.sub("", source.read_text(encoding="utf-8"))
    up = "../" * page_of(source).count("/")
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), "wmsgit")
    body = _parser().render(text, {"source": source, "target": target, "up": up, "anchors": {}})
    path = target / page_of(source)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        _SHELL.format(title=escape(title), up=up, links="".join(_navigation(up)), body=body), encoding="utf-8"
    )
    return path


_SHELL = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="{up}style.css"></head>
<body><header class="top"><a class="home" href="{up}index.html">wmsgit</a>
<nav aria-label="Pages"><ul>{links}</ul></nav></header>
<main id="content">{body}</main></body></html>
"""


def _navigation(up: str) -> Iterator[str]:
    for source in SOURCES[1:]:
        if source.parent == ROOT / "docs":
            yield f'<li><a href="{up}{page_of(source)}">{source.stem}</a></li>'


def _parser() -> Any:
    parser: Any = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("link_open", _link)
    return parser


def _heading(self: Any, tokens: list[Any], index: int, _: Any, env: dict[str, Any]) -> str:
    """A heading with the anchor that hosts give it: lower case, hyphens between words, a number at the second."""
    words = "".join(child.content for child in tokens[index + 1].children or ())
    anchor = _PLAIN_HEADING.sub("", words.lower()).replace(" ", "-")
    count = env["anchors"][anchor] = env["anchors"].get(anchor, -1) + 1
    tokens[index].attrSet("id", f"{anchor}-{count}" if count else anchor)
    return str(self.renderToken(tokens, index, {}, env))


def _link(self: Any, tokens: list[Any], index: int, _: Any, env: dict[str, Any]) -> str:
    """A link to a source leads to its page; another file of the repository comes along as it is."""
    link, hash_, anchor = str(tokens[index].attrGet("href")).partition("#")
    if link and ":" not in link:
        file = (env["source"].parent / link).resolve()
        inner = page_of(file) if file in SOURCES else file.relative_to(ROOT).as_posix()
        tokens[index].attrSet("href", f"{env['up']}{inner}{hash_}{anchor}")
        if file not in SOURCES and file.is_file():
            copy = env["target"] / inner
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    return str(self.renderToken(tokens, index, {}, env))


if __name__ == "__main__":
    for built in build(Path(sys.argv[1])):
        sys.stdout.write(f"{built}\n")
