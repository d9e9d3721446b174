"""Edits that an author made by hand, made anew by wmsgit: it changes no more lines than the author did."""

import random
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import pytest
import yaml
from edit_cases import WORDS, Author, fresh
from edit_judge import Place, data_of, places_of
from store_handstyled import SHAPE, TASK

from wmsgit.store.document import read_document
from wmsgit.store.edit import edit
from wmsgit.store.refusal import UnreadableError

Lines = list[str]


def lines_of(place: Place, text: str) -> tuple[int, int]:
    """The first line of an entry, and the one below its last."""
    return text.count("\n", 0, place.start), text.count("\n", 0, len(text[: place.end].rstrip())) + 1


def removed(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    """Without the entry, the comments above it and one of the blank lines around it."""
    while start > 1 and lines[start - 1].lstrip().startswith("# c"):
        start -= 1
    if lines[start - 1] == "" and (end == len(lines) or lines[end] == ""):
        start -= 1
    return lines[:start] + lines[end:]


def doubled(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    """The entry once more below it, with another value."""
    first = lines[start].split("#")[0].rstrip()
    head = first[: first.index("- ") + 2] if "- " in first else first[: len(first) - len(first.lstrip())] + "added: "
    gap = [""] if "- " in first and lines[start - 1] == "" else []
    return [*lines[:end], *gap, f"{head}{fresh(rnd)}", *lines[end:]]


def moved_down(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    """Below the entry of one line that follows, or else gone."""
    below = lines[end : end + 1]
    indents = [indent_of(line) for line in (lines[start], *below, *lines[end + 1 : end + 2])]
    if indents[:1] != indents[1:2] or indents[1:2] < indents[2:] or not lines[end].strip():
        return removed(rnd, lines, start, end)
    return [*lines[:start], *below, *lines[start:end], *lines[end + 1 :]]


def indent_of(line: str = "") -> int:
    return len(line) - len(line.lstrip(" "))


def rewritten(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    bare = lines[start].split(" #")[0].rstrip()
    head, sign, _ = bare.partition("- ") if bare.lstrip().startswith("- ") else bare.partition(":")
    sign = ": " if sign == ":" else sign
    return [*lines[:start], f"{head}{sign}{fresh(rnd)}", *lines[end:]]


def reworded(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    """Another value; of a key with the comment that stood behind the old one."""
    hash_at = lines[start].find(" # ")
    tail = lines[start][hash_at:] if hash_at >= 0 and end == start + 1 else ""
    new = rewritten(rnd, lines, start, end)
    if not lines[start].lstrip().startswith("- "):
        new[start] += tail
    return without_comments_above(new, start)


def without_comments_above(lines: Lines, start: int) -> Lines:
    """Without the comments that are said of an item that gave way to another."""
    while lines[start].lstrip().startswith("- ") and lines[start - 1].lstrip().startswith("# c"):
        start -= 1
        del lines[start]
    return lines


def commented_out(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    indent = " " * indent_of(lines[start])
    return [*lines[:start], *(f"{indent}# {line[len(indent) :]}".rstrip() for line in lines[start:end]), *lines[end:]]


def other_word(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    """One word of one line is another one; a comment is left alone."""
    code = [line.partition(" #")[0] for line in lines[start:end]]
    words = [(number, word) for number, line in enumerate(code) for word in WORDS if f" {word} " in f"{line} "]
    if not words:
        return lines
    number, word = rnd.choice(words)
    changed = code[number].replace(word, "other", 1) + lines[start + number][len(code[number]) :]
    return [*lines[: start + number], changed, *lines[start + number + 1 :]]


def requoted(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    """Another value in other quotes."""
    new = rewritten(rnd, lines, start, end)
    head, sign, value = new[start].partition("new ")
    quote = rnd.choice("'\"")
    return without_comments_above([*new[:start], f"{head}{quote}{sign}{value}{quote}", *new[start + 1 :]], start)


def renamed(rnd: random.Random, lines: Lines, start: int, end: int) -> Lines:
    key, colon, rest = lines[start].partition(":")
    return [*lines[:start], f"{key.rstrip()}_{rnd.randrange(99)}{colon}{rest}", *lines[start + 1 :]]


def is_yaml(text: str) -> bool:
    try:
        data_of(text)
    except yaml.YAMLError:
        return False
    return True


def author_edit(rnd: random.Random, text: str) -> str:
    """One or two changes of lines, as an editor of text makes them."""
    for _ in range(rnd.randrange(1, 3)):
        if not is_yaml(text):
            return text
        places = [place for place in places_of(text) if not place.in_flow and place.way != ("id",)]
        # Who takes an item's first key away moves its dash, which is another edit than these.
        places = [
            place
            for place in places
            if not (isinstance(place.way[-1], str) and text[: place.start].rstrip(" ").endswith("-"))
        ]
        siblings = Counter(place.way[:-1] for place in places)
        places = [place for place in places if siblings[place.way[:-1]] > 1]  # nobody leaves an empty list
        if places:
            place = rnd.choice(places)
            kinds: list[Callable[..., Lines]] = [removed, doubled, moved_down, reworded]
            kinds += [commented_out, other_word, requoted]
            kinds += (
                [renamed]
                if place.way[0] == "metadata" and len(place.way) > 1 and isinstance(place.way[-1], str)
                else []
            )
            text = "\n".join(rnd.choice(kinds)(rnd, text.split("\n"), *lines_of(place, text)))
    return text


def changed_lines(before: str, after: str) -> int:
    """How many lines went or came; blank ones do as the neighbours have it, which an author may forget."""
    old, new = ([line for line in text.splitlines() if line.strip()] for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return sum((b - a) + (d - c) for step, a, b, c, d in matcher.get_opcodes() if step != "equal")


def replay(seed: int) -> tuple[int, int, Any] | None:
    """Lines that the author changed, and wmsgit; None where the author's text is no record or says the same."""
    rnd = random.Random(seed)
    before = Author(rnd).text().removeprefix("\ufeff").replace("\r\n", "\n")
    after = author_edit(rnd, before)
    document = read_document(before.encode(), SHAPE)
    try:
        intended = read_document(after.encode(), SHAPE).data
    except UnreadableError:
        return None
    if intended == document.data or not is_yaml(after):
        return None
    result = edit(document, intended, TASK).decode()
    return changed_lines(before, after), changed_lines(before, result), (before, after, result)


def test_edit_changes_no_more_lines_than_the_author_did() -> None:
    replays = [found for seed in range(450) if (found := replay(seed)) is not None]
    assert len(replays) >= 250
    worse = [found for found in replays if found[1] > found[0]]
    assert len(worse) <= 0.02 * len(replays)


@pytest.mark.deep
def test_edit_changes_no_more_lines_than_the_author_did_in_thousands() -> None:
    replays = [found for seed in range(10_000) if (found := replay(seed)) is not None]
    assert sum(mine > authors for authors, mine, _ in replays) <= 0.02 * len(replays)
