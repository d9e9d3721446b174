"""Write what is generated in the documents anew: `python tests/project/update_docs.py`.

That is docs/commands.md, docs/rules.md, docs/adr, and tables in README.md, docs/kinds.md, docs/branches.md
and docs/migrating.md.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from wmsgit.cli.parser.reference import reference
from wmsgit.features.drift import rules
from wmsgit.features.drift.kinds import KINDS
from wmsgit.features.drift.rule import ENVELOPE
from wmsgit.features.drift.validation import fragment
from wmsgit.features.setup.older_callers import OLDER_CALLS
from wmsgit.schema.keyword_values import words_of
from wmsgit.schema.keywords import FROZEN, LEVELS, LINK, RULES, SHORT, TRANSITION
from wmsgit.schema.merge_rule import UNDESCRIBED, default_way
from wmsgit.schema.registry import Registry
from wmsgit.schema.shape import FIELD, KIND, WAYS
from wmsgit.store.document import read_document

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
DOCS = ROOT / "docs"
README_PAGE = ROOT / "README.md"
KINDS_PAGE, BRANCHES_PAGE, MIGRATING_PAGE = DOCS / "kinds.md", DOCS / "branches.md", DOCS / "migrating.md"
BEGIN, END = "<!-- keywords -->\n", "<!-- end of keywords -->\n"
TITLES = {
    KIND: "of the kind",
    FIELD: "of a field",
    TRANSITION: "of a transition",
    LINK: "of one of its `links`",
    FROZEN: "of `frozen`",
    RULES: "of `rules`",
    SHORT: "of one of its `short`",
}
HEAD = """\
# {title}

Generated from the code by `tests/project/update_docs.py`; a test keeps it fresh.{more}

