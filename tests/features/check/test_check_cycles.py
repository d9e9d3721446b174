"""Cycles: found exactly when there are any, each once, whatever the size."""

from collections.abc import Mapping
from itertools import pairwise

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.check.checks.cycles import cycle_findings
from wmsgit.model.cycles import cycle_through, find_cycles, spell_cycle

NODES = "ABCDEFG"
graphs = st.dictionaries(
    st.sampled_from(NODES), st.lists(st.sampled_from(NODES + "X"), max_size=4), min_size=1, max_size=7
)


def elementary_cycles(graph: Mapping[str, list[str]]) -> set[tuple[str, ...]]:
    """All elementary cycles, by trying every way: the reference."""
    found: set[tuple[str, ...]] = set()

    def walk(way: tuple[str, ...]) -> None:
        for target in graph[way[-1]]:
            if target == way[0]:
                found.add(way)
            elif target in graph and target not in way and target > way[0]:
                walk((*way, target))

    for node in graph:
        walk((node,))
    return found


def edges(cycle: tuple[str, ...]) -> set[tuple[str, str]]:
    return set(pairwise((*cycle, cycle[0])))


@given(graphs)
@settings(max_examples=examples(300), deadline=None)
def test_find_cycles_gives_real_cycles_that_cover_every_cyclic_edge(graph: dict[str, list[str]]) -> None:
    reference = elementary_cycles(graph)
    found = find_cycles(graph)
    assert set(found) <= reference
    assert len(found) == len(set(found))
    covered = {edge for cycle in found for edge in edges(cycle)}
    assert covered == {edge for cycle in reference for edge in edges(cycle)}


@given(graphs, st.randoms(use_true_random=False))
@settings(max_examples=examples(100), deadline=None)
def test_find_cycles_gives_the_same_whatever_order_the_nodes_come_in(graph, random) -> None:
    shuffled = list(graph.items())
    random.shuffle(shuffled)
    assert find_cycles(dict(shuffled)) == find_cycles(graph)


@given(graphs)
@settings(max_examples=examples(100), deadline=None)
def test_cycle_through_a_node_is_real_and_found_where_there_is_any(graph: dict[str, list[str]]) -> None:
    on_cycles = {node for cycle in elementary_cycles(graph) for node in cycle}
    for node in graph:
        cycle = cycle_through(graph, node)
        assert bool(cycle) == (node in on_cycles)
        if cycle:
            assert cycle[0] == node
            assert all(target in graph[source] for source, target in edges(cycle))


def test_find_cycles_copes_with_a_ring_of_100_000_nodes() -> None:
    size = 100_000
    ring = {f"{number:06}": [f"{(number + 1) % size:06}"] for number in range(size)}
    (cycle,) = find_cycles(ring)
    assert len(cycle) == size
    assert cycle[0] == "000000"


def test_find_cycles_copes_with_a_chain_of_20_000_nodes() -> None:
    size = 20_000
    assert find_cycles({str(number): [str(number + 1)] for number in range(size)}) == []


def test_find_cycles_is_bounded_where_every_node_leads_to_every_other() -> None:
    nodes = [str(number) for number in range(300)]
    assert len(find_cycles(dict.fromkeys(nodes, nodes))) == 100


def test_spell_cycle_prints_the_way_back() -> None:
    assert spell_cycle(["A", "B"]) == "A → B → A"
    assert spell_cycle(["A"]) == "A → A"


def test_spell_cycle_leaves_out_the_middle_of_a_long_one() -> None:
    words = spell_cycle([f"T{number}" for number in range(100)])
    assert words.startswith("T0 → T1 → ")
    assert "… (88 more) …" in words
    assert words.endswith("T99 → T0")


def test_cycle_of_dependencies_is_reported_once_at_the_reference(kinds, record, place) -> None:
    files = [
        record("task", "T-3", dependencies=["T-1"]),
        record("task", "T-1", dependencies=["T-9", "T-2"]),
        record("task", "T-2", dependencies=["T-3"]),
        record("task", "T-4", dependencies=["T-1"]),
    ]
    (finding,) = cycle_findings(files, kinds, place)
    assert str(finding) == ("records/tasks/T-1.yaml:2:2: CYCLE a cycle of dependencies: T-1 → T-2 → T-3 → T-1")
    assert finding.level == "error"


def test_cycles_of_each_kind_and_field_are_apart(kinds, risk, record, place) -> None:
    files = [
        record("adr", "ADR-1", supersedes=["ADR-2"]),
        record("adr", "ADR-2", supersedes=["ADR-1"]),
        record("risk", "R-1", parent="R-1"),
        record("task", "T-1", dependencies=["T-2"]),
        record("task", "T-2", blocked_by=["T-1"]),
    ]
    messages = [finding.message for finding in cycle_findings(files, {**kinds, "risk": risk}, place)]
    assert messages == ["a cycle of supersedes: ADR-1 → ADR-2 → ADR-1", "a cycle of parent: R-1 → R-1"]


def test_an_id_in_another_case_is_meant_only_where_no_record_has_it_as_it_is_spelled(kinds, record, place) -> None:
    files = [
        record("task", "T-1"),
        record("task", "T-2", dependencies=["t-2"]),
        record("task", "t-1", dependencies=["T-1"]),
    ]
    messages = [finding.message for finding in cycle_findings(files, kinds, place)]
    assert messages == ["a cycle of dependencies: T-2 → T-2"]
