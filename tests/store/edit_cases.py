"""Records in which every item has its own style and comments, and edits of them, from a seed."""

import random
from typing import Any

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"]
PROSE = ["Who pays", "How do we test it and when", "Rotate keys", "First: read", "it's late", "a # b", "no"]
SCALARS = ["title", "goal", "notes", "priority", "due"]
LISTS = ["labels", "related_files", "repos_affected"]


class Author:
    """Writes one record; `text()` gives it."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.number = 0

    def text(self) -> str:
        rnd = self.rnd
        lines = ["# head of the file", ""] if rnd.random() < 0.4 else []
        lines += ["id: A-1"]
        for name in rnd.sample([*SCALARS, *LISTS, "comments", "metadata", "x_rules"], rnd.randrange(2, 7)):
            lines += [""] if rnd.random() < 0.25 else []
            lines += self.above(0)
            lines += self.field(name)
        text = "\n".join(lines) + ("" if rnd.random() < 0.15 else "\n")
        text = text.replace("\n", "\r\n") if rnd.random() < 0.15 else text
        return "\ufeff" + text if rnd.random() < 0.05 else text

    def comment(self) -> str:
        self.number += 1
        return f"# c{self.number}: {self.rnd.choice(['why', 'see - this', 'it: matters', 'quoted'])}"

    def above(self, indent: int, chance: float = 0.2) -> list[str]:
        count = 1 + (self.rnd.random() < 0.2) if self.rnd.random() < chance else 0
        return [" " * indent + self.comment() for _ in range(count)]

    def tail(self, chance: float = 0.3) -> str:
        return " " * self.rnd.randrange(1, 4) + self.comment() if self.rnd.random() < chance else ""

    def field(self, name: str) -> list[str]:
        if name == "notes" and self.rnd.random() < 0.7:
            return self.wrapped(name)
        if name in SCALARS:
            return [f"{name}: {self.scalar()}{self.tail()}"]
        if name in LISTS:
            return self.scalar_list(name, 0)
        if name == "metadata":
            return [f"metadata:{self.tail()}", *self.mapping(2, 0)]
        return self.object_list(name)

    def wrapped(self, name: str) -> list[str]:
        """A text over several lines, folded."""
        rnd = self.rnd
        lines = [" ".join(rnd.choice(WORDS) for _ in range(rnd.randrange(2, 5))) for _ in range(rnd.randrange(2, 5))]
        if rnd.random() < 0.4:
            lines.insert(rnd.randrange(1, len(lines)), "")
        quote = rnd.choice(["", "'", '"', ">", ">-"])
        if quote[:1] == ">":
            return [f"{name}: {quote}{self.tail()}", *(f"  {line}" if line else "" for line in lines)]
        first, *below = f"{quote}{chr(10).join(lines)}{quote}".split("\n")
        below = [f"  {line}" if line else "" for line in below]
        return [f"{name}: {first}", *below[:-1], below[-1] + self.tail()]

    def scalar(self, quote: str | None = None) -> str:
        rnd = self.rnd
        word = f"{rnd.choice(WORDS)}{rnd.randrange(100)}" if rnd.random() < 0.7 else rnd.choice(PROSE)
        plain = not any(part in word for part in (": ", " #")) and word != "no"
        quote = rnd.choice(["", "", "'", '"']) if quote is None else quote
        quote = quote or ("" if plain else '"')
        return f"{quote}{word.replace(chr(39), chr(39) * 2) if quote == chr(39) else word}{quote}"

    def scalar_list(self, name: str, indent: int) -> list[str]:
        rnd, pad = self.rnd, " " * indent
        sort = rnd.randrange(8)
        quote = rnd.choice([None, "", "'", '"'])
        items = [self.scalar(quote) for _ in range(rnd.randrange(1, 8))]
        if sort == 0:
            return [f"{pad}{name}: [{', '.join(items)}]{self.tail()}"]
        if sort == 1:
            inner = " " * (indent + 2)
            lines = [f"{pad}{name}: [{self.tail(0.1)}"]
            for number, item in enumerate(items):
                comma = "," if number + 1 < len(items) else rnd.choice(["", ","])
                lines += [*self.above(indent + 2), f"{inner}{item}{comma}{self.tail()}"]
            return [*lines, f"{pad}]"]
        inner = indent + rnd.choice([0, 2, 2, 4])
        gap = rnd.random() < 0.2
        lines = [f"{pad}{name}:{self.tail(0.15)}"]
        for number, item in enumerate(items):
            lines += [""] if number and (gap or rnd.random() < 0.05) else []
            lines += self.above(inner)
            if rnd.random() < 0.1:
                lines += [f"{' ' * inner}- |{rnd.choice(['', '-'])}{self.tail()}"]
                lines += [f"{' ' * inner}  {line}" for line in (rnd.choice(WORDS), f"# no comment {rnd.randrange(99)}")]
            else:
                lines += [f"{' ' * inner}-{rnd.choice([' ', ' ', '   '])}{item}{self.tail()}"]
        return lines

    def mapping(self, indent: int, depth: int) -> list[str]:
        rnd, pad = self.rnd, " " * indent
        lines: list[str] = []
        for key in rnd.sample(WORDS, rnd.randrange(1, 4)):
            lines += self.above(indent)
            sort = rnd.randrange(5 if depth < 2 else 3)
            if sort < 2:
                lines += [f"{pad}{key}: {self.scalar()}{self.tail()}"]
            elif sort == 2:
                lines += [f"{pad}{key}: {rnd.choice([1, 2.5, 'true', 'false', 17])}{self.tail()}"]
            elif sort == 3:
                lines += self.scalar_list(key, indent)
            else:
                lines += [f"{pad}{key}:{self.tail()}", *self.mapping(indent + 2, depth + 1)]
        return lines

    def object_list(self, name: str) -> list[str]:
        rnd = self.rnd
        inner = rnd.choice([0, 2])
        gap, flow = rnd.random() < 0.3, rnd.random() < 0.2
        lines = [f"{name}:{self.tail(0.1)}"]
        for number in range(rnd.randrange(1, 6)):
            fields = {"at" if name == "comments" else "id": f"k{number}{rnd.randrange(100)}"}
            fields |= {key: self.scalar() for key in ("by", "text") if rnd.random() < 0.8}
            lines += [""] if number and gap else []
            lines += self.above(inner)
            if flow:
                body = ", ".join(f"{key}: {value}" for key, value in fields.items() if "," not in value)
                lines += [f"{' ' * inner}- {{{body}}}{self.tail()}"]
                continue
            for at, (key, value) in enumerate(fields.items()):
                lines += self.above(inner + 2, 0.1) if at else []
                lines += [f"{' ' * inner}{'  ' if at else '- '}{key}: {value}{self.tail()}"]
        return lines


def changed(rnd: random.Random, data: dict[str, Any]) -> dict[str, Any]:
    """The data with one to three fields changed."""
    new = dict(data)
    for name in rnd.sample(sorted(new), min(len(new), rnd.randrange(1, 4))):
        if name == "id":
            continue
        if rnd.random() < 0.1:
            del new[name]
        else:
            new[name] = changed_value(rnd, new[name])
    if rnd.random() < 0.2:
        new["milestone"] = f"M{rnd.randrange(9)}"
    return new


def changed_value(rnd: random.Random, value: Any) -> Any:
    if isinstance(value, list):
        return changed_list(rnd, value)
    if isinstance(value, dict):
        key = rnd.choice([*value, "new"])
        if key in value and len(value) > 1 and rnd.random() < 0.2:
            return {name: part for name, part in value.items() if name != key}
        return {**value, key: changed_value(rnd, value.get(key, "x"))}
    words = value.split(" ") if isinstance(value, str) else []
    if len(words) > 2 and rnd.random() < 0.7:
        return reworded(rnd, words)
    return fresh(rnd)


def reworded(rnd: random.Random, words: list[str]) -> str:
    """A text with some of its words changed, gone or more."""
    new = list(words)
    for _ in range(rnd.randrange(1, 3)):
        at = rnd.randrange(len(new))
        new[at : at + rnd.randrange(3)] = [rnd.choice(WORDS) for _ in range(rnd.randrange(3))]
        new = new or ["nothing"]
    return " ".join(new)


def fresh(rnd: random.Random) -> str:
    return f"new {rnd.choice(WORDS)} {rnd.randrange(1000)}"


def changed_list(rnd: random.Random, items: list[Any]) -> list[Any]:
    new = list(items)
    for _ in range(rnd.randrange(1, 4)):
        if not new:
            new.append(fresh_item(rnd, items))
        else:
            rnd.choice([_insert, _remove, _replace, _swap, _move, _reorder, _within])(rnd, new)
    return new


def fresh_item(rnd: random.Random, items: list[Any]) -> Any:
    if items and items[0] and isinstance(items[0], dict):
        return {next(iter(items[0])): f"n{rnd.randrange(10_000)}", "text": fresh(rnd)}
    return fresh(rnd)


def _insert(rnd: random.Random, items: list[Any]) -> None:
    items.insert(rnd.randrange(len(items) + 1), fresh_item(rnd, items))


def _remove(rnd: random.Random, items: list[Any]) -> None:
    del items[rnd.randrange(len(items))]


def _replace(rnd: random.Random, items: list[Any]) -> None:
    items[rnd.randrange(len(items))] = fresh_item(rnd, items)


def _swap(rnd: random.Random, items: list[Any]) -> None:
    one, other = rnd.randrange(len(items)), rnd.randrange(len(items))
    items[one], items[other] = items[other], items[one]


def _move(rnd: random.Random, items: list[Any]) -> None:
    items.insert(rnd.randrange(len(items)), items.pop(rnd.randrange(len(items))))


def _reorder(rnd: random.Random, items: list[Any]) -> None:
    items[:] = rnd.choice([items[::-1], sorted(items, key=str), rnd.sample(items, len(items))])


def _within(rnd: random.Random, items: list[Any]) -> None:
    at = rnd.randrange(len(items))
    if isinstance(items[at], dict):
        items[at] = {**items[at], "text": fresh(rnd)}