"""
COMMANDS = HEAD.format(title="Commands", more=" `wmsgit COMMAND --help` says the same.")
DECISIONS = HEAD.format(title="Decisions", more=" Each is a record of this project in `records/decisions/`.")
RULES = HEAD.format(title="Drift rules", more=" An example of each is in [Drift](drift.md#rule-kinds).")


def rules_page() -> str:
    """The fields of every rule, then each rule kind with its own fields and what its fingerprint is made of."""
    parts = [RULES, "## Every rule\n\n", *_table(ENVELOPE, ("id", "kind"))]
    for name in sorted(KINDS):
        whole = fragment(name)
        module = import_module(f"{rules.__name__}.{KINDS[name]}")
        fingerprint = " ".join((module.__doc__ or "").split()).partition("Fingerprint: ")[2].partition(". ")[0]
        own = {field: part for field, part in whole["properties"].items() if field not in ENVELOPE}
        parts += [f"\n## {name}\n\n{whole['description']}\n", f"Fingerprint: {fingerprint.rstrip('.')}.\n\n"]
        parts += _table(own, whole["required"])
    return "".join(parts)


def kinds_page() -> str:
    """The page about kinds with the tables of keywords as the code has them."""
    before, _, rest = KINDS_PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + "\n" + "\n".join(map(_keywords, TITLES)) + "\n" + END + rest.partition(END)[2]


def _keywords(level: str) -> str:
    """The table of one level; a star marks what must be there."""
    has_defaults = any(keyword.without for keyword in LEVELS[level].values())
    lines = [f"| {TITLES[level]} | value | meaning |" + (" without it |" if has_defaults else "")]
    lines.append("|---|---|---|---|" if has_defaults else "|---|---|---|")
    for name, keyword in LEVELS[level].items():
        star = "\\*" if keyword.required else ""
        line = f"| `{name}`{star} | {words_of(keyword.form)} | {keyword.meaning} |"
        lines.append(line + (f" {keyword.without} |" if has_defaults else ""))
    return "\n".join(lines) + "\n"


MERGED_FIELDS: Mapping[str, Any] = {
    "a text, number or truth value": {"type": "string"},
    "an object": {"type": "object"},
    "a list with `references`": {"type": "array", "items": {"type": "string"}, "x-wmsgit": {"references": "task"}},
    "a list of objects that have an `id`": {"type": "array", "items": {"properties": {"id": {"type": "string"}}}},
    "a list of other objects": {"type": "array", "items": {"properties": {"name": {"type": "string"}}}},
    "a list of texts or numbers": {"type": "array", "items": {"type": "string"}},
}
_MERGES = "<!-- merge defaults -->\n", "<!-- /merge defaults -->"


def merge_table() -> str:
    """How each type of field merges whose schema states no `merge`."""
    rows = [(field, default_way(schema)) for field, schema in MERGED_FIELDS.items()]
    lines = [
        f"| {field} | {WAYS[way] if way in {'scalar', 'object'} else f'`{way}`: {WAYS[way]}'} |" for field, way in rows
    ]
    lines.append(f"| a list that no schema describes, as in `metadata` | {UNDESCRIBED} |")
    return "\n".join(["| a field without `merge` | merges |", "|---|---|", *lines, ""])


def branches_page() -> str:
    """The page about branches with the table of merges as the code has it."""
    before, mark, rest = BRANCHES_PAGE.read_text(encoding="utf-8").partition(_MERGES[0])
    return before + mark + merge_table() + _MERGES[1] + rest.partition(_MERGES[1])[2]


_DEFAULTS = "by default:\n\n", "\n\n## "


def readme() -> str:
    """The README with the short form of the table of merges."""
    short = {way: re.split("[:;]", text)[0] for way, text in WAYS.items()}
    fields: dict[str, list[str]] = {}
    for field, schema in MERGED_FIELDS.items():
        fields.setdefault(default_way(schema), []).append(field)
    cells = (" or ".join(names) for names in fields.values()), ("---" for _ in fields), (short[way] for way in fields)
    table = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    before, mark, rest = README_PAGE.read_text(encoding="utf-8").partition(_DEFAULTS[0])
    return before + mark + table + _DEFAULTS[1] + rest.partition(_DEFAULTS[1])[2]


_OLDER = "<!-- older calls -->\n", "<!-- /older calls -->"


def migrating_page() -> str:
    """The page about the older system with the table of its calls as `doctor --older` has it."""
    before, mark, rest = MIGRATING_PAGE.read_text(encoding="utf-8").partition(_OLDER[0])
    lines: list[str] = []
    for section in dict.fromkeys(call.section for call in OLDER_CALLS):
        rows = [f"| `{call.older}` | {call.now} |" for call in OLDER_CALLS if call.section == section]
        lines += [f"## {section}", "", "| the older system | now |", "|---|---|", *rows, ""]
    return (
        before + mark + "\n".join(["", *lines, ""]).replace("\n\n\n", "\n\n") + _OLDER[1] + rest.partition(_OLDER[1])[2]
    )


def _table(fields: Mapping[str, Any], required: Any) -> Iterator[str]:
    yield "| field | values | meaning |\n|---|---|---|\n"
    for name, part in fields.items():
        star = "\\*" if name in required else ""
        meaning = str(part.get("description", "")).replace("|", "\\|")
        yield f"| `{name}`{star} | {_values(part)} | {meaning} |\n"


def _values(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    kinds = part.get("type", "any")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    items = part.get("items")
    return f"{words} of {_values(items)}" if words == "array" and isinstance(items, Mapping) else words


def decision_pages() -> dict[str, str]:
    """File name in docs/adr/ → text: a page for each decision of this project, and their list."""
    kind = Registry.read(ROOT / "schemas").kind("adr")
    paths = sorted((ROOT / "records" / "decisions").rglob("*.yaml"))
    records = {path.stem: read_document(path.read_bytes(), kind.shape).data for path in paths}
    rows = "".join(
        f"| [{name}]({name}.md) | {data['title']} | {data['status']} | {str(data['date'])[:10]} |\n"
        for name, data in records.items()
    )
    listed = f"{DECISIONS}| | decision | status | date |\n|---|---|---|---|\n{rows}"
    return {"README.md": listed, **{f"{name}.md": _decision(name, data) for name, data in records.items()}}


def _decision(name: str, data: Mapping[str, Any]) -> str:
    """One decision: its texts under the names of their fields, what it replaces, and its rules in a line each."""
    texts = [
        f"## {field.capitalize()}\n\n{str(data[field]).strip()}\n"
        for field in ("context", "decision", "rationale", "consequences", "impact")
        if data.get(field)
    ]
    older = ", ".join(f"[{one}]({one}.md)" for one in data.get("supersedes", ()))
    rules = "".join(f"- `{rule['id']}` ({rule['kind']}): {rule.get('message', '')}\n" for rule in data.get("rules", ()))
    head = f"# {name}: {data['title']}\n\n{data['status']}, {str(data['date'])[:10]}"
    parts = [f"{head}{f'; supersedes {older}' if older else ''}\n", *texts]
    return "\n".join([*parts, *([f"## Rules\n\n{rules}"] if rules else [])])


def write_decisions() -> None:
    """Write the pages, and remove those of decisions that are gone."""
    folder, pages = DOCS / "adr", decision_pages()
    folder.mkdir(exist_ok=True)
    for page in folder.glob("*.md"):
        if page.name not in pages:
            page.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    KINDS_PAGE.write_text(kinds_page(), encoding="utf-8")
    README_PAGE.write_text(readme(), encoding="utf-8")
    BRANCHES_PAGE.write_text(branches_page(), encoding="utf-8")
    MIGRATING_PAGE.write_text(migrating_page(), encoding="utf-8")
    write_decisions()
    (DOCS / "commands.md").write_text(COMMANDS + reference(), encoding="utf-8")
    (DOCS / "rules.md").write_text(rules_page(), encoding="utf-8")
