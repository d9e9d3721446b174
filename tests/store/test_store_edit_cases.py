"""Edits by case files: a new case is a folder `tests/cases/edits/<name>/`.

`before.yaml` is the record, `change.yaml` has the fields that change (null removes one), `after.yaml` is the result,
byte for byte.
"""

from pathlib import Path

import pytest
import yaml
from store_handstyled import SHAPE, TASK

from wmsgit.store.document import read_document
from wmsgit.store.edit import edit

CASES = sorted((Path(__file__).parent.parent / "cases" / "edits").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_edit_gives_what_the_case_says(case: Path) -> None:
    before = read_document((case / "before.yaml").read_bytes(), SHAPE)
    change = yaml.safe_load((case / "change.yaml").read_text())
    after = edit(before, before.data | change, TASK)
    assert after.decode() == (case / "after.yaml").read_bytes().decode()
    assert edit(read_document(after, SHAPE), before.data | change, TASK) == after
