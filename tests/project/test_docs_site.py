"""The documentation as a site: every link of every page leads to a page, a file or an anchor that is there."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from docs_site import SOURCES, build


class Page(HTMLParser):
    """The links and the anchors of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.links, self.anchors = path, set[str](), set[str]()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (tag, name) in {("a", "href"), ("img", "src"), ("link", "href")}:
                self.links.add(value)
            if value and name == "id":
                self.anchors.add(value)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    built = build(tmp_path_factory.mktemp("docs"))
    return {path.resolve(): Page(path) for path in built}


def test_every_source_has_its_page_and_every_link_leads_somewhere(pages: dict[Path, Page]) -> None:
    assert len(pages) == len(SOURCES)
    lost = [
        f"{page.path.name}: {link}" for page in pages.values() for link in page.links if not leads(page, link, pages)
    ]
    assert lost == []


def leads(page: Page, link: str, pages: dict[Path, Page]) -> bool:
    path, _, anchor = link.partition("#")
    if ":" in path:
        return path.startswith(("https://", "data:"))
    target = (page.path.parent / path).resolve() if path else page.path.resolve()
    return target.exists() and (not anchor or anchor in pages[target].anchors)
