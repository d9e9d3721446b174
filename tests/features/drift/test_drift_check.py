"""What `check` says of rules: their fields, their examples, their ids."""

from typing import Any

import pytest
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


IDLE = [
    ({"kind": "forbidden_dependency", "packages": ["x"], "groups": ["develop"]}, "groups[0]", "did you mean 'dev'?"),
    ({"kind": "forbidden_dependency", "packages": ["x"], "groups": ["development"]}, "groups[0]", "mean 'dev'?"),
    ({"kind": "forbidden_dependency", "packages": ["x"], "groups": ["dve:test"]}, "groups[0]", "manifest has to name"),
    ({"kind": "forbidden_dependency", "packages": ["x==2"]}, "packages[0]", "did you mean 'x'?"),
    ({"kind": "forbidden_import", "modules": ["os", "pandas/core"]}, "modules[1]", "did you mean 'pandas.core'?"),
    ({"kind": "forbidden_import", "modules": ["./app/db.py"]}, "modules[0]", "did you mean 'app.db'?"),
    ({"kind": "forbidden_import", "modules": ["scikit-learn"]}, "modules[0]", "did you mean 'scikit_learn'?"),
    (
        {"kind": "forbidden_import", "language": "javascript", "modules": ["src/legacy"]},
        "modules[0]",
        "did you mean './src/legacy'?",
    ),
    (
        {"kind": "forbidden_import", "language": "javascript", "modules": ["./src/legacy.ts"]},
        "modules[0]",
        "did you mean './src/legacy'?",
    ),
    ({"kind": "import_layers", "package": "src/app", "layers": ["a", "b"]}, "package", "did you mean 'src.app'?"),
    ({"kind": "import_layers", "package": "app", "layers": ["a | b/c", "d"]}, "layers[0]", "did you mean 'b.c'?"),
    (
        {"kind": "config_consistent", "source": {"repo": "a", "file": "*.toml"}, "targets": [{"file": "b.toml"}]},
        "source.file",
        "no wild cards",
    ),
    ({"kind": "config_value", "file": "./a.toml", "equals": 1}, "file", "did you mean 'a.toml'?"),
    (
        {
            "kind": "config_consistent",
            "source": {"repo": "a", "file": "a", "at": "/*"},
            "targets": [{"file": "b.toml"}],
        },
        "source.at",
        "no wild card",
    ),
    ({"kind": "forbidden_import", "modules": ["import pandas as pd"]}, "modules[0]", "did you mean 'pandas'?"),
    ({"kind": "forbidden_import", "modules": ["pandas>=2"]}, "modules[0]", "did you mean 'pandas'?"),
    ({"kind": "forbidden_import", "modules": ["a", "b", "!b"]}, "modules[1]", "taken out again by '!b'"),
    ({"kind": "forbidden_import", "language": "javascript", "modules": ["lodash@4"]}, "modules[0]", "'lodash'?"),
    ({"kind": "import_protected", "modules": ["a"], "allowed_importers": ["a/b"]}, "allowed_importers[0]", "'a.b'?"),
    ({"kind": "import_cycles", "package": "src/app"}, "package", "did you mean 'src.app'?"),
    ({"kind": "import_cycles", "language": "javascript", "package": "./src"}, "package", "did you mean 'src'?"),
    ({"kind": "import_cycles", "among": "modules", "depth": 1}, "depth", "single modules"),
    ({"kind": "import_layers", "package": "app", "layers": ["app.a", "b"]}, "layers[0]", "did you mean 'a'?"),
    ({"kind": "import_layers", "package": "app", "layers": ["a"]}, "layers", "no layer above or below"),
    ({"kind": "forbidden_dependency", "packages": ["@acme"]}, "packages[0]", "did you mean '@acme/*'?"),
    ({"kind": "forbidden_dependency", "packages": ["junit"], "ecosystem": "maven"}, "packages[0]", "'*:junit'?"),
    ({"kind": "dependency_version", "package": "a>=2", "must_be_within": ">=2"}, "package", "did you mean 'a'?"),
    ({"kind": "dependency_version", "package": "a*", "must_be_within": ">=2"}, "package", "no pattern"),
    *(
        ({"kind": "dependency_version", "package": "a", "must_be_within": text, **more}, "must_be_within", "no version")
        for text, more in [(">=2,<1", {}), (">2 <1", {"ecosystem": "npm"}), (">=3, <2", {"ecosystem": "cargo"})]
    ),
    ({"kind": "config_value", "file": "a.toml", "at": "/a", "range": {"min": 2, "max": 1}}, "range", "no number"),
    ({"kind": "config_value", "file": "a.toml", "at": "/a", "some": {"version": ">2,<1"}}, "version", "no version"),
    ({"kind": "config_value", "file": "a.toml", "at": "/a", "contains": ""}, "contains", "every text"),
    ({"kind": "config_value", "file": "a.toml", "at": "/a/", "equals": 1}, "at", "did you mean '/a'?"),
    ({"kind": "config_value", "file": "*.jsn", "at": "/a", "equals": 1}, "at", "read as one text"),
    ({"kind": "content", "regex": "a\\nb"}, "regex", "each line by itself"),
    ({"kind": "codeowners", "known": ["acme/platform"]}, "known[0]", "did you mean '@acme/platform'?"),
    ({"kind": "git_state", "default_branch": "origin/main"}, "default_branch", "did you mean 'main'?"),
    ({"kind": "path_forbidden", "paths": ["!x"]}, "paths", "no path is left"),
    ({"kind": "path_forbidden", "paths": ["src//x"]}, "paths[0]", "did you mean 'src/x'?"),
    ({"kind": "path_forbidden", "paths": ["x"], "scope": {"exclude": ["**"]}}, "scope.exclude", "every path"),
    ({"kind": "path_naming", "stem": "Kebab"}, "stem", "did you mean 'kebab-case'?"),
    ({"kind": "path_forbidden", "paths": ["["]}, "paths[0]", "is not closed"),
    ({"kind": "path_forbidden", "paths": ["x"], "scope": {"paths": ["./src/**"]}}, "scope.paths[0]", "'/src/**'?"),
    ({"kind": "path_forbidden", "paths": ["x"], "scope": {"exclude": ["../x"]}}, "scope.exclude[0]", "out of the"),
    ({"kind": "path_forbidden", "paths": ["x"], "id": "no x"}, "id", "did you mean 'no-x'?"),
    ({"kind": "path_forbidden", "paths": ["x"], "id": "src/x"}, "id", "did you mean 'src-x'?"),
    ({"kind": "forbidden_import", "modules": ["a"], "scope": {"paths": ["*.ts"]}}, "scope.paths", "python (.py, .pyi)"),
    ({"kind": "forbidden_import", "modules": ["a"], "roots": ["./src/"]}, "roots[0]", "did you mean 'src'?"),
    ({"kind": "forbidden_import", "modules": ["2to3"]}, "modules[0]", "did you mean '_2to3'?"),
    ({"kind": "forbidden_import", "modules": ["a..b"]}, "modules[0]", "did you mean 'a.b'?"),
    ({"kind": "allowed_imports", "modules": ["a", "**"]}, "modules[1]", "every module may be imported"),
    ({"kind": "allowed_imports", "modules": ["third_party"]}, "modules[0]", "every module may be imported"),
    ({"kind": "allowed_imports", "own": True, "modules": ["self", "third_party"]}, "modules[1]", "every module may"),
    (
        {"kind": "import_protected", "modules": ["a"], "allowed_importers": ["**"]},
        "allowed_importers[0]",
        "every module",
    ),
    ({"kind": "import_independence", "modules": ["a", "a.b"]}, "modules[1]", "lies in 'a'"),
    ({"kind": "import_independence", "modules": ["a", "a"]}, "modules[1]", "stands there twice"),
    (
        {"kind": "import_layers", "package": "app", "layers": ["a", "b"], "exhaustive_ignores": ["c"]},
        "exhaustive_ignores",
        "without `exhaustive: true`",
    ),
    ({"kind": "api_surface", "package": "app", "since": "HEAD"}, "since", "did you mean a tag?"),
    ({"kind": "api_surface", "package": "app", "since": "v1", "removed": ["app.**"]}, "removed[0]", "whole package"),
    ({"kind": "api_surface", "package": "app", "since": "v1", "removed": ["**"]}, "removed[0]", "every name may go"),
    ({"kind": "path_required", "any_of": ["*"]}, "any_of[0]", "any file will do"),
    ({"kind": "path_naming", "stem": ".*"}, "stem", "fits every text"),
    ({"kind": "commit_convention", "since": "2026-01-01", "subject": "^"}, "subject", "fits every text"),
    ({"kind": "commit_convention", "since": "2026-01-01", "author": ".*"}, "author", "fits every text"),
    (
        {"kind": "commit_convention", "since": "2026-01-01", "trailers": ["Signed-off-by:"]},
        "trailers[0]",
        "did you mean 'Signed-off-by'?",
    ),
    (
        {"kind": "commit_convention", "since": "2026-01-01", "trailers": ["A"], "ignore_authors": ["Bot <b@x.org>"]},
        "ignore_authors[0]",
        "did you mean 'b@x.org'?",
    ),
    (
        {"kind": "commit_convention", "since": "2026-01-01", "trailers": ["A"], "ignore_authors": ["bot"]},
        "ignore_authors[0]",
        "no address",
    ),
    ({"kind": "dependency_version", "package": "a", "must_be_within": ">=0"}, "must_be_within", "every version"),
    (
        {"kind": "dependency_version", "package": "a", "must_be_within": "*", "ecosystem": "npm"},
        "must_be_within",
        "every version",
    ),
    ({"kind": "forbidden_dependency", "packages": ["lodash/fp"], "ecosystem": "npm"}, "packages[0]", "'lodash'?"),
    ({"kind": "forbidden_dependency", "packages": ["logrus"], "ecosystem": "go"}, "packages[0]", "'*/logrus'?"),
    (
        {"kind": "forbidden_dependency", "packages": ["pypi:a"], "ecosystem": "python"},
        "packages[0]",
        "did you mean 'a'?",
    ),
    (
        {"kind": "forbidden_dependency", "packages": ["a"], "groups": ["indirect"], "ecosystem": "npm"},
        "groups[0]",
        "those of go do",
    ),
    ({"kind": "undeclared_import", "check": ["unused"], "groups": ["dev"]}, "groups", "did you mean 'runtime'?"),
    ({"kind": "undeclared_import", "ignore": ["*"]}, "ignore[0]", "every package is left out"),
    (
        {
            "kind": "config_consistent",
            "source": {"repo": "a", "file": "x.toml", "at": "/v"},
            "targets": [{"file": "x.toml", "at": "/v", "repos": ["a"]}],
        },
        "targets[0]",
        "the source itself",
    ),
    ({"kind": "config_value", "file": "a.toml", "at": "/a", "fits": ".*"}, "fits", "fits every text"),
    (
        {"kind": "config_value", "file": "a.toml", "at": "/a", "where": {"/a": {"equals": 1}}, "equals": 1},
        "where",
        "always holds",
    ),
    (
        {
            "kind": "config_value",
            "file": "a.toml",
            "at": "/a",
            "equals": {"record": "repo", "field": "default_branche"},
        },
        "equals.field",
        "did you mean 'default_branch'?",
    ),
    ({"kind": "placement"}, "no active placement places anything", ""),
    ({"kind": "code_pattern", "language": "python", "rule": {"pattern": "eval("}}, "rule.pattern", "'eval($$$)'?"),
    (
        {"kind": "code_pattern", "language": "python", "rule": {"any": [{"pattern": "x = 1 +)"}]}},
        "rule.any[0].pattern",
        "no whole code of python",
    ),
    (
        {"kind": "code_pattern", "language": "go", "rule": {"pattern": "f($$$)"}, "scope": {"paths": ["src/*.py"]}},
        "scope.paths",
        "is one of go",
    ),
]


