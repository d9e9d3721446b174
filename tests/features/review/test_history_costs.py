"""What comparing long lists and large graphs costs."""

from typing import Any

from costs import require_linear
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.planning.dependencies import graph_of
from wmsgit.model.change import FieldChange
from wmsgit.model.graph import Edge, GraphNode
from wmsgit.model.same import items_gained, items_over, same
from wmsgit.render.graph import render_graph
from wmsgit.render.review_markdown import _items
from wmsgit.render.wording import wording

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from([0.0, 1.0]) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


def labels(count: int, first: int = 0) -> list[Any]:
    return [{"text": f"l{n}"} for n in range(first, first + count)]


def test_long_lists_are_compared_in_linear_time() -> None:
    def compare(count: int) -> None:
        change = FieldChange("comments", labels(count), labels(count, count))
        assert f"+{count}" in str(change)
        assert len(wording(change)[0]) < 10_000
        assert len(_items(change.old, change.new)) < 10_000

    require_linear(compare, 4_000)


@given(st.lists(VALUES, max_size=6), st.lists(VALUES, max_size=6))
def test_items_gained_are_those_that_are_nowhere_the_same(old: list[Any], new: list[Any]) -> None:
    assert items_gained(old, new) == [item for item in new if not any(same(item, other) for other in old)]
    rest = list(old)
    over = []
    for item in new:
        at = next((at for at, other in enumerate(rest) if same(item, other)), None)
        if at is None:
            over.append(item)
        else:
            del rest[at]
    assert items_over(new, old) == over


def test_graph_of_a_chain_is_made_and_printed_in_linear_time() -> None:
    def draw(count: int) -> None:
        nodes = {f"T-{n}": GraphNode(f"T-{n}", "task") for n in range(count)}
        links = [(f"T-{n}", "dependencies", f"T-{n + 1}") for n in range(count - 1)]
        found = graph_of(nodes, [*links, (f"T-{count - 1}", "dependencies", f"T-{count // 2}")])
        assert sum(edge.in_cycle for edge in found.edges) == count - count // 2
        assert sum(1 for _ in render_graph("text", found)) == count + len(found.edges)

    require_linear(draw, 2_000)


LINKS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["x", "y"]), st.sampled_from("abcdef")))


@given(LINKS)
def test_a_reference_is_in_a_circle_when_its_own_field_leads_back(links: list[tuple[str, str, str]]) -> None:
    def reaches(start: str, end: str, field: str) -> bool:
        seen, waiting = {start}, [start]
        for node in waiting:
            for source, name, target in links:
                if source == node and name == field and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return end in seen

    found = graph_of({}, links, everything=True)
    assert set(found.edges) == {Edge(s, f, t, in_cycle=reaches(t, s, f)) for s, f, t in links}
