"""Write docs/commands.md and docs/rules.md anew: `python tests/project/update_docs.py`."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from wmsgit.cli.parser.reference import reference
from wmsgit.features.drift import rules
from wmsgit.features.drift.kinds import KINDS
from wmsgit.features.drift.rule import ENVELOPE
from wmsgit.features.drift.validation import fragment

DOCS = Path(__file__).parent.parent.parent / "docs"
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