@pytest.mark.parametrize(("rule", "place", "words"), IDLE)
def test_what_can_never_find_anything_is_a_warning_with_the_nearest_that_can(
    plane: Plane, rule: dict[str, Any], place: str, words: str
) -> None:
    plane.decide({"id": "a", **rule})
    (message,) = (message for code, _, message in findings(plane) if code == "IDLE-RULE")
    assert message.startswith(f"ADR-001/{rule.get('id', 'a')}: {place}")
    assert words in message


@pytest.mark.parametrize(
    "rule",
    [
        {
            "kind": "forbidden_dependency",
            "packages": ["psycopg2*", "@org/x"],
            "groups": ["dev:test", "docs", "runtime"],
        },
        {"kind": "forbidden_import", "modules": ["pandas.**", "n*.linalg", "_private", "a.*.c"]},
        {
            "kind": "forbidden_import",
            "language": "javascript",
            "modules": ["@x/y", "chart.js", "./src/**", "lodash/fp"],
        },
        {"kind": "import_layers", "language": "javascript", "package": "src", "layers": ["a | (b)"]},
        {"kind": "path_naming", "stem": "[a-z]+"},
        {"kind": "content", "regex": "a[^\\n]*b\\\\n"},
        {"kind": "forbidden_import", "modules": ["pandas", "!pandas.testing"]},
        {"kind": "forbidden_import", "language": "javascript", "modules": ["raw-loader!./x", "@acme"]},
        {"kind": "import_cycles", "language": "javascript", "package": "src"},
        {"kind": "config_value", "file": "**/Dockerfile*", "at": "/from/*/image", "fits": "@sha256:"},
        {"kind": "config_value", "file": ".python-version", "version": ">=3.11"},
        {"kind": "config_value", "file": "x.conf", "format": "ini", "at": "/a/b", "equals": 1},
        {"kind": "dependency_version", "package": "a", "must_be_within": ">=2,<3 || >=4"},
        {"kind": "path_forbidden", "paths": ["\\#x", "x\\ ", "!y"]},
        {"kind": "config_value", "file": "pages/[id].json", "at": "/paths/@~1*", "equals": 1},
        {"kind": "path_forbidden", "paths": ["[a-z].py", "\\[x", "*.x"]},
        {"kind": "path_forbidden", "paths": ["x"], "id": "no_x.2:b"},
        {"kind": "forbidden_import", "modules": ["a"], "roots": [".", "src/*"], "scope": {"paths": ["*.py", "*.md"]}},
        {"kind": "allowed_imports", "modules": ["third_party", "!pandas"]},
        {"kind": "allowed_imports", "modules": ["third_party"], "own": True},
        {"kind": "allowed_imports", "modules": []},
        {"kind": "import_independence", "modules": ["a", "ab", "b.*"]},
        {"kind": "import_layers", "package": "lib", "language": "javascript", "layers": ["a", "b/a | b/c"]},
        {"kind": "path_required", "any_of": ["*.md"]},
        {
            "kind": "commit_convention",
            "since": "2026-01-01",
            "subject": "^(feat|fix)",
            "ignore_authors": ["a[bot]@x.org"],
        },
        {"kind": "undeclared_import", "check": ["unused"], "groups": ["runtime", "dev"]},
        {"kind": "forbidden_dependency", "packages": ["github.com/a/b"], "groups": ["indirect"], "ecosystem": "go"},
        {"kind": "config_value", "file": "a.toml", "at": "/b", "where": {"/a": {"equals": 1}}, "equals": 1},
        {"kind": "config_value", "file": "a.toml", "at": "/b", "equals": {"record": "repo", "field": "default_branch"}},
        {"kind": "code_pattern", "language": "python", "rule": {"any": [{"pattern": "def $F($$$): $$$B"}]}},
        {"kind": "code_pattern", "language": "typescript", "rule": {"pattern": "$A as any"}},
        {
            "kind": "code_pattern",
            "language": "python",
            "rule": {"any": [{"pattern": "class $C"}, {"pattern": "except $E:"}]},
        },
        {"kind": "code_pattern", "language": "go", "rule": {"pattern": "f($$$)"}},
        {
            "kind": "code_pattern",
            "language": "java",
            "rule": {"pattern": {"context": "class A { $M; }", "selector": "identifier"}},
        },
    ],
)
def test_what_can_find_something_has_no_warning(plane: Plane, rule: dict[str, Any]) -> None:
    plane.decide({"id": "a", **rule})
    assert findings(plane) == []


