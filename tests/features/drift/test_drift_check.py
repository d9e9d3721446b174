"""What `check` says of rules: their fields, their examples, their ids."""

from drift_plane import NO_PANDAS, Plane

from wmsgit.features.check.actions.run import check


def findings(plane: Plane) -> list[tuple[str, int, str]]:
    found = check(plane.workspace()).findings
    return [(item.code, item.line, item.message) for item in found if item.path.startswith("records/decisions")]


def decide(plane: Plane, text: str) -> None:
    head = "title: T\nstatus: accepted\ndate: 2026-11-23T09:30:00Z\ndecision: D\nrules:\n"
    path = plane.root / "records" / "decisions" / "ADR-001.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + text)


def test_valid_rule_has_no_findings(plane: Plane) -> None:
    plane.member("core", {})
    plane.decide({**NO_PANDAS, "examples": {"bad": "import pandas", "good": ["import os", {"a.py": "import re"}]}})
    assert findings(plane) == []


def test_unknown_field_of_a_rule_is_found_at_its_line_with_the_nearest_name(plane: Plane) -> None:
    decide(plane, "  - id: a\n    kind: forbidden_import\n    modules: [x]\n    severty: HIGH\n    modulse: [y]\n")
    assert findings(plane) == [
        ("SCHEMA", 9, "rules[0].severty: unknown field; did you mean 'severity'?"),
        ("SCHEMA", 10, "rules[0].modulse: unknown field; did you mean 'modules'?"),
    ]


def test_unknown_kind_is_found_at_its_line_with_the_nearest_name(plane: Plane) -> None:
    decide(plane, "  - id: a\n    kind: forbiden_import\n    modules: [x]\n")
    ((code, line, message),) = findings(plane)
    assert (code, line) == ("SCHEMA", 7)
    assert message.endswith("; did you mean 'forbidden_import'?")


def test_examples_that_the_rule_does_not_treat_as_they_say_are_errors(plane: Plane) -> None:
    decide(
        plane,
        "  - id: a\n    kind: forbidden_import\n    modules: [pandas]\n    examples:\n"
        "      bad:\n        - import pandas\n        - import polars\n      good: from pandas import core\n",
    )
    assert findings(plane) == [
        ("RULE", 12, "ADR-001/a: this bad example passes the rule"),
        (
            "RULE",
            13,
            "ADR-001/a: this good example breaks the rule: example.py in example imports pandas",
        ),
    ]


def test_id_that_stands_twice_is_found(plane: Plane) -> None:
    rule = "  - {id: a, kind: forbidden_import, modules: [x]}\n"
    decide(plane, rule + rule)
    assert findings(plane) == [("RULE", 7, "ADR-001/a: the id 'a' stands twice in the record")]


def test_short_forms_of_a_placement_are_rules(plane: Plane) -> None:
    plane.member("core", {"src/a.py": "import os\nimport pandas\n", "lib/a.py": "import pandas\n"})
    place = {"component_name": "a", "component_type": "module", "correct_repo": "core", "owned_paths": ["src/**"]}
    rules = {"forbidden_imports": ["pandas"]}
    plane.write("placements/PLACE-001.yaml", {**place, "created_at": "2026-11-23T09:30:00Z", "rules": rules})
    (found,) = plane.scan().findings
    assert found.detection is not None
    assert found.detection.rule.name == "PLACE-001/forbidden-imports"
    assert found.detection.violation.path == "src/a.py"


def test_place_that_no_repository_can_have_is_found_at_its_line(plane: Plane) -> None:
    plane.member("core", {})
    path = plane.root / "records" / "placements" / "PLACE-001.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "component_name: Router\ncomponent_type: class\ncorrect_repo: core\ncreated_at: 2026-11-23T09:30:00Z\n"
    found = {}
    for location in ("../other/src", "/home/ann/core", "src/**"):
        path.write_text(f"{head}correct_location: {location}\nowned_paths:\n  - src/**\n  - '[z-a]'\n")
        found[location] = [(item.line, item.message) for item in check(plane.workspace()).findings]
    assert found["src/**"][0][1].startswith("PLACE-001: owned_paths[1]: a pattern cannot be used: ")
    out = "PLACE-001: correct_location: {!r} leads out of the repository: files are named from its top"
    assert found["../other/src"][0] == (5, out.format("../other/src"))
    assert found["/home/ann/core"][0] == (5, out.format("/home/ann/core"))
    assert [[line for line, _ in items] for items in found.values()] == [[5, 8], [5, 8], [8]]
