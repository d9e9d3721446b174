"""Records as people write them, three versions of one, and what an independent reader says of their merge.

Every comment names what it speaks of (`# on lab3`), every value is its own word, so that the judge needs nothing of the
program: PyYAML reads, `git merge-file` merges, and the rules of the fields are written here once more, plainly.
"""

import random
import re
import subprocess
from ast import literal_eval
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

STRING = {"type": "string"}
OBJECTS = {"type": "array", "items": {"type": "object", "properties": {"v": STRING}}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": STRING, "title": STRING, "status": STRING, "goal": STRING, "notes": STRING,
        "labels": {"type": "array", "items": STRING, "x-wmsgit": {"merge": "set"}},
        "refs": {"type": "array", "items": STRING, "x-wmsgit": {"references": "task"}},
        "steps": {"type": "array", "items": STRING},
        "rules": {"type": "array", "items": {"type": "object", "properties": {"id": STRING, "a": STRING}}},
        "tiers": OBJECTS,
        "metadata": {"type": "object"},
    },
}  # fmt: skip
SETS, LISTS, KEYED, FREE = ("labels", "refs"), ("steps",), ("rules",), ("tiers",)
SCALARS = ("title", "status", "goal")


@dataclass
class Part:
    """An entry of a mapping or an item of a list: what it is called, its comments, its value.

    `value` is a text, a list of lines of a long text, or the parts of a mapping or a list (`sort`).
    """

    name: str
    value: Any
    sort: str = "scalar"
    above: list[str] = field(default_factory=list)
    tail: str = ""
    quote: str = ""