def test_selectors_that_together_choose_no_repository_are_named(plane: Plane) -> None:
    for name in ("api", "core"):
        plane.member(name, {})
    plane.decide({**NO_PANDAS, "scope": {"repos": ["core", "!core"]}})
    assert [message for _, _, message in findings(plane)] == [
        "ADR-001/no-pandas: scope.repos: core, !core together choose no repository"
    ]


def test_repositories_and_tags_that_are_not_there_are_named_with_the_nearest(plane: Plane) -> None:
    plane.member("core", {}, tags=["python"])
    source = {"repo": "cores", "file": ".python-version"}
    target = {"repos": ["tag:pyton", "core", "c*"], "file": "x.toml"}
    plane.decide(
        {"id": "a", "kind": "path_forbidden", "paths": ["x"], "scope": {"repos": ["cor", "tag:java", "!all", "z*"]}},
        {"id": "b", "kind": "config_consistent", "source": source, "targets": [target]},
    )
    assert [(code, message) for code, _, message in findings(plane)] == [
        ("UNKNOWN-REPO", "ADR-001/a: scope.repos[0]: no repository has the name 'cor'; did you mean 'core'?"),
        ("UNKNOWN-REPO", "ADR-001/a: scope.repos[1]: no repository has the tag 'java'"),
        ("UNKNOWN-REPO", "ADR-001/a: scope.repos[3]: no repository has the name 'z*'"),
        ("UNKNOWN-REPO", "ADR-001/b: source.repo: no repository has the name 'cores'; did you mean 'core'?"),
        ("UNKNOWN-REPO", "ADR-001/b: targets[0].repos[0]: no repository has the tag 'pyton'; did you mean 'python'?"),
    ]


