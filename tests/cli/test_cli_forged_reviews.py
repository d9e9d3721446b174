"""Pull requests that switch off what judges them: the same verdict as without, and what they loosen said first."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_program import Program, copied_program, made_once

DATE = "2026-01-01T10:00:00Z"
RULE = {"id": "no-evil", "kind": "forbidden_import", "severity": "HIGH", "modules": ["evil"]}
OTHER = {"id": "no-bad", "kind": "forbidden_import", "severity": "LOW", "modules": ["bad"]}
GATES = {"task": {"complete": {"review": {"type": "plan", "grade": "B"}, "nothing_open": ["drift"]}}}


def put(plane: Program, path: str, data: object) -> None:
    """Write a file of the workspace; JSON is YAML."""
    file = plane.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=1) + "\n")


def decision(**fields: object) -> dict[str, object]:
    return {"title": "Keep it small", "status": "accepted", "date": DATE, "decision": "So be it.",
            "rules": [RULE, OTHER], **fields}  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    return made_once(tmp_path_factory, empty_plane, _break_rule)


def _break_rule(wmsgit: Program) -> None:
    put(wmsgit, "records/decisions/ADR-001.yaml", decision())
    put(wmsgit, "records/repos/me.yaml", {"path": ".", "tags": ["ours"]})
    put(wmsgit, "records/tasks/WS-TASK-001.yaml", {"title": "One", "status": "in_progress", "created": DATE})
    put(wmsgit, "records/workspace.yaml", {"name": "plane", "gates": GATES})
    (wmsgit.folder / "good.py").write_text("import os\n")
    save(wmsgit)
    wmsgit.git("checkout", "-q", "-b", "topic")
    (wmsgit.folder / "bad.py").write_text("import evil\n")
    save(wmsgit)


@pytest.fixture
def plane(tmp_path: Path, template: Path) -> Program:
    """A workspace that is its own member, with a rule, a gate and a task; on a branch that breaks the rule."""
    return copied_program(template, tmp_path)


def save(plane: Program) -> None:
    plane.git("add", "-A", ".")
    plane.git("commit", "-qm", "change")


def scan(plane: Program, *options: str, code: int) -> dict[str, list[dict[str, object]]]:
    done = plane("drift", "scan", "--base", "main", *options, "--format", "json", code=code)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def check(plane: Program, *options: str, code: int = 1) -> list[dict[str, object]]:
    done = plane("check", "--base", "main", *options, "--format", "json", code=code)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def fingerprint(plane: Program) -> str:
    return str(scan(plane, code=1)["findings"][0]["fingerprint"])


def retire(plane: Program) -> None:
    put(plane, "records/decisions/ADR-001.yaml", decision(status="deprecated"))


def drop_rule(plane: Program) -> None:
    put(plane, "records/decisions/ADR-001.yaml", decision(rules=[OTHER]))


def rename_rule_to_nothing(plane: Program) -> None:
    hollow = {**RULE, "id": "new", "modules": ["nothing"], "was": ["no-evil"]}
    put(plane, "records/decisions/ADR-001.yaml", decision(rules=[hollow, OTHER]))


def exclude(plane: Program) -> None:
    put(plane, "records/decisions/ADR-001.yaml", decision(rules=[{**RULE, "scope": {"exclude": ["bad.py"]}}, OTHER]))


def soften(plane: Program) -> None:
    put(plane, "records/decisions/ADR-001.yaml", decision(rules=[{**RULE, "severity": "INFO"}, OTHER]))


def delete(plane: Program) -> None:
    (plane.folder / "records/decisions/ADR-001.yaml").unlink()


def hide(plane: Program) -> None:
    (plane.folder / "records/decisions/.h").mkdir()
    plane.git("mv", "records/decisions/ADR-001.yaml", "records/decisions/.h/ADR-001.yaml")


def baseline(plane: Program) -> None:
    item = {"fingerprint": fingerprint(plane), "rule": "ADR-001/no-evil", "file_path": "bad.py"}
    put(plane, "records/baselines/me.yaml", {"repo": "me", "findings": [item]})


def waive(plane: Program) -> None:
    key = fingerprint(plane)
    waiver = {"owner": "Ann", "reason": "because", "expires": "2999-01-01"}
    put(plane, f"records/drift/DRIFT-{key[:8]}.yaml", {
        "repo": "me", "violation_type": "forbidden_import", "severity": "HIGH", "file_path": "bad.py",
        "status": "open", "detected_at": DATE, "fingerprint": key, "detected_rule": "ADR-001/no-evil",
        "waiver": waiver,
    })  # fmt: skip


def ignore(plane: Program) -> None:
    waive(plane)
    (file,) = (plane.folder / "records/drift").iterdir()
    data = json.loads(file.read_text())
    del data["waiver"]
    file.write_text(json.dumps({**data, "status": "ignored"}))


def drop_member(plane: Program) -> None:
    (plane.folder / "records/repos/me.yaml").unlink()


def no_rules_in_the_schema(plane: Program) -> None:
    file = plane.folder / "schemas/adr.schema.json"
    schema = json.loads(file.read_text())
    schema["properties"]["rules"]["x-wmsgit"]["rules"]["when"]["status"] = ["draft"]
    file.write_text(json.dumps(schema))


LOOSENED: list[Callable[[Program], None]] = [
    retire, drop_rule, rename_rule_to_nothing, exclude, soften, delete, hide, baseline, waive, ignore, drop_member,
    no_rules_in_the_schema,
]  # fmt: skip


@pytest.mark.parametrize("loosen", LOOSENED, ids=lambda loosen: loosen.__name__)
def test_rule_that_a_change_breaks_and_switches_off_judges_it_all_the_same(
    plane: Program, loosen: Callable[[Program], None]
) -> None:
    before = scan(plane, code=1)
    assert [(found["state"], found["file_path"]) for found in before["findings"]] == [("new", "bad.py")]
    assert "policy" not in before
    loosen(plane)
    save(plane)
    after = scan(plane, code=1)
    assert after["findings"] == before["findings"]
    assert {(found["code"], found["level"]) for found in after["policy"]} >= {("POLICY-CHANGED", "error")}
    first = check(plane)[0]
    assert (first["code"], first["level"]) == ("POLICY-CHANGED", "error")
    scan(plane, "--accept-policy", code=1)  # what is new is new, whoever accepts the change of policy


@pytest.mark.parametrize("loosen", LOOSENED, ids=lambda loosen: loosen.__name__)
def test_change_that_only_loosens_fails_until_it_is_accepted(plane: Program, loosen: Callable[[Program], None]) -> None:
    loosen(plane)
    (plane.folder / "bad.py").unlink()
    save(plane)
    assert not scan(plane, code=1)["findings"]
    assert all(found["level"] == "note" for found in scan(plane, "--accept-policy", code=0)["policy"])
    levels = {found["level"] for found in check(plane, "--accept-policy", code=None) if "POLICY" in str(found["code"])}
    assert levels == {"note"}


def test_accepted_decision_may_be_neither_deleted_nor_hidden_whoever_accepts(plane: Program) -> None:
    hide(plane)
    found = {(item["code"], item["path"]) for item in check(plane, "--accept-policy")}
    assert ("FROZEN", "records/decisions/ADR-001.yaml") in found
    assert ("HIDDEN", "records/decisions/.h/ADR-001.yaml") in found


def test_decision_may_move_below_its_folder(plane: Program) -> None:
    (plane.folder / "records/decisions/2026").mkdir()
    plane.git("mv", "records/decisions/ADR-001.yaml", "records/decisions/2026/ADR-001.yaml")
    assert check(plane, code=0) == []


def test_what_a_change_adds_is_a_note(plane: Program) -> None:
    put(plane, "records/decisions/ADR-002.yaml", decision(rules=[{**RULE, "id": "no-os", "modules": ["os"]}]))
    put(plane, "schemas/risk.schema.json", {"type": "object", "properties": {"title": {"type": "string"}}})
    gates = {"task": {"complete": {**GATES["task"]["complete"], "dependencies": "closed"}}}
    put(plane, "records/workspace.yaml", {"name": "plane", "gates": gates})
    found = check(plane, code=0)
    assert {item["level"] for item in found if item["path"] != "records/workspace.yaml"} == {"note"}
    assert any("asks for more" in str(item["message"]) for item in found)
    (plane.folder / "bad.py").unlink()
    save(plane)
    report = scan(plane, code=0)
    assert report["findings"] == []  # the new rule judges from the next change on
    assert [item["level"] for item in report["policy"]] == ["note"]


def test_adopting_a_rule_with_its_baseline_needs_no_acceptance(plane: Program) -> None:
    put(plane, "records/decisions/ADR-002.yaml", decision(rules=[{**RULE, "id": "no-os", "modules": ["os"]}]))
    save(plane)
    plane("drift", "baseline")
    assert "ADR-002/no-os" in (plane.folder / "records/baselines/me.yaml").read_text()
    text = json.dumps(check(plane, code=None))
    assert "of ADR-001/no-evil" in text  # that one was taken in, too, and is the base's
    levels = {str(item["message"]): item["level"] for item in check(plane) if "baseline" in str(item["path"])}
    assert sorted(levels.values()) == ["error", "note"]


@pytest.mark.parametrize(
    "gates",
    [
        None, {}, {"task": {}}, {"task": {"complete": {"nothing_open": ["drift"]}}},
        {"task": {"complete": {"review": {"type": "plan", "grade": "C"}, "nothing_open": ["drift"]}}},
        {"task": {"complete": {"review": {"type": "code", "grade": "A"}, "nothing_open": ["drift"]}}},
        {"task": {"complete": {"review": {"type": "plan", "grade": "A"}, "nothing_open": ["issue"]}}},
    ],
)  # fmt: skip
def test_gate_that_a_change_lowers_holds_for_it(plane: Program, gates: object) -> None:
    put(plane, "records/workspace.yaml", {"name": "plane", **({"gates": gates} if gates is not None else {})})
    put(plane, "records/tasks/WS-TASK-001.yaml", {"title": "One", "status": "completed", "created": DATE})
    found = check(plane)
    assert (found[0]["code"], found[0]["path"]) == ("POLICY-CHANGED", "records/workspace.yaml")
    assert "GATE" in {item["code"] for item in found}


def test_higher_grade_is_a_note(plane: Program) -> None:
    gates = {"task": {"complete": {"review": {"type": "plan", "grade": "A"}, "nothing_open": ["issue", "drift"]}}}
    put(plane, "records/workspace.yaml", {"name": "plane", "gates": gates})
    assert check(plane, code=0)[0]["level"] == "note"


def edit_schema(plane: Program, name: str, change: Callable[[dict[str, object]], object]) -> None:
    file = plane.folder / f"schemas/{name}.schema.json"
    schema = json.loads(file.read_text())
    change(schema)
    file.write_text(json.dumps(schema))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("adr", lambda schema: schema["x-wmsgit"].pop("frozen")),
        ("adr", lambda schema: schema["x-wmsgit"]["frozen"]["fields"].remove("decision")),
        ("adr", lambda schema: schema["x-wmsgit"]["frozen"]["statuses"].remove("accepted")),
        ("adr", lambda schema: schema["x-wmsgit"].update(folder="elsewhere")),
        ("adr", lambda schema: schema.update({"x-wmsgit": 7})),
        ("task", lambda schema: schema["x-wmsgit"].pop("transitions")),
        ("task", lambda schema: schema["x-wmsgit"]["closed"].clear()),
        ("task", lambda schema: schema["properties"]["dependencies"].pop("x-wmsgit")),
        ("task", lambda schema: schema["properties"]["reviews"].pop("x-wmsgit")),
    ],
)
def test_schema_that_a_change_loosens_is_said_first(
    plane: Program, name: str, change: Callable[[dict[str, object]], object]
) -> None:
    edit_schema(plane, name, change)
    found = check(plane)
    loosened = [item for item in found if (item["code"], item["level"]) == ("POLICY-CHANGED", "error")]
    assert found[: len(loosened)] == loosened
    assert f"schemas/{name}.schema.json" in {item["path"] for item in loosened}


def test_step_by_way_of_a_new_status_is_a_loosened_step(plane: Program) -> None:
    def change(schema: dict[str, dict[str, object]]) -> None:
        schema["properties"]["status"]["enum"].append("limbo")  # type: ignore[index]
        steps = schema["x-wmsgit"]["transitions"]
        steps += [  # type: ignore[operator]
            {"name": "suspend", "from": ["cancelled"], "to": "limbo", "description": "Rest."},
            {"name": "awake", "from": ["limbo"], "to": "completed", "description": "Wake."},
        ]

    edit_schema(plane, "task", change)  # type: ignore[arg-type]
    assert "cancelled → completed" in str(check(plane)[0]["message"])


def test_field_may_come_with_its_records_and_a_new_status_with_its_steps(plane: Program) -> None:
    def change(schema: dict[str, dict[str, object]]) -> None:
        schema["properties"]["colour"] = {"type": "string"}

    edit_schema(plane, "task", change)  # type: ignore[arg-type]
    put(
        plane, "records/tasks/WS-TASK-002.yaml", {"title": "Two", "status": "pending", "created": DATE, "colour": "red"}
    )
    assert {item["level"] for item in check(plane, code=0)} == {"note"}


def test_frozen_text_under_a_schema_behind_a_link_is_judged(plane: Program) -> None:
    plane.git("mv", "schemas", "weak")
    (plane.folder / "schemas").symlink_to("weak")
    save(plane)
    assert [item["code"] for item in check(plane)] == ["SYMLINK"]
    plane.git("checkout", "-q", "-B", "main")  # merged all the same: the next change mends it, and forges nothing
    plane.git("checkout", "-q", "-b", "mend")
    (plane.folder / "schemas").unlink()
    plane.git("mv", "weak", "schemas")
    save(plane)
    assert {item["level"] for item in check(plane, code=0)} <= {"note", "warning"}
    edit_schema(plane, "adr", lambda schema: schema["x-wmsgit"].pop("frozen"))  # type: ignore[attr-defined]
    put(plane, "records/decisions/ADR-001.yaml", decision(decision="Do as you like."))
    assert {"POLICY-CHANGED", "FROZEN"} <= {item["code"] for item in check(plane)}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("records/.h/X.yaml", "HIDDEN"), ("records/tasks/.h/deep/X.yaml", "HIDDEN"), ("schemas/.h/x", "HIDDEN"),
        ("records/tasks/.X.yaml", "HIDDEN"),
    ],
)  # fmt: skip
def test_hidden_files_are_findings_on_disk_and_in_a_commit(plane: Program, path: str, code: str) -> None:
    put(plane, path, {})
    assert f"{path}: {code}" in plane("check", code=1).stdout
    save(plane)
    if path.startswith("records/"):
        assert f"{path}: {code}" in plane("check", "--at", "HEAD", code=1).stdout
        assert f"{path}: {code}" in plane("check", "--staged", code=1).stdout


@pytest.mark.parametrize("path", ["schemas/link", "schemas/x.schema.json", "records/tasks/link", "records/.link"])
def test_links_are_findings_and_an_editors_lock_is_none(plane: Program, path: str) -> None:
    (plane.folder / path).symlink_to("elsewhere")
    assert f"{path}: SYMLINK" in plane("check", code=1).stdout
    (plane.folder / path).unlink()
    (plane.folder / "records/tasks/.#WS-TASK-001.yaml").symlink_to("ann@host.1")
    plane("check")


@pytest.mark.parametrize(
    "options",
    [
        ("check", "--accept-policy"), ("drift", "scan", "--accept-policy"), ("drift", "scan", "--base", ""),
        ("check", "--base", "main", "--merged", "--accept-policy"),
        ("drift", "scan", "--base", "main", "--record"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(plane: Program, options: tuple[str, ...]) -> None:
    plane(*options, code=2)


def test_base_narrows_no_scan_and_changed_does(plane: Program, tmp_path: Path) -> None:
    put(plane, "records/decisions/ADR-001.yaml", decision(rules=[{**RULE, "modules": ["evil", "os"]}]))
    plane.git("checkout", "-q", "main")
    put(plane, "records/decisions/ADR-001.yaml", decision(rules=[{**RULE, "modules": ["evil", "os"]}]))
    save(plane)
    plane.git("checkout", "-q", "topic")
    plane.git("merge", "-q", "main")
    assert [found["file_path"] for found in scan(plane, code=1)["findings"]] == ["bad.py", "good.py"]
    assert [found["file_path"] for found in scan(plane, "--changed", code=1)["findings"]] == ["bad.py"]


@pytest.mark.parametrize("form", ["text", "github", "sarif", "junit"])
def test_every_format_says_what_is_loosened(plane: Program, form: str) -> None:
    drop_rule(plane)
    save(plane)
    done = plane("drift", "scan", "--base", "main", "--format", form, code=1)
    assert "POLICY-CHANGED" in done.stdout + done.stderr
    if form in {"text", "github"}:
        assert "POLICY-CHANGED" in done.stdout.splitlines()[0]
