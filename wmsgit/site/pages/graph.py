"""The graph: what waits for what, in layers, with the longest chain and the cycles; and its text for Mermaid."""

from wmsgit.features.planning.dependencies import graph_of
from wmsgit.model.cycles import find_cycles, spell_cycle
from wmsgit.model.graph import GraphNode
from wmsgit.render.graph import render_graph
from wmsgit.schema.kind import Kind
from wmsgit.site.charts.network import Box, layers_of, longest_way, network
from wmsgit.site.layout import empty, heading, section
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.site import Site

_MOST_BOXES = 250
_MOST_EDGES = 1_500
_MOST_NAMED = 30


def graph(site: Site) -> Html:
    """The page."""
    parts: list[Child] = [heading("Graph", "What waits for what. Closed work is left out.")]
    for kind in site.survey.kinds.values():
        links = _open_links(site, kind)
        if links:
            parts += [_of_kind(site, kind, links), _cycles(links), _mermaid(site, kind, links)]
    return join(*parts) if len(parts) > 1 else join(parts[0], empty("Nothing that is open waits for anything."))


def _open_links(site: Site, kind: Kind) -> list[tuple[str, str]]:
    """Who waits for whom, where the one that waits is open."""
    state = site.survey.state
    return [
        (key[1], target)
        for key, targets in sorted(state.awaited.items())
        if key[0] == kind.name and state.is_open(key)
        for target in targets
        if not state.is_closed((kind.name, target))
    ]


def _of_kind(site: Site, kind: Kind, links: list[tuple[str, str]]) -> Html:
    shown = _limited(links)
    state = site.survey.state

    def box(name: str) -> Box:
        key = (kind.name, name)
        if key not in state.records:
            return Box(name, "does not exist", "", "", "missing")
        listed = site.survey.listed(key)
        return Box(name, listed.title, listed.status, site.record_href(key), "closed" if listed.is_closed else "open")

    chain = longest_way(links, layers_of(links))
    names = [join(site.record_link((kind.name, name)), " ") for name in chain[:_MOST_NAMED]]
    words = el("p", f"The longest chain has {len(chain)} records: ", names, class_="note") if chain else None
    note = f"Only {len(shown)} of {len(links)} references are drawn." if len(shown) < len(links) else None
    return section(
        f"{kind.name} records", words, el("p", note, class_="note") if note else None,
        network(f"What waits for what among {kind.name} records", shown, box),
    )  # fmt: skip


def _limited(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    names: set[str] = set()
    result = []
    for link in links[:_MOST_EDGES]:
        if len(names | set(link)) > _MOST_BOXES:
            break
        names |= set(link)
        result.append(link)
    return result


def _cycles(links: list[tuple[str, str]]) -> Html | None:
    ahead: dict[str, list[str]] = {}
    for source, target in links:
        ahead.setdefault(source, []).append(target)
    cycles = find_cycles({name: ahead.get(name, []) for link in links for name in link})
    if not cycles:
        return None
    return el(
        "div", el("h3", "Cycles"), el("ul", [el("li", spell_cycle(cycle)) for cycle in cycles], class_="problems")
    )


def _mermaid(site: Site, kind: Kind, links: list[tuple[str, str]]) -> Html:
    nodes = {}
    for name in {end for link in links for end in link}:
        key = (kind.name, name)
        if key in site.survey.state.records:
            listed = site.survey.listed(key)
            nodes[name] = GraphNode(name, kind.name, listed.title, listed.status, listed.is_closed)
    fields = site.relations.waits.get(kind.name, ("waits for",))
    result = graph_of(nodes, [(source, fields[0], target) for source, target in _limited(links)], everything=True)
    words = "".join(render_graph("mermaid", result))
    button = el("button", "Copy", type="button", data_copy=f"mermaid-{kind.name}", hidden=True)
    source = el("pre", words, id=f"mermaid-{kind.name}", tabindex="0")
    return el("details", el("summary", f"Mermaid text of {kind.name} records"), button, source)