def test_a_strict_check_asks_for_examples(plane: Plane) -> None:
    plane.member("core", {})
    plane.decide(
        NO_PANDAS,
        {**NO_PANDAS, "id": "b", "examples": {"bad": "import pandas"}},
        {"id": "c", "kind": "git_state", "dirty_days": 1},
    )
    assert findings(plane) == []
    asked = [item for item in check(plane.workspace(), strict=True).findings if item.level == "warning"]
    assert [(item.code, item.message.partition(":")[0]) for item in asked] == [("NO-EXAMPLES", "ADR-001/no-pandas")]


def test_an_expression_that_is_none_is_called_so(plane: Plane) -> None:
    plane.decide({"id": "a", "kind": "content", "regex": "("})
    ((code, _, message),) = findings(plane)
    assert (code, "is not a valid regular expression" in message) == ("RULE", True)


def test_a_package_that_no_repository_has_is_named_with_the_nearest(plane: Plane) -> None:
    plane.member("core", {"src/meridian/api/a.py": "", "web/src/ui/a.ts": ""})
    layers = {"kind": "import_layers", "layers": ["api", "b"]}
    plane.decide({"id": "a", **layers, "package": "meridan"}, {"id": "b", **layers, "package": "meridian"})
    ((code, _, message),) = findings(plane)
    words = "ADR-001/a: package: no repository in its scope has 'meridan'; did you mean 'meridian'?"
    assert (code, message) == ("IDLE-RULE", words)
    assert findings(plane) == [(code, _, message)]  # by what is left of the first check
    plane.write("repos/away.yaml", {"path": "../away"})
    assert findings(plane) == []  # it may be there


