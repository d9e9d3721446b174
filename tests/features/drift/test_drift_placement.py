"""`placement` and `coverage`: components that stand where they belong, and files that belong to none."""

from dataclasses import replace
from typing import Any

import pytest
from drift_plane import Plane, states
from drift_texts import judged, problems, rule_of

from wmsgit.features.drift.rule import Placement, Rule

ROUTER = Placement("OrderRouter", "class", "core", "src/orders", ("src/orders/**",))
CODE = "import os\n\n\nclass OrderRouter:\n    pass\n"


def where(*placements: Placement, kind: str = "placement", **fields: Any) -> Rule:
    return replace(rule_of({"kind": kind, **fields}), placements=placements)


def found(rule: Rule, core: dict[str, str | bytes], **repos: dict[str, str]) -> list[str]:
    items = judged(rule, core, **repos).violations
    return [f"{one.repo}/{one.path}:{one.line} {one.subject} {one.discriminator.partition(' ')[0]}" for one in items]


@pytest.mark.parametrize(
    ("core", "api", "expected"),
    [
        ({"src/orders/router.py": CODE}, {}, []),
        ({}, {}, ["core/src/orders:0 OrderRouter missing"]),
        ({"a.py": "OrderRouter = 1\n"}, {}, ["core/src/orders:0 OrderRouter missing"]),
        ({}, {"x.py": CODE}, ["api/x.py:4 OrderRouter misplaced"]),
        ({"src/x.py": CODE}, {}, ["core/src/x.py:4 OrderRouter misplaced"]),
        ({"src/orders/a.py": CODE}, {"x.py": CODE}, ["api/x.py:4 OrderRouter duplicated"]),
        (
            {"src/orders/a.py": CODE, "src/orders/b.py": CODE},
            {},
            ["core/src/orders/b.py:4 OrderRouter duplicated"],
        ),
    ],
)
def test_class_is_missing_misplaced_or_there_twice(
    core: dict[str, str | bytes], api: dict[str, str], expected: list[str]
) -> None:
    assert found(where(ROUTER), core, api=api) == expected


def test_states_that_are_not_checked_are_not_reported() -> None:
    assert found(where(ROUTER, check=["misplaced"]), {}) == []
    assert found(where(ROUTER, components=["Other*"]), {}) == []
    assert judged(where(ROUTER, components=["Other*"]), {}).is_vacuous
    assert len(found(where(ROUTER, components=["Order*"]), {})) == 1


@pytest.mark.parametrize(
    ("sort", "name", "location", "path"),
    [
        ("module", "pricing", "src/lib", "src/lib/pricing.py"),
        ("module", "lib.pricing", "lib.pricing", "src/lib/pricing.py"),
        ("package", "pricing", "src/pricing", "src/pricing/__init__.py"),
        ("Package", "pricing", "", "anywhere/pricing/__init__.py"),
        ("service", "billing", "services", "services/billing/service.yaml"),
        ("job", "nightly", "jobs", "jobs/nightly/run.sh"),
        ("dashboard", "sales", "boards/sales.json", "boards/sales.json"),
        ("class", "lib.x.Thing", "src/**/lib", "src/a/lib/x.py"),
    ],
)
def test_component_is_found_by_its_type(sort: str, name: str, location: str, path: str) -> None:
    markers = {"service": "services/{name}/service.yaml", "job": "run.sh"}
    rule = where(Placement(name, sort, "core", location), markers=markers)
    inits = {"src/lib/__init__.py": "", "src/a/__init__.py": "", "src/a/lib/__init__.py": ""}
    text = "class Thing: ...\n"
    core: dict[str, str | bytes] = {**inits, path: text}
    assert found(rule, core) == []
    assert [item.rpartition(" ")[2] for item in found(rule, {**inits})] == ["missing"]


def test_component_that_no_rule_can_find_is_unknown() -> None:
    seen = judged(where(Placement("billing", "service", "core")), {"a": ""})
    assert [one.repo for one in seen.unknowns] == ["core"]


def test_file_with_a_syntax_error_is_unknown_and_bytes_are_no_crash() -> None:
    seen = judged(where(ROUTER), {"a.py": "class (", "b.py": b"class \0", "src/orders/c.py": CODE})
    assert [one.path for one in seen.unknowns] == ["a.py", "b.py"]
    assert seen.violations == ()


def test_marker_and_check_are_validated() -> None:
    assert problems(kind="placement", check=["lost"])
    assert problems(kind="placement", components=[])


