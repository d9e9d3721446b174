"""Records as people write them: random data in random layouts, and random changes to it."""

import random
from typing import Any

from hypothesis import strategies as st

from wmsgit.schema.registry import Registry, packaged_schemas

TASK = Registry.read(packaged_schemas()).kind("task")
SHAPE = TASK.shape

WORDS = [
    "plain", "two words", "no", "yes", "on", "1.10", "12:30:00", "2026-11-23", "~x", "0o17", "0x1F",
    "007", "1e3",
    "größer", "日本語 テキスト", "emoji 🎉 here", "it's", 'say "hi"', "a: b", "a #b", "#lead", "- dash",
    "-x", "? q",
    "*star", "&amp", "!bang", "%per", "@at", "`tick`", "[x", "{y", "x]", "a,b", "null", "true", ".5", "1_000",
    " lead", "trail ", "back\\slash", "tab\there", "C:\\new", "http://x.y/z?a=b#c", "...", "---",
    "--- x", "<<", "=",
    "long " * 40 + "end", "\u00a0nbsp", "ls\u2028ps\u2029nel\x85", "nul\0", "bell\x07", "\ufeff",
    "", "|", ">", ":",
    "a:b", "key:", "<<<<<<< x", "''", '"', "'", "\U0010ffff",
]  # fmt: skip
TEXTS = [
    "a\nb", "a\nb\n", "a\n\nb\n\n", "\na\n", "  lead\nb\n", "a\n  more\nb", "\ttab\nx", "a \nb  \n",
    "\n", "\n\n",
    "# no comment\nx\n", "- item\n- item\n", "a\n \nb", "a\r\nb", "a\u2028b\nc",
    "key: value\nother: x\n", "---\nx\n",
    "größer\nweiter\n", "x\n",
]  # fmt: skip
PLAIN = [
    "word",
    "two words",
    "no",
    "1.10",
    "12:30:00",
    "2026-11-23",
    "größer",
    "日本",
    "it's",
    "http://x/y",
    "-x",
    "a:b",
]
STRINGS = ["title", "status", "priority", "description", "goal", "due", "notes", "next_step"]
LISTS = ["labels", "repos_affected", "related_files", "dependencies"]


def randoms() -> st.SearchStrategy[random.Random]:
    """Randomness that hypothesis controls and shrinks."""
    return st.randoms(use_true_random=False)


def any_text() -> st.SearchStrategy[str]:
    """Text of every sort, the nasty ones often; no lone surrogates."""
    characters = st.characters(exclude_categories=("Cs",))
    return st.one_of(
        st.sampled_from(WORDS + TEXTS),
        st.text(characters, max_size=30),
        st.text(" \n\t#:-'\"a|", max_size=12),
    )


def json_values() -> st.SearchStrategy[Any]:
    """Whatever JSON can say."""
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), any_text()
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text(), inner, max_size=4),
        max_leaves=12,
    )


def text_value(rnd: random.Random) -> str:
    return rnd.choice(WORDS) if rnd.random() < 0.7 else rnd.choice(TEXTS)


def json_value(rnd: random.Random, depth: int = 0) -> Any:
    sort = rnd.randrange(10 if depth < 3 else 7)
    if sort < 4:
        return text_value(rnd)
    if sort < 7:
        return rnd.choice([0, 1, True, False, None, 1.0, -2.5, 1e300, 10**20])
    if sort < 9:
        return [json_value(rnd, depth + 1) for _ in range(rnd.randrange(4))]
    return {rnd.choice([*PLAIN, "a", "b", "no"]): json_value(rnd, depth + 1) for _ in range(rnd.randrange(4))}


def field_value(rnd: random.Random, name: str) -> Any:
    """A new value that the task's schema admits at the top-level field `name`."""
    if name in STRINGS:
        return text_value(rnd)
    if name in LISTS:
        return [text_value(rnd) for _ in range(rnd.randrange(4))]
    if name == "comments":
        return [comment(rnd) for _ in range(rnd.randrange(3))]
    if name == "metadata":
        return {rnd.choice("abcde"): json_value(rnd) for _ in range(rnd.randrange(4))}
    return json_value(rnd)


def comment(rnd: random.Random) -> dict[str, str]:
    return {name: text_value(rnd) for name in ("at", "by", "text") if rnd.random() < 0.8} or {"text": "x"}


def changed(rnd: random.Random, data: dict[str, Any]) -> dict[str, Any]:
    """The data with a few fields added, removed, replaced or changed inside."""
    new = dict(data)
    for name in rnd.sample([*STRINGS, *LISTS, "comments", "metadata", "x_extra", "id"], rnd.randrange(1, 5)):
        if name == "id":
            new["id"] = rnd.choice(["A-1", "B-2"])
        elif name in new and rnd.random() < 0.25:
            del new[name]
        elif name in new and rnd.random() < 0.7:
            new[name] = changed_value(rnd, new[name], name)
        else:
            new[name] = field_value(rnd, name)
    return new or {"id": "A-1"}


