"""The graph of records: the part that is meant, circles, and text that no format trips over."""

import json

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.planning.dependencies import graph_of
from wmsgit.model.graph import Edge, GraphNode, RecordGraph
from wmsgit.render.board import Card, board
from wmsgit.render.graph import render_graph
from wmsgit.render.text import width_of

names = st.sampled_from("ABCDE")


@settings(max_examples=examples(100))
@given(st.sets(st.tuples(names, st.sampled_from(["x", "y"]), names), max_size=12))
def test_a_link_is_in_a_circle_exactly_when_its_field_leads_back(links: set[tuple[str, str, str]]) -> None:
    for edge in graph_of({}, links).edges:
        reached, queue = {edge.target}, [edge.target]
        for one in queue:
            for source, field, target in links:
                if (source, field) == (one, edge.field) and target not in reached:
                    reached.add(target)
                    queue.append(target)
        assert edge.in_cycle == (edge.source in reached)


def test_only_what_a_record_reaches_or_is_reached_from_is_shown() -> None:
    links = [("A", "x", "B"), ("B", "x", "C"), ("D", "x", "C"), ("E", "x", "F")]
    assert [node.id for node in graph_of({}, links, start="B").nodes] == ["A", "B", "C"]


def test_links_between_closed_records_are_left_out_unless_asked_for() -> None:
    nodes = {one: GraphNode(one, "task", status="closed", is_closed=True) for one in "AB"}
    assert graph_of(nodes, [("A", "x", "B")]).edges == ()
    assert len(graph_of(nodes, [("A", "x", "B")], everything=True).edges) == 1


def test_titles_cannot_break_out_of_a_label() -> None:
    nasty = 'a"]\nclick n1 "javascript:x" \\ <b> \x1b[31m'
    graph = RecordGraph(
        (GraphNode("A", "task", nasty, "open"), GraphNode("B", "", exists=False)), (Edge("A", "x", "B", True),)
    )
    mermaid = "".join(render_graph("mermaid", graph))
    label = next(line for line in mermaid.splitlines() if line.startswith("  n1["))
    assert label.count('"') == 2
    assert label.endswith('"]')
    assert "\x1b" not in mermaid
    assert '\\"]' in "".join(render_graph("dot", graph))
    assert json.loads("".join(render_graph("json", graph)))["edges"][0]["in_cycle"] is True
    assert "x (cycle) → B (does not exist)" in "".join(render_graph("text", graph))


def test_a_board_fits_the_terminal_whatever_its_width_and_letters() -> None:
    cards = [Card("T-1", "日本語のタイトル" * 5, "HIGH", "Ann Lee"), Card("T-2", "a" * 200), Card("T-3", "")]
    columns = {"pending": cards, "in_progress": cards[:1], "blocked": []}
    for width in (20, 40, 60, 100, 200):
        assert all(width_of(line.rstrip("\n")) <= width for line in board(columns, width=width))
    assert len(list(board(columns, width=20))) == 3 + 4
    assert "HIGH Ann Lee" in "".join(board(columns, width=100))


def test_a_list_of_cards_fits_the_height_of_the_screen() -> None:
    columns = {status: [Card(f"T-{number}", "x") for number in range(30)] for status in ("a", "b", "c")}
    lines = list(board(columns, width=40, height=23))
    assert len(lines) <= 23
    assert sum("… and" in line for line in lines) == 3