def placing(plane: Plane, **fields: Any) -> None:
    data = {"component_name": "OrderRouter", "component_type": "class", "correct_repo": "core", **fields}
    plane.write("placements/PLACE-001.yaml", {"created_at": "2026-11-23T09:30:00Z", **data})


def test_records_place_components_and_a_renamed_file_keeps_its_finding(plane: Plane) -> None:
    plane.member("core", {"src/orders/router.py": CODE})
    api = plane.member("api", {"x.py": CODE})
    placing(plane, correct_location="src/orders")
    plane.decide({"id": "where", "kind": "placement", "components": ["*"]})
    assert states(plane.record()) == [("new", "api/x.py duplicated x.py", 4)]
    (data,) = plane.recorded().values()
    assert (data["component_name"], data["expected_location"]) == ("OrderRouter", "core/src/orders")
    plane.git(api, "mv", "x.py", "y.py")
    plane.commit(api, {})
    assert states(plane.record()) == [("open", "api/y.py duplicated y.py", 4)]
    assert states(plane.scan("core")) == []
    assert [state for state, _, _ in states(plane.scan("api"))] == ["open"]
    (plane.root.parent / "core").rename(plane.root.parent / "away")
    report = plane.scan("api")
    assert [state for state, _, _ in states(report)] == ["unknown"]
    placing(plane, status="retired")
    (plane.root.parent / "away").rename(plane.root.parent / "core")
    assert [state for state, _, _ in states(plane.scan())] == ["resolved"]
    (plane.root / "records/placements/PLACE-001.yaml").write_text("component_name: [\n")
    assert [state for state, _, _ in states(plane.scan())] == ["unknown"]


def test_component_is_not_missing_while_a_repository_that_may_have_it_cannot_be_seen(plane: Plane) -> None:
    plane.member("core", {"a.py": ""})
    plane.member("api", {"x.py": ""})
    placing(plane, correct_location="src/orders")
    plane.decide({"id": "where", "kind": "placement"})
    assert [state for state, _, _ in states(plane.record())] == ["new"]
    (plane.root.parent / "api").rename(plane.root.parent / "away")
    for names in ((), ("core",)):
        report = plane.record(*names)
        assert [state for state, _, _ in states(report)] == ["unknown"]
        assert "unless it is in api, which cannot be seen" in " ".join(item.reason for item in report.unknowns)
    assert [state for state, _, _ in states(plane.scan("api"))] == []
    assert plane.scan("core", ref="staged", is_partial=True).unknowns == ()  # a hook stops no commit for it


def test_files_without_an_owner_are_found() -> None:
    rule = where(ROUTER, Placement("b", "module", "api", "", ("src/q.py",)), kind="coverage", paths=["src/**"])
    core: dict[str, str | bytes] = {"src/orders/a.py": "", "src/x/b.py": "", "setup.py": ""}
    assert found(rule, core, api={"src/q.py": ""}) == ["core/src/x/b.py:0 src/x/b.py "]
    assert judged(rule, {"setup.py": ""}).is_vacuous


@pytest.mark.parametrize("everything", ["**", "/**", "*", "/*", "**/*", "/**/*", "*/**"])
def test_a_component_that_owns_everything_says_of_no_file_where_it_belongs(everything: str) -> None:
    rule = where(Placement("core", "repository", "core", "", (everything, "!/docs", "/src/a.py")), kind="coverage")
    assert found(rule, {"src/a.py": "", "src/b.py": "", "docs/x.md": ""}) == [
        "core/docs/x.md:0 docs/x.md ",
        "core/src/b.py:0 src/b.py ",
    ]


def test_a_whole_repository_stands_where_it_is() -> None:
    rule = where(Placement("core", "repository", "core", "", ("**",)))
    assert judged(rule, {"src/a.py": ""}).violations == ()
    assert judged(rule, {"src/a.py": ""}).unknowns == ()


def test_examples_of_both_name_repositories(plane: Plane) -> None:
    from test_drift_check import findings

    placing(plane, correct_location="src/orders", owned_paths=["src/orders/**"])
    plane.decide(
        {
            "id": "where",
            "kind": "placement",
            "examples": {"bad": {"api/x.py": CODE}, "good": {"core/src/orders/x.py": CODE}},
        },
        {"id": "owned", "kind": "coverage", "examples": {"bad": "core/a.py", "good": "core/src/orders/a.py"}},
    )
    assert findings(plane) == []
