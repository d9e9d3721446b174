"""Edits of records as people write them, judged by a reading that is not wmsgit's own."""

import random

import pytest
from edit_cases import Author, changed
from edit_judge import faults
from store_handstyled import SHAPE, TASK

from wmsgit.store.document import read_document
from wmsgit.store.edit import edit


def judge_edit(seed: int) -> None:
    rnd = random.Random(seed)
    text = Author(rnd).text()
    document = read_document(text.encode(), SHAPE)
    intended = changed(rnd, document.data)
    raw = edit(document, intended, TASK)
    wrong = list(faults(text, raw.decode(), intended))
    assert not wrong, f"seed {seed}\n{text}\n=====\n{raw.decode()}\n=====\n{wrong}"
    assert edit(read_document(raw, SHAPE), intended, TASK) == raw


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_edit_keeps_every_comment_beside_its_value(start: int) -> None:
    for seed in range(start, start + 100):
        judge_edit(seed)


@pytest.mark.deep
@pytest.mark.parametrize("start", range(1_000, 21_000, 1_000))
def test_edit_keeps_every_comment_beside_its_value_in_thousands(start: int) -> None:
    for seed in range(start, start + 1_000):
        judge_edit(seed)