class Maker:
    """Makes a record, and versions of it that share its words."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.count = 0
        self.indent = rnd.choice(["  ", ""])

    def word(self, stem: str = "v") -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def record(self) -> list[Part]:
        rnd = self.rnd
        parts = [Part("id", "A-1")]
        parts += [self.entry(name, self.word()) for name in SCALARS if rnd.random() < 0.7]
        for name in (*SETS, *LISTS):
            if rnd.random() < 0.6:
                items = [self.item(self.word("w")) for _ in range(rnd.randrange(1, 7))]
                parts.append(Part(name, items, rnd.choice(["list", "list", "flow"]), above=self.above(name)))
        for name in (*KEYED, *FREE):
            if rnd.random() < 0.6:
                items = [self.object(name) for _ in range(rnd.randrange(1, 5))]
                parts.append(Part(name, items, "list", above=self.above(name)))
        if rnd.random() < 0.7:
            parts.append(Part("metadata", self.mapping(2), "map", above=self.above("metadata")))
        if rnd.random() < 0.5:
            parts.append(Part("notes", [self.word("line") for _ in range(rnd.randrange(2, 6))], "text"))
        return parts

    def entry(self, name: str, value: str) -> Part:
        quote = self.rnd.choice(["", "", "'", '"'])
        return Part(name, value, above=self.above(name), tail=self.tail(name), quote=quote)

    def item(self, word: str) -> Part:
        return Part(word, word, above=self.above(word), tail=self.tail(word))

    def object(self, kind: str) -> Part:
        word = self.word("r")
        fields = [Part("id" if kind in KEYED else "n", word), *(Part(name, self.word()) for name in "abc")]
        return Part(word, fields, "map", above=self.above(word))

    def mapping(self, depth: int) -> list[Part]:
        parts = []
        for _ in range(self.rnd.randrange(1, 5)):
            name = self.word("k")
            if depth and self.rnd.random() < 0.4:
                parts.append(Part(name, self.mapping(depth - 1), "map", above=self.above(name)))
            else:
                parts.append(self.entry(name, self.word()))
        return parts

    def above(self, name: str) -> list[str]:
        sort = self.rnd.random()
        return [f"# on {name}"] if sort < 0.15 else ["", f"# on {name}"] if sort < 0.2 else []

    def tail(self, name: str) -> str:
        return f"  # by {name}" if self.rnd.random() < 0.15 else ""

    def version(self, base: list[Part], stem: str) -> list[Part]:
        """A version with one to four changes; new words begin with `stem`."""
        parts = deepcopy(base)
        for _ in range(self.rnd.randrange(1, 5)):
            self.change(parts, stem)
        return parts

    def change(self, parts: list[Part], stem: str) -> None:
        rnd = self.rnd
        part = rnd.choice(parts[1:]) if len(parts) > 1 else parts[0]
        roll = rnd.random()
        if roll < 0.06:
            parts.remove(part)
            parts[:] = parts or [Part("id", "A-1")]
        elif roll < 0.12:
            name = self.word(stem)
            parts.insert(rnd.randrange(1, len(parts) + 1), self.entry(name, self.word(stem)))
        elif roll < 0.2 and not part.above:
            part.above = [f"# on {part.name}"]
        elif roll < 0.24:
            part.above = [line for line in part.above if not line]
        elif part.sort == "scalar":
            self.change_scalar(part, stem)
        elif part.sort == "text":
            part.value[rnd.randrange(len(part.value))] = self.word(stem)
        elif part.sort == "map":
            self.change_map(part.value, stem)
        else:
            self.change_list(part, stem)

    def change_scalar(self, part: Part, stem: str) -> None:
        if part.name == "id":
            return
        if self.rnd.random() < 0.15:
            part.quote = self.rnd.choice(["", "'", '"'])
        else:
            part.value = self.rnd.choice([self.word(stem), self.word(stem), "same"])

    def change_map(self, parts: list[Part], stem: str) -> None:
        rnd = self.rnd
        part = rnd.choice(parts)
        roll = rnd.random()
        if roll < 0.15 and len(parts) > 1:
            parts.remove(part)
        elif roll < 0.3:
            name = self.word(stem)
            parts.insert(rnd.randrange(len(parts) + 1), self.entry(name, self.word(stem)))
        elif part.sort == "map":
            self.change_map(part.value, stem)
        else:
            self.change_scalar(part, stem)

    def change_list(self, part: Part, stem: str) -> None:
        rnd, items = self.rnd, part.value
        at = rnd.randrange(len(items))
        roll = rnd.random()
        is_of_objects = items[at].sort == "map"
        if roll < 0.25 and len(items) > 1:
            del items[at]
        elif roll < 0.5:
            word = rnd.choice([self.word(stem), self.word(stem), "same"])
            new = Part(word, word) if not is_of_objects else self.object(part.name)
            if not any(item.name == word for item in items):
                items.insert(rnd.randrange(len(items) + 1), new)
        elif is_of_objects:
            self.change_scalar(rnd.choice(items[at].value[1:]), stem)
        else:
            word = self.word(stem)
            items[at] = Part(word, word)

    def text(self, parts: list[Part]) -> str:
        return "".join(f"{line}\n" for part in parts for line in self.lines(part, ""))

    def lines(self, part: Part, pad: str) -> Iterator[str]:
        yield from (f"{pad}{line}" if line else "" for line in part.above)
        head = f"{pad}{part.name}:"
        if part.sort == "scalar":
            yield f"{head} {part.quote}{part.value}{part.quote}{part.tail}"
        elif part.sort == "flow":
            yield f"{head} [{', '.join(item.value for item in part.value)}]"
        elif part.sort == "text":
            yield f"{head} |"
            yield from (f"{pad}  {line}" for line in part.value)
        elif part.sort == "map":
            yield head
            for one in part.value:
                yield from self.lines(one, f"{pad}  ")
        else:
            yield head
            for item in part.value:
                yield from self.item_lines(item, pad + self.indent)

    def item_lines(self, item: Part, pad: str) -> Iterator[str]:
        yield from (f"{pad}{line}" if line else "" for line in item.above)
        if item.sort == "scalar":
            yield f"{pad}- {item.value}{item.tail}"
            return
        lines = [line for one in item.value for line in self.lines(one, f"{pad}  ")]
        yield f"{pad}- {lines[0].strip()}"
        yield from lines[1:]


@dataclass(frozen=True)
class Case:
    """Three versions of a record."""

    base: str
    ours: str
    theirs: str


def case(seed: int) -> Case:
    """The versions that this seed stands for, with odd ends and line breaks now and then."""
    rnd = random.Random(seed)
    maker = Maker(rnd)
    base = maker.record()
    texts = [maker.text(base), maker.text(maker.version(base, "o")), maker.text(maker.version(base, "t"))]
    if rnd.random() < 0.1:
        texts = [text.removesuffix("\n") for text in texts]
    elif rnd.random() < 0.1:
        texts[rnd.randrange(3)] = texts[rnd.randrange(3)].removesuffix("\n")
    if rnd.random() < 0.1:
        texts = [text.replace("\n", "\r\n") for text in texts]
    return Case(*texts)


class ClashError(Exception):
    """Both sides changed one thing differently."""


GONE = object()


def read(text: str) -> dict[str, Any]:
    return yaml.load(text, Loader=yaml.BaseLoader)


def expected(base: Any, ours: Any, theirs: Any, name: str = "") -> Any:
    """What the field rules make of three values; sets and free lists as far as they are said. Raises `ClashError`."""
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if all(isinstance(one, dict) for one in (ours, theirs)) and (base is GONE or isinstance(base, dict)):
        return expected_map({} if base is GONE else base, ours, theirs)
    if name in SETS:
        kept = expected_set(*([] if one is GONE else one for one in (base, ours, theirs)))
        return kept if kept or GONE not in (ours, theirs) else GONE
    if all(isinstance(one, list) for one in (ours, theirs)) and (base is GONE or isinstance(base, list)):
        return expected_list([] if base is GONE else base, ours, theirs, name)
    if all(isinstance(one, str) for one in (base, ours, theirs)) and "\n" in ours + theirs:
        return expected_text(base, ours, theirs)
    raise ClashError


def expected_list(base: list[Any], ours: list[Any], theirs: list[Any], name: str) -> Any:
    if name in KEYED:
        return expected_keyed(base, ours, theirs)
    return Counter(map(repr, base)), ours, theirs


def expected_text(base: str, ours: str, theirs: str) -> str:
    merged = git(*(one.removesuffix("\n") + "\n" for one in (base, ours, theirs)))
    if merged is None:
        raise ClashError
    ends = expected(*(one.endswith("\n") for one in (base, ours, theirs)))
    return merged if ends else merged.removesuffix("\n")


def expected_map(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name in {**base, **ours, **theirs}:
        value = expected(*(one.get(name, GONE) for one in (base, ours, theirs)), name)
        if value is not GONE:
            found[name] = value
    return found


def expected_set(base: list[str], ours: list[str], theirs: list[str]) -> frozenset[str]:
    kept = {item for item in (*ours, *theirs) if item not in base or (item in ours and item in theirs)}
    return frozenset(kept)


def expected_keyed(base: list[Any], ours: list[Any], theirs: list[Any]) -> Any:
    sides = [{item["id"]: item for item in items} for items in (base, ours, theirs)]
    return {"keyed": expected_map(sides[0], sides[1], sides[2])}


def agrees(value: Any, wanted: Any) -> bool:
    """Whether a merged value is one that was expected."""
    if isinstance(wanted, frozenset):
        return isinstance(value, list) and len(value) == len(wanted) and set(value) == wanted
    if isinstance(wanted, tuple):
        return agrees_free(value, *wanted)
    if isinstance(wanted, dict) and "keyed" in wanted:
        return (
            isinstance(value, list)
            and {item["id"]: item for item in value} == wanted["keyed"]
            and (len(value) == len(wanted["keyed"]))
        )
    if isinstance(wanted, dict):
        return (
            isinstance(value, dict)
            and value.keys() == wanted.keys()
            and all(agrees(value[name], wanted[name]) for name in wanted)
        )
    return bool(value == wanted)


def agrees_free(value: Any, base: Counter[str], ours: list[Any], theirs: list[Any]) -> bool:
    """An ordered list: what either side added is there, what either removed is not, and each side's order is kept."""
    if not isinstance(value, list):
        return False
    made, mine, yours = (Counter(map(repr, items)) for items in (value, ours, theirs))
    wanted = {item for item in {*mine, *yours} if item not in base or (item in mine and item in yours)}
    for side, other in ((ours, theirs), (theirs, ours)):
        wanted -= {repr(item) for item in side if is_part(item, other, base)}
    if set(made) != wanted or any(times > 1 for times in made.values()):
        return False
    order = {repr(item): place for place, item in enumerate(value)}
    return all(
        (places := [order[repr(item)] for item in side if repr(item) in order]) == sorted(places)
        for side in (ours, theirs)
    )