def changed_value(rnd: random.Random, value: Any, name: str) -> Any:
    if isinstance(value, list) and (value or name in [*LISTS, "comments"]):
        return changed_list(rnd, value, name)
    if isinstance(value, dict) and value:
        key = rnd.choice([*value, "new"])
        if key in value and rnd.random() < 0.3:
            return {k: v for k, v in value.items() if k != key}
        inner = text_value(rnd) if name == "comments" else changed_value(rnd, value.get(key, "x"), key)
        return {**value, ("text" if name == "comments" and key == "new" else key): inner}
    return field_value(rnd, name)


def changed_list(rnd: random.Random, items: list[Any], name: str) -> list[Any]:
    new = list(items)
    for _ in range(rnd.randrange(1, 3)):
        step = rnd.randrange(3)
        if step == 0 or not new:
            item = comment(rnd) if name == "comments" else text_value(rnd) if name in LISTS else json_value(rnd, 2)
            new.insert(rnd.randrange(len(new) + 1), item)
        elif step == 1:
            del new[rnd.randrange(len(new))]
        else:
            at = rnd.randrange(len(new))
            text = isinstance(new[at], str) and (name in [*LISTS, "comments"])
            new[at] = text_value(rnd) if text else changed_value(rnd, new[at], name)
    return new


