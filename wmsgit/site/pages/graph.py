"""The graph: what waits for what, in layers, with the longest chain and the cycles; and its text for Mermaid."""

from collections.abc import Mapping

from wmsgit.features.planning.dependencies import graph_of
from wmsgit.model.cycles import find_cycles, spell_cycle
from wmsgit.model.graph import GraphNode
from wmsgit.model.groups import grouped
from wmsgit.render.graph import render_graph
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.charts.network import Box, Link, in_cycles, layers_of, longest_way, network
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
            keys = {key[1]: key for link in links for key in link}
            names = [(waiter[1], target[1]) for waiter, target in links]
            parts += [_of_kind(site, kind, names, keys), _cycles(names), _mermaid(site, kind, names, keys)]
    return join(*parts) if len(parts) > 1 else join(parts[0], empty("Nothing that is open waits for anything."))


def box_of(site: Site, key: Key, this: Key | None = None) -> Box:
    """A record as a box; that of the page on which it stands links nothing."""
    if key not in site.survey.state.records:
        return Box(key[1], "does not exist", "", "", "missing")
    listed = site.survey.listed(key)
    sort = "this" if key == this else "closed" if listed.is_closed else "open"
    mark = site.base.marks.get(key, "") if site.base else ""
    return Box(key[1], listed.title, listed.status, site.record_href(key) if key != this else "", sort, mark)


def _open_links(site: Site, kind: Kind) -> list[tuple[Key, Key]]:
    """Which record of a kind waits for which, where the one that waits is open and the other is not closed."""
    state = site.survey.state
    awaited, closed = state.awaited, state.closed
    waiting = sorted(key for key in site.open_of(kind) if key in awaited) if kind.name in site.relations.waits else ()
    links = ((key, state.awaited_key(key, target)) for key in waiting for target in awaited[key])
    return [link for link in links if link[1] not in closed]


def _of_kind(site: Site, kind: Kind, links: list[Link], keys: Mapping[str, Key]) -> Html:
    shown = _limited(links)
    chain = site.piece(("chain", kind.name), links, lambda: longest_way(links, layers_of(links)))
    names = [join(" → " if place else None, site.record_link(keys[name])) for place, name in enumerate(chain)]
    begin = f"The longest chain has {len(chain)} records, each of which waits for the next: "
    words = el("p", begin, names[:_MOST_NAMED], class_="note") if chain else None
    note = f"Only {len(shown)} of {len(links)} references are drawn." if len(shown) < len(links) else None
    title = f"What waits for what among {kind.name} records"
    records = [site.survey.state.records.get(keys[name]) for link in shown for name in link]
    drawing = site.piece(
        ("network", kind.name), (shown, records), lambda: network(title, shown, lambda name: box_of(site, keys[name]))
    )
    return section(f"{kind.name} records", words, el("p", note, class_="note") if note else None, drawing)


def _limited(links: list[Link]) -> list[Link]:
    names: set[str] = set()
    result = []
    for link in links[:_MOST_EDGES]:
        if len(names | set(link)) > _MOST_BOXES:
            break
        names |= set(link)
        result.append(link)
    return result


def _cycles(links: list[Link]) -> Html | None:
    if not in_cycles(links):
        return None
    ahead = grouped(links)
    cycles = find_cycles({name: ahead.get(name, []) for link in links for name in link})
    return el(
        "div", el("h3", "Cycles"), el("ul", [el("li", spell_cycle(cycle)) for cycle in cycles], class_="problems")
    )


def _mermaid(site: Site, kind: Kind, links: list[Link], keys: Mapping[str, Key]) -> Html:
    nodes, drawn = {}, _limited(links)
    for key in (keys[name] for name in {end for link in drawn for end in link}):
        if key in site.survey.state.records:
            listed = site.survey.listed(key)
            nodes[key[1]] = GraphNode(key[1], key[0], listed.title, listed.status, listed.is_closed)
    fields = site.relations.waits.get(kind.name, ("waits for",))
    result = graph_of(nodes, [(source, fields[0], target) for source, target in drawn], everything=True)
    words = "".join(render_graph("mermaid", result))
    button = el("button", "Copy", type="button", data_copy=f"mermaid-{kind.name}", hidden=True)
    source = el("pre", words, id=f"mermaid-{kind.name}", tabindex="0")
    return el("details", el("summary", f"Mermaid text of {kind.name} records"), button, source)