def test_a_folder_of_layers_that_no_repository_has_is_named(plane: Plane) -> None:
    plane.member("core", {"web/src/ui/a.ts": ""})
    plane.decide(
        {"id": "a", "kind": "import_layers", "language": "javascript", "package": "web/scr", "layers": ["ui", "x"]}
    )
    ((code, _, message),) = findings(plane)
    assert (code, message.endswith("has 'web/scr'; did you mean 'web/src'?")) == ("IDLE-RULE", True)


def test_components_and_types_that_no_placement_has_are_named_with_the_nearest(plane: Plane) -> None:
    plane.member("core", {})
    place = {"component_name": "Router", "component_type": "service", "correct_repo": "core"}
    plane.write("placements/PLACE-001.yaml", {**place, "created_at": "2026-11-23T09:30:00Z"})
    rule = {"id": "a", "kind": "placement", "markers": {"servce": "{name}/service.yaml", "Service": "{name}/x"}}
    plane.decide({**rule, "components": ["Routr", "R*"]})
    assert sorted(message for _, _, message in findings(plane)) == [
        "ADR-001/a: components[0]: no active placement has the component 'Routr'; did you mean 'Router'?",
        "ADR-001/a: markers.servce: no active placement has a component of this type; did you mean 'service'?",
    ]


