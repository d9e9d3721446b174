"""Answers hold to their budget, and lose nothing over their pages, whatever records say."""

from hypothesis import given
from hypothesis import strategies as st

from wmsgit.mcp.answer import LEAST_BUDGET, Answer, Item, as_text, fitted

TEXTS = st.text(st.sampled_from('ab `\n"\\<!é\x07\u202e'), max_size=4_000)
ITEMS = st.builds(Item, TEXTS, st.just({"id": "WS-TASK-001"}), st.just("WS-TASK-001"), st.booleans())


@given(st.lists(ITEMS, max_size=6), st.lists(st.text(max_size=900), max_size=4), st.integers(LEAST_BUDGET, 3_000))
def test_every_page_keeps_the_budget_and_every_item_comes(items: list[Item], notices: list[str], budget: int) -> None:
    after, count, places = "", 0, []
    while True:
        page = fitted(Answer(items, notices), budget, after)
        assert len(as_text(page)) <= budget
        count += len(page["items"])
        if "next" not in page:
            break
        after = page["next"]
        places.append(tuple(int(number) for number in f"{after}:0".split(":")[:2]))
    assert count >= len(items)
    assert places == sorted(set(places))


@given(TEXTS.filter(str.strip))
def test_parts_of_a_text_make_the_whole(text: str) -> None:
    item, after, letters = Item(text, {}, "ADR-001"), "", ""
    while True:
        page = fitted(Answer([item]), LEAST_BUDGET, after)
        letters += "".join("\n".join(part["text"].splitlines()[2:-1]) for part in page["items"])
        if "next" not in page:
            break
        after = page["next"]
    assert [letters.count(sign) for sign in "abé"] == [text.count(sign) for sign in "abé"]
