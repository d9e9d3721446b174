"""A kind whose new records lie in folders by the time of writing."""

from pathlib import Path

from cli_program import Program


def with_layout(program: Program, layout: str) -> Path:
    path = program.folder / "schemas" / "task.schema.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"x-wmsgit": {', f'"x-wmsgit": {{ "layout": "{layout}",', 1), encoding="utf-8")
    return path


def test_new_records_lie_where_the_layout_says_and_older_ones_stay(tasks: Program) -> None:
    schema = with_layout(tasks, "{year}/m{month}/{id}")
    assert '"layout"' in schema.read_text(encoding="utf-8")
    tasks("save", "schemas", "-m", "Spread the tasks")
    record_id = tasks("task", "add", "Spread").stdout.strip()
    (path,) = (tasks.folder / "records" / "tasks").glob(f"????/m??/{record_id}.yaml")
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../../../schemas/")
    tasks("task", "set", record_id, "priority=HIGH")
    tasks("task", "set", "1", "priority=LOW")
    assert (tasks.folder / "records" / "tasks" / "WS-TASK-001.yaml").exists()
    assert tasks("task", "list", "--format", "ids").stdout.split()[0] == record_id
    tasks("task", "add", "Taken", "--id", record_id, code=5)
    assert "0 errors" in tasks("check").stderr
    assert f"{record_id}: add Spread" in tasks("log", record_id).stdout


def test_a_layout_that_leads_elsewhere_is_refused(tasks: Program) -> None:
    with_layout(tasks, "../../{id}")
    assert "names no folder" in tasks("task", "add", "Outside", code=3).stderr
