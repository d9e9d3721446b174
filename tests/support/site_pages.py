"""Pages read back: whether they are well-formed, load nothing from elsewhere, run nothing, and lead somewhere."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

VOID = {"meta", "link", "br", "hr", "img", "input"}


class ParsedPage(HTMLParser):
    """A page: its faults, the ids in it, and what it links."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self.labels: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"an attribute stands twice in {tag}")
        self.faults += [f"handler {name}" for name in given if name.startswith("on") or name in {"style", "srcdoc"}]
        if tag == "script" and not given.get("src"):
            self.faults.append("a script stands in the page")
        if tag in {"iframe", "object", "embed", "base", "style"}:
            self.faults.append(f"<{tag}>")
        if "id" in given:
            self.ids.append(str(given["id"]))
        if tag == "a" and "href" in given:
            self.links.append(str(given["href"]))
        if tag in {"script", "img", "link"} and (given.get("src") or given.get("href")):
            self.loads.append(str(given.get("src") or given.get("href")))
        self.labels += [str(given[name]) for name in ("title", "aria-label") if given.get(name)]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def faults_of(folder: Path, path: Path) -> list[str]:
    """What is wrong with a page of a site."""
    page = ParsedPage(path.read_text(encoding="utf-8"))
    faults = list(page.faults)
    faults += [f"id twice: {name}" for name in set(page.ids) if page.ids.count(name) > 1]
    for target in (*page.links, *page.loads):
        if target.startswith("#"):
            faults += [] if target[1:] in page.ids else [f"{target} is not there"]
        elif target.startswith(("http://", "https://")):
            faults += [f"loaded from elsewhere: {target}"] if target in page.loads else []
        elif ":" in target.split("/")[0] and target != "data:,":
            faults.append(f"a link of another sort: {target[:60]}")
        elif not (path.parent / unquote(target.partition("#")[0])).resolve().is_relative_to(folder.resolve()):
            faults.append(f"a link out of the site: {target}")
        elif target != "data:," and not (path.parent / unquote(target.partition("#")[0])).is_file():
            faults.append(f"a link to nowhere: {target}")
    return faults