def test_a_short_form_that_lists_nothing_is_named(plane: Plane) -> None:
    plane.member("core", {})
    place = {"component_name": "a", "component_type": "module", "correct_repo": "core"}
    rules = {"allowed_imports": [], "forbidden_imports": ["pandas"]}
    plane.write("placements/PLACE-001.yaml", {**place, "created_at": "2026-11-23T09:30:00Z", "rules": rules})
    found = [(item.code, item.message) for item in check(plane.workspace()).findings]
    words = "PLACE-001: rules.allowed_imports: an empty list is no rule; `stdlib` alone allows nothing foreign"
    assert found == [("IDLE-RULE", words)]


def test_a_day_that_is_to_come_is_named_until_it_has_come(plane: Plane) -> None:
    plane.member("core", {})
    rule = {"id": "a", "kind": "commit_convention", "trailers": ["Reviewed-by"]}
    plane.decide({**rule, "since": "9000-01-01"}, {**rule, "id": "b", "since": "2026-01-01"})
    words = "ADR-001/a: since: 9000-01-01 is to come, so that no commit is looked at"
    assert [message for _, _, message in findings(plane)] == [words]
    assert [message for _, _, message in findings(plane)] == [words]  # by what is left of the first check


def test_a_package_of_circles_or_of_public_names_that_no_repository_has_is_named(plane: Plane) -> None:
    plane.member("core", {"src/meridian/api/a.py": "", "web/src/ui/a.ts": ""})
    plane.decide(
        {"id": "a", "kind": "import_cycles", "package": "meridan"},
        {"id": "b", "kind": "import_cycles", "package": "web/scr", "language": "javascript"},
        {"id": "c", "kind": "api_surface", "package": "meridian.apis", "since": "v1"},
        {"id": "d", "kind": "import_cycles", "package": "meridian"},
        {"id": "e", "kind": "import_cycles"},
    )
    start = "package: no repository in its scope has"
    assert [message for _, _, message in findings(plane)] == [
        f"ADR-001/a: {start} 'meridan'; did you mean 'meridian'?",
        f"ADR-001/b: {start} 'web/scr'; did you mean 'web/src'?",
        f"ADR-001/c: {start} 'meridian.apis'; did you mean 'meridian.api'?",
    ]
