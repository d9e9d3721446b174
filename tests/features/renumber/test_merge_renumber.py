"""Renumbering as values: which records collide, and which values follow."""

import json

from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.renumber.collisions import Collision, Move, collisions, renumbered
from wmsgit.model.record import Data
from wmsgit.schema.registry import Registry, packaged_schemas

KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
TASK, SESSION = KINDS["task"], KINDS["session"]
MOVE = Move("task", "WS-TASK-005", "WS-TASK-009", "task")


def paths(*names: str) -> list[str]:
    return [f"records/{name}.yaml" for name in names]


def test_record_of_ours_collides_in_any_case_and_across_kinds() -> None:
    ours = paths("tasks/A-1", "tasks/a-2", "issues/A-3", "tasks/A-4")
    theirs = paths("tasks/A-1", "tasks/A-2", "tasks/2026/A-3", "tasks/A-5")
    assert collisions(ours, (), theirs) == [
        Collision(f"records/{one}.yaml", f"records/{other}.yaml")
        for one, other in (("tasks/A-1", "tasks/A-1"), ("tasks/a-2", "tasks/A-2"), ("issues/A-3", "tasks/2026/A-3"))
    ]


def test_record_that_was_there_before_does_not_collide_even_when_it_was_moved() -> None:
    before = paths("tasks/A-1", "tasks/A-2")
    assert collisions(paths("tasks/A-1", "tasks/2026/A-2"), before, before) == []


def test_record_of_ours_collides_after_a_merge_where_both_files_stand_side_by_side() -> None:
    theirs = paths("tasks/A-1")
    ours = paths("tasks/A-1", "issues/a-1")
    assert [one.path for one in collisions(ours, theirs, theirs)] == paths("issues/a-1")


def test_references_follow_at_any_depth_and_texts_where_the_id_stands_alone() -> None:
    data: Data = {
        "id": "WS-TASK-006",
        "title": "After WS-TASK-005",
        "dependencies": ["WS-TASK-001", "WS-TASK-005"],
        "notes": "WS-TASK-005. WS-TASK-0051, X-WS-TASK-005, (WS-TASK-005): WS-TASK-005.b",
        "related_files": ["records/tasks/WS-TASK-005.yaml"],
        "comments": [{"at": "2026-01-01T00:00:00Z", "by": "ann", "text": "see WS-TASK-005\nand ws-task-005"}],
        "metadata": {"deep": [{"x": ["WS-TASK-005"]}]},
    }
    new = renumbered(TASK, data, [MOVE])
    assert new["title"] == "After WS-TASK-009"
    assert new["dependencies"] == ["WS-TASK-001", "WS-TASK-009"]
    assert new["notes"] == "WS-TASK-009. WS-TASK-0051, X-WS-TASK-005, (WS-TASK-009): WS-TASK-005.b"
    assert new["related_files"] == ["records/tasks/WS-TASK-009.yaml"]
    assert new["comments"][0]["text"] == "see WS-TASK-009\nand ws-task-005"
    assert new["metadata"] == {"deep": [{"x": ["WS-TASK-009"]}]}


def test_what_the_base_says_stays() -> None:
    base: Data = {"dependencies": ["WS-TASK-005", "WS-TASK-001"], "notes": "one\nWS-TASK-005\n", "goal": "WS-TASK-005"}
    data: Data = {
        "dependencies": ["WS-TASK-001", "WS-TASK-005"],
        "notes": "WS-TASK-005 too\nWS-TASK-005\n",
        "goal": "WS-TASK-005",
        "next_step": "WS-TASK-005",
    }
    assert renumbered(TASK, data, [MOVE], base) == {
        "dependencies": ["WS-TASK-001", "WS-TASK-005"],
        "notes": "WS-TASK-009 too\nWS-TASK-005\n",
        "goal": "WS-TASK-005",
        "next_step": "WS-TASK-009",
    }


def test_item_that_was_changed_is_compared_with_what_it_was() -> None:
    base: Data = {"activities": [{"time": "2026-01-01T00:00:00Z", "description": "about WS-TASK-005"}]}
    data: Data = {
        "activities": [
            {"time": "2026-01-01T00:00:00Z", "description": "about WS-TASK-005", "outcome": "WS-TASK-005 done"},
            {"time": "2026-01-02T00:00:00Z", "description": "about WS-TASK-005"},
        ]
    }
    first, second = renumbered(SESSION, data, [MOVE], base)["activities"]
    assert (first["description"], first["outcome"]) == ("about WS-TASK-005", "WS-TASK-009 done")
    assert second["description"] == "about WS-TASK-009"


def test_reference_to_the_kind_that_keeps_the_id_stays() -> None:
    move = Move("task", "X-1", "X-2", "issue")
    data: Data = {"decisions": ["X-1"], "issues_found": ["X-1"], "activities": [{"description": "X-1"}]}
    assert renumbered(SESSION, data, [move]) == {
        "decisions": ["X-2"],
        "issues_found": ["X-1"],
        "activities": [{"description": "X-2"}],
    }


def test_id_that_reads_like_a_word_is_left_alone_in_texts() -> None:
    data: Data = {"title": "Mend the api", "repos_affected": ["api", "all"]}
    moved = renumbered(TASK, data, [Move("repo", "api", "core"), Move("repo", "all", "every")])
    assert moved == {"title": "Mend the api", "repos_affected": ["core", "all"]}


WORDS = st.lists(st.sampled_from(["A-1", "A-2", "A-3", "A-11", "see", "A-1.", "\n"]), max_size=6).map(" ".join)
IDS = st.lists(st.sampled_from(["A-1", "A-2", "A-3", "A-4"]), unique=True, max_size=3)
DATA = st.fixed_dictionaries(
    {}, optional={"title": WORDS, "notes": WORDS, "dependencies": IDS, "metadata": st.lists(WORDS, max_size=2)}
)
SWAP = [Move("task", "A-1", "A-2"), Move("task", "A-2", "A-1")]


@given(DATA)
def test_moves_that_are_taken_back_leave_everything_as_it_was(data: Data) -> None:
    there = renumbered(TASK, data, SWAP)
    assert renumbered(TASK, there, SWAP) == data
    assert json.dumps(there).count("A-3") == json.dumps(data).count("A-3")


@given(DATA, DATA)
def test_what_differs_from_the_base_in_nothing_stays_and_the_rest_names_no_old_id(data: Data, base: Data) -> None:
    move = [Move("task", "A-1", "A-9")]
    assert renumbered(TASK, data, move, data) is data
    assert "A-1" not in renumbered(TASK, data, move).get("dependencies", [])
    kept = renumbered(TASK, data, move, base).get("dependencies", [])
    assert ("A-1" in kept) == ("A-1" in data.get("dependencies", []) and "A-1" in base.get("dependencies", []))
