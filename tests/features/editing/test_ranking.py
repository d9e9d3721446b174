"""The order in which records are offered: kept record by record, it is that of all of them sorted anew."""

from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.editing.ranking import Ranking
from wmsgit.features.editing.record_line import RecordLine


def line(number: int, title: str = "", repo: str = "", *, closed: bool = False) -> RecordLine:
    name = f"WS-TASK-{number:03d}"
    repos = (repo,) if repo else ()
    lowered = f"{name} {title}".lower()
    return RecordLine(name, "task", f"records/tasks/{name}.yaml", title, "", closed, repos, lowered)


def ids(lines: list[RecordLine]) -> list[int]:
    return [int(item.id.rpartition("-")[2]) for item in lines]


LINES = st.builds(
    line,
    st.integers(1, 8),
    st.sampled_from(["", "keys", "a lock"]),
    st.sampled_from(["", "core"]),
    closed=st.booleans(),
)


@given(st.lists(LINES, max_size=20), st.sampled_from([[], ["key"], ["ws", "lock"]]))
def test_order_that_is_kept_is_that_of_all_records(changes: list[RecordLine], words: list[str]) -> None:
    now: dict[str, RecordLine] = {}
    kept = Ranking()
    for new in changes:
        old = now.get(new.path)
        if old:
            kept.discard(old)
        kept.add(new)
        now[new.path] = new
    anew = Ranking(now.values())
    assert list(kept) == list(anew)
    assert kept.best(words, ["core"], "The keys", 5) == anew.best(words, ["core"], "The keys", 5)


@given(st.lists(LINES, max_size=20), st.sampled_from([["key"], ["ws", "lock"], ["0"], ["none"]]))
def test_search_through_one_text_is_that_through_each(changes: list[RecordLine], words: list[str]) -> None:
    many = [line(number, "a lock" if number % 50 else "keys", closed=number % 3 == 0) for number in range(100, 3000)]
    kept, now = Ranking(many), {item.path: item for item in many}
    kept.best(["lock"], [], "", 1)
    for new in changes:
        if new.path in now:
            kept.discard(now[new.path])
        kept.add(new)
        now[new.path] = new
    expected = [item for item in Ranking(now.values()) if all(word in item.lowered for word in words)]
    assert kept.best(words, [], "", 4000) == expected


def test_open_ones_come_first_then_the_same_repository_then_titles_then_the_newest() -> None:
    lines = [
        line(1, "Rotate the signing keys", "core", closed=True),
        line(2, "Rotate the signing keys"),
        line(3, "Something else", "core"),
        line(4, "Signing in the adapter", "core"),
        line(5, "A new thing"),
        line(6, "A newer thing"),
    ]
    ranking = Ranking(lines)
    assert ids(ranking.best([], ["core"], "Keep the signing keys", 9)) == [4, 3, 2, 6, 5, 1]
    assert ids(ranking.best(["sign"], [], "", 9)) == [4, 2, 1]
    assert ids(ranking.best([], ["core"], "", 2)) == [4, 3]
