"""The table of rule kinds: a kind is imported when a rule names it."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from wmsgit.features.drift.kind import RuleKind


KINDS: Mapping[str, str] = {
    "allowed_imports": "allowed_imports",
    "api_surface": "api_surface",
    "code_pattern": "code_pattern",
    "codeowners": "codeowners",
    "commit_convention": "commit_convention",
    "config_consistent": "config_consistent",
    "config_value": "config_value",
    "content": "content",
    "coverage": "coverage",
    "dependency_version": "dependency_version",
    "file_limit": "file_limit",
    "forbidden_dependency": "forbidden_dependency",
    "forbidden_import": "forbidden_import",
    "freshness": "freshness",
    "git_state": "git_state",
    "import_cycles": "import_cycles",
    "import_independence": "import_independence",
    "import_layers": "import_layers",
    "import_protected": "import_protected",
    "path_forbidden": "path_forbidden",
    "path_naming": "path_naming",
    "path_required": "path_required",
    "placement": "placement",
    "sarif": "sarif",
    "undeclared_import": "undeclared_import",
}
"""Rule kind → its module in `wmsgit.features.drift.rules`."""


def rule_kind(name: str) -> "RuleKind":
    """The rule kind of a name.

    Raises:
        KeyError: when there is none.
    """
    return cast("RuleKind", import_module(f"wmsgit.features.drift.rules.{KINDS[name]}").KIND)