def is_part(item: Any, others: list[Any], base: Iterable[str]) -> bool:
    """Whether an object is one of the other side's, which has all that it changed and more."""
    if not isinstance(item, dict):
        return False
    olds = [old for old in map(literal_eval, base) if isinstance(old, dict) and old["n"] == item["n"]]
    return any(
        other != item
        and other["n"] == item["n"]
        and all(value in (old.get(k), other.get(k)) for k, value in item.items())
        for old in olds
        for other in others
    )


def git(base: str, ours: str, theirs: str) -> str | None:
    """What `git merge-file` makes of three texts; None for a conflict."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        for file, text in (("ours", ours), ("base", base), ("theirs", theirs)):
            (Path(name) / file).write_bytes(text.encode())
        done = subprocess.run(
            ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=name, capture_output=True, check=False
        )
    return None if done.returncode else done.stdout.decode()


_COMMENT = re.compile(r"# (?:on|by) (\w+)")


def misplaced_comments(text: str) -> list[str]:
    """The comments of a text that do not stand beside what they name, though it stands there."""
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines):
        match = _COMMENT.search(line)
        if match is None:
            continue
        beside = line[: match.start()].strip()
        if not beside:
            beside = next((one for one in lines[number + 1 :] if one.strip() and not one.strip().startswith("#")), "")
        code = "\n".join(one.partition("#")[0] for one in lines)
        is_there = re.search(rf"\b{match[1]}\b", code)
        if is_there and not re.search(rf"\b{match[1]}\b", beside.partition("#")[0]):
            found.append(match[0])
    return found


def comments(text: str) -> Counter[str]:
    return Counter(match[0] for match in _COMMENT.finditer(text))


def missing_comments(case: Case, text: str) -> list[str]:
    """The comments that should stand in a merged text and do not, though what they name does."""
    base, ours, theirs, made = (comments(one) for one in (case.base, case.ours, case.theirs, text))
    code = "\n".join(line.partition("#")[0] for line in text.splitlines())
    return [
        one
        for one in {**ours, **theirs}
        if ((one in ours and one in theirs) or one not in base)
        and one not in made
        and re.search(rf"\b{one.split()[-1]}\b", code)
    ]


def returned_comments(case: Case, text: str) -> list[str]:
    """The comments of a merged text that one side removed."""
    base, ours, theirs, made = (comments(one) for one in (case.base, case.ours, case.theirs, text))
    return [one for one in made if one in base and (one not in ours or one not in theirs)]


def allows_a_conflict(base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], names: set[str]) -> bool:
    """Whether these fields are ordered lists that both sides changed at one place, or next to each other.

    Or to which both added one value, at two places: whether it is one item or two, a person says.
    """
    return all(
        name in (*LISTS, *FREE)
        and (
            _places(base[name], ours[name]) & _places(base[name], theirs[name])
            or {*map(repr, ours[name])} & {*map(repr, theirs[name])} - {*map(repr, base[name])}
        )
        for name in names
    )


def _places(base: list[Any], side: list[Any]) -> set[int]:
    """The places of a list at which a side changed it, and those next to where it added something."""
    from difflib import SequenceMatcher

    places: set[int] = set()
    for tag, start, end, _, _ in SequenceMatcher(
        None, [*map(repr, base)], [*map(repr, side)], autojunk=False
    ).get_opcodes():
        if tag != "equal":
            places |= set(range(start - 1, end + 1))
    return places


def lost_lines(case: Case, text: str) -> list[str]:
    """The lines that all three versions have equally often, and the merge has more seldom."""
    counts = [Counter(one.splitlines()) for one in (case.base, case.ours, case.theirs, text)]
    return [
        line
        for line, times in counts[0].items()
        # The line of a list's key changes where the list is left empty, that of a text where it ends otherwise.
        if line.strip().rstrip("]")[-1:] not in {":", "[", "|"}
        and line.strip()
        and times == counts[1][line] == counts[2][line] > counts[3][line]
    ]
