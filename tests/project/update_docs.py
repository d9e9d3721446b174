"""Write what is generated in the documents anew: `python tests/project/update_docs.py`.

That is docs/commands.md, docs/rules.md, and the tables of keywords in README.md.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from wmsgit.cli.reference import reference
from wmsgit.drift import rules
from wmsgit.drift.rule import ENVELOPE
from wmsgit.drift.rules import KINDS
from wmsgit.drift.validation import fragment
from wmsgit.schema.keywords import FIELD, FROZEN, KIND, LEVELS, LINK, RULES, SHORT, TRANSITION, words_of

ROOT = Path(__file__).parent.parent.parent
DOCS, README = ROOT / "docs", ROOT / "README.md"
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
RULES = HEAD.format(title="Drift rules", more=" An example of each is in the [README](../README.md#rule-kinds).")


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


def with_keywords(readme: str) -> str:
    """The README with the tables of keywords as the code has them."""
    before, _, rest = readme.partition(BEGIN)
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


if __name__ == "__main__":
    (DOCS / "commands.md").write_text(COMMANDS + reference(), encoding="utf-8")
    (DOCS / "rules.md").write_text(rules_page(), encoding="utf-8")
    README.write_text(with_keywords(README.read_text(encoding="utf-8")), encoding="utf-8")
