"""Writes the rule kinds' fields into the schemas that hold rules: `python tests/project/update_schemas.py`."""

import json
from pathlib import Path
from typing import Any

from wmsgit.features.drift.kinds import KINDS
from wmsgit.features.drift.rule import ENVELOPE
from wmsgit.features.drift.validation import fragment

SCHEMAS = Path(__file__).parents[2] / "schemas"
HOLDERS = ("adr", "state")


def items() -> dict[str, Any]:
    """The schema of one rule: the fields of every rule, and by its kind a case with all of its fields."""
    kind = {**ENVELOPE["kind"], "enum": sorted(KINDS)}
    return {
        "type": "object",
        "description": "One rule: `id`, `kind`, where it looks, and what the rule kind asks for.",
        "required": ["id", "kind"],
        "properties": {**ENVELOPE, "kind": kind},
        "allOf": [
            {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": _case(name)}
            for name in sorted(KINDS)
        ],
    }


def _case(name: str) -> dict[str, Any]:
    """A rule kind's case: its own fields whole, of the others only that they may be there."""
    whole = fragment(name)
    properties = whole["properties"]
    own = {field: part for field, part in properties.items() if field not in ENVELOPE}
    required = [field for field in whole["required"] if field not in {"id", "kind"}]
    return {
        "description": whole["description"],
        **({"required": required} if required else {}),
        "properties": {**dict.fromkeys(ENVELOPE, True), **own},
        "additionalProperties": False,
    }


def updated(name: str) -> str:
    """The text that `schemas/<name>.schema.json` should have."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_bytes())
    schema["properties"]["rules"]["items"] = items()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for holder in HOLDERS:
        (SCHEMAS / f"{holder}.schema.json").write_text(updated(holder), encoding="utf-8")
