"""`save` commits records, schemas and settings, and leaves every other file where and as it is."""

from pathlib import Path

from git_output import git

from wmsgit.features.records.actions.edit import save
from wmsgit.workspace.workspace import Workspace

STRAYS = (
    "records/tasks/.WS-TASK-001.yaml.swp", "records/tasks/WS-TASK-001.yaml~", "records/tasks/x.orig",
    "records/.DS_Store", "records/README.md", "records/.env", "schemas/notes.txt", "schemas/.task.schema.json.swp",
)  # fmt: skip


def test_save_takes_records_schemas_and_settings_and_names_what_it_leaves(root: Path) -> None:
    task, settings = root / "records/tasks/WS-TASK-001.yaml", root / "records/workspace.yaml"
    task.parent.mkdir(parents=True, exist_ok=True)
    task.write_text("title: One\nstatus: pending\ncreated: 2026-11-23T09:30:00Z\n")
    settings.write_text(f"{settings.read_text()}# mine\n")
    (root / "schemas/risk.schema.json").write_text('{"type": "object", "properties": {"title": {"type": "string"}}}\n')
    for name in STRAYS:
        (root / name).write_text("mine\n")
    (root / "records/tasks/.#WS-TASK-001.yaml").symlink_to("ann@host.1:2")
    result = save(Workspace(root))
    committed = git(root, "show", "--format=", "--name-only", "HEAD").split()
    assert committed == ["records/tasks/WS-TASK-001.yaml", "records/workspace.yaml", "schemas/risk.schema.json"]
    assert sorted(warning.partition(" is left")[0] for warning in result.warnings) == sorted(STRAYS)
    assert all((root / name).read_text() == "mine\n" for name in STRAYS)


def test_save_of_strays_alone_commits_nothing(root: Path) -> None:
    head = git(root, "rev-parse", "HEAD")
    (root / "records/README.md").write_text("mine\n")
    result = save(Workspace(root), ["records/README.md"])
    assert git(root, "rev-parse", "HEAD") == head
    assert len(result.warnings) == 1
