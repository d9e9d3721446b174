"""The rule kinds' fields in the schemas are those of the code."""

import pytest
from update_schemas import HOLDERS, SCHEMAS, updated


@pytest.mark.parametrize("name", HOLDERS)
def test_schema_has_the_fields_of_the_rule_kinds(name: str) -> None:
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert text == updated(name), "run: python tests/project/update_schemas.py"
