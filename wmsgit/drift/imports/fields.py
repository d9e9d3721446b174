"""The fields that all rule kinds about imports have, as JSON Schema properties."""

from collections.abc import Mapping
from typing import Any

IMPORT_FIELDS: Mapping[str, Any] = {
    "language": {"type": "string", "enum": ["python"], "default": "python", "description": "The files' language."},
    "type_checking": {
        "type": "boolean",
        "default": True,
        "description": "Whether imports that only type checkers see (`if TYPE_CHECKING:`) count.",
    },
    "dynamic": {
        "type": "boolean",
        "default": True,
        "description": "Whether calls such as `importlib.import_module` with a literal name count.",
    },
}