class Writer:
    """Writes a random record the way that people do."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.names = 0

    def record(self) -> str:
        rnd = self.rnd
        if rnd.random() < 0.1:
            return self.flow_record()
        names = rnd.sample([*STRINGS, *LISTS], rnd.randrange(1, 7))
        names += [name for name in ("comments", "metadata", "x_extra") if rnd.random() < 0.4]
        lines = self.trivia(0)
        if rnd.random() < 0.1:
            lines = [rnd.choice(["---", "%YAML 1.2\n---", "--- # start"]), *lines]
        for name in ["id", *names] if rnd.random() < 0.7 else names:
            lines += self.field(name)
            lines += self.trivia(0)
        if rnd.random() < 0.1:
            lines.append("...")
        return self.finished("\n".join(lines) + "\n")

    def finished(self, text: str) -> str:
        rnd = self.rnd
        text = text.removesuffix("\n") if rnd.random() < 0.25 else text
        text = text.replace("\n", "\r\n") if rnd.random() < 0.2 else text
        return "\ufeff" + text if rnd.random() < 0.1 else text

    def flow_record(self) -> str:
        rnd = self.rnd
        fields = [f"{name}: {self.flow_scalar()}" for name in rnd.sample(STRINGS, 3)]
        fields += [f"labels: {self.flow_list()}"]
        if rnd.random() < 0.5:
            return self.finished("{" + ", ".join(fields) + "}\n")
        end = rnd.choice(["", ","])
        return self.finished("{\n  " + f",{self.tail()}\n  ".join(fields) + f"{end}{self.tail()}\n}}\n")

    def trivia(self, indent: int) -> list[str]:
        kinds = ["", " " * indent + "# note", " " * indent + "#", "  "]
        return [self.rnd.choice(kinds) for _ in range(self.rnd.choice([0, 0, 0, 1, 2]))]

    def tail(self) -> str:
        return self.rnd.choice(["", "", "", "  # why", " # 'quote", " "])

    def field(self, name: str) -> list[str]:
        rnd = self.rnd
        key = rnd.choice([f"{name}:"] * 6 + [f'"{name}":', f"'{name}' :"])
        if name == "id":
            return [f"id: A-1{self.tail()}"]
        if rnd.random() < 0.06:
            return [f"{key}{rnd.choice(['', ' ', '  # empty', ' ~', ' null'])}"]
        if name in STRINGS:
            return self.scalar_field(key, 0)
        if name in LISTS:
            return self.list_field(key, 0)
        if name == "comments":
            return self.comments_field(key)
        return self.nested_field(key, 0)

    def scalar_field(self, key: str, indent: int) -> list[str]:
        rnd, pad = self.rnd, " " * indent
        sort = rnd.randrange(10)
        if sort < 3:
            return [f"{pad}{key} {rnd.choice(PLAIN)}{self.tail()}"]
        if sort == 3:
            return [f"{pad}{key} 'It''s # {rnd.choice(['x', 'é'])}'{self.tail()}"]
        if sort == 4:
            return [f'{pad}{key} "q \\" \\n \\u00e9 # {rnd.choice(PLAIN)}"{self.tail()}']
        if sort == 5:
            return [
                f"{pad}{key} some words",
                f"{pad}  {rnd.choice(PLAIN)}",
                "",
                f"{pad}   go on{self.tail()}",
            ]
        if sort == 6:
            return [f'{pad}{key} "some words', "", f"{pad}  go: on \\", f'{pad}  "{self.tail()}']
        if sort == 7:
            return [f"{pad}{key}{self.tail()}", f"{pad}    {rnd.choice(PLAIN)}{self.tail()}"]
        return self.block_text(f"{pad}{key}", indent)

    def block_text(self, head: str, indent: int) -> list[str]:
        rnd = self.rnd
        inner = " " * (indent + rnd.choice([1, 2, 2, 4]))
        body = rnd.choice(
            [
                ["one"],
                ["one", "", "two"],
                ["one", "  more", "# no comment"],
                ["- a", "b: c"],
                ["", "one"],
                ["x "],
            ]
        )
        lines = [inner + line if line else rnd.choice(["", inner[:-1]]) for line in body]
        chomping = rnd.choice(["", "-", "+"])
        return [
            f"{head} {rnd.choice('|>')}{chomping}{self.tail()}",
            *lines,
            *([""] if rnd.random() < 0.2 else []),
        ]

    def flow_scalar(self) -> str:
        return self.rnd.choice(
            ["word", "two words", "'a, b'", '"x\\ty"', "no", "1.10", "größer", "5", "null-ish", "'it''s'"]
        )

    def flow_list(self) -> str:
        rnd = self.rnd
        items = [self.flow_scalar() for _ in range(rnd.randrange(4))]
        return f"[{rnd.choice(['', ' '])}{rnd.choice([', ', ',', ' , ']).join(items)}{rnd.choice(['', ' '])}]"

    def list_field(self, key: str, indent: int) -> list[str]:
        rnd, pad = self.rnd, " " * indent
        sort = rnd.randrange(6)
        if sort == 0:
            return [f"{pad}{key} {self.flow_list()}{self.tail()}"]
        if sort == 1:
            items = [f"{pad}  {self.flow_scalar()},{self.tail()}" for _ in range(rnd.randrange(1, 4))]
            last = rnd.choice([[], [f"{pad}  last{self.tail()}"], [f"{pad}  # end"]])
            return [f"{pad}{key} [{self.tail()}", *items, *last, f"{pad} ]{self.tail()}"]
        inner = indent + rnd.choice([0, 2, 2, 4])
        lines = [f"{pad}{key}{self.tail()}"]
        for _ in range(rnd.randrange(1, 4)):
            lines += self.trivia(inner)
            lines += self.item(inner)
        return lines

    def item(self, indent: int) -> list[str]:
        rnd, pad = self.rnd, " " * indent
        sort = rnd.randrange(8)
        if sort == 0:
            return self.block_text(f"{pad}-", indent)
        if sort == 1:
            return [f"{pad}- some", f"{pad}  words{self.tail()}"]
        if sort == 2:
            return [f"{pad}-{self.tail()}", f"{pad}   {rnd.choice(PLAIN)}{self.tail()}"]
        return [f"{pad}-{rnd.choice([' ', '   '])}{self.flow_scalar()}{self.tail()}"]

    def comments_field(self, key: str) -> list[str]:
        rnd = self.rnd
        inner = rnd.choice([0, 2])
        pad = " " * inner
        lines = [f"{key}{self.tail()}"]
        for _ in range(rnd.randrange(1, 4)):
            lines += self.trivia(inner)
            if rnd.random() < 0.3:
                lines.append(f"{pad}- {{at: {self.flow_scalar()}, text: {self.flow_scalar()}}}{self.tail()}")
                continue
            block = [f"{pad}  at: 2026-11-23{self.tail()}", *self.scalar_field("by:", inner + 2)]
            block += self.trivia(inner + 2) + self.scalar_field("text:", inner + 2)
            if rnd.random() < 0.2:
                lines += [f"{pad}-{self.tail()}", *block]
            else:
                lines += [f"{pad}- {block[0][inner + 2 :]}", *block[1:]]
        return lines

    def nested_field(self, key: str, indent: int) -> list[str]:
        rnd, pad = self.rnd, " " * indent
        sort = rnd.randrange(7)
        if sort == 0 or indent > 8:
            return [f"{pad}{key} {{a: {self.flow_scalar()}, b: {self.flow_list()}, c: {{d: }}, e}}{self.tail()}"]
        if sort == 1:
            return [
                f"{pad}{key}",
                f"{pad}  - - 1",
                f"{pad}    - [x, y: z]{self.tail()}",
                f"{pad}  -",
                f"{pad}  - {{}}",
            ]
        if sort == 2:
            return self.list_field(key, indent)
        if sort == 3:
            return [
                f"{pad}{key} {{{self.tail()}",
                f"{pad}  a: 1,{self.tail()}",
                f"{pad}  b: [",
                f"{pad}    2",
                f"{pad}  ]}}",
            ]
        if sort == 4:
            return [
                f"{pad}{key}",
                f"{pad}  ? {rnd.choice(PLAIN)}",
                f"{pad}  : {self.flow_scalar()}{self.tail()}",
            ]
        inner = indent + rnd.choice([1, 2, 2, 4])
        lines = [f"{pad}{key}{self.tail()}"]
        for number in range(rnd.randrange(1, 4)):
            lines += self.trivia(inner)
            inside = rnd.choice([self.scalar_field, self.scalar_field, self.nested_field])
            lines += inside(f"k{number}:", inner)
        return lines
