"""What is generated in the schemas is as the code has it: the rule kinds' fields, and the schema of schemas."""

import pytest
from update_schemas import HOLDERS, SCHEMAS, STANDARD_MODULE, meta_schema, standard_module, updated

from wmsgit.schema.registry import META_SCHEMA


@pytest.mark.parametrize("name", HOLDERS)
def test_schema_has_the_fields_of_the_rule_kinds(name: str) -> None:
    text = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert text == updated(name), "run: python tests/project/update_schemas.py"


def test_schema_of_schemas_is_that_of_the_table_of_keywords() -> None:
    text = (SCHEMAS / META_SCHEMA).read_text(encoding="utf-8")
    assert text == meta_schema(), "run: python tests/project/update_schemas.py"


def test_classes_of_the_standard_kinds_are_fresh() -> None:
    text = STANDARD_MODULE.read_text(encoding="utf-8")
    assert text == standard_module(), "run: python tests/project/update_schemas.py"
