"""Every transcript in the documentation says what the program does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from places import ROOT
from transcripts import STAGES, comparable, transcripts
from warm_program import warm_program


@pytest.fixture(scope="module")
def program() -> Iterator[Path]:
    with warm_program() as folder:
        yield folder


@pytest.mark.parametrize("page", STAGES)
def test_transcripts_of_a_page_are_what_the_program_says(page: str, program: Path) -> None:
    for transcript in transcripts(page, program):
        assert comparable(transcript.text) == comparable(transcript.today), (
            "read what changed, and make it anew: python tests/project/transcripts.py"
        )


def test_every_transcript_is_run() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]}
    shown = {page for page in pages if "`console\n" in (ROOT / page).read_text(encoding="utf-8")}
    assert shown - {"docs/commands.md"} == set(STAGES)  # that page has each command's examples, and no answers


def test_transcript_with_another_answer_is_not_fresh() -> None:
    assert comparable("$ a\ncommitted 0123456789: 2026-11-23  x\n") == comparable(
        "$ a\ncommitted abcdef0123: 2027-01-02 x"
    )
    assert comparable("$ a\n1 changed\n") != comparable("$ a\n2 changed\n")
