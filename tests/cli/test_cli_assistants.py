"""What assistants read: skills, plug-in files, entries of servers, and the same ten lines in every member."""

import json
import tomllib
from pathlib import Path

import pytest
from across_plane import MEMBERS, Across, copied
from cli_program import Program
from stub_host import install
from test_cli_uninstall import everything

from wmsgit.features.footprint.assistants import ASSISTANTS, without_entry
from wmsgit.features.sessions.eight_lines import EIGHT_LINES

BEGINNINGS = ["Take", "Look", "Note", "Commit", "Check", "Push", "Hand off", "Stuck"]


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    return copied(across_template, tmp_path)


def test_the_eight_lines_are_eight() -> None:
    assert [line.partition(":")[0] for line in EIGHT_LINES.splitlines()] == BEGINNINGS


@pytest.mark.parametrize("name", ASSISTANTS)
def test_files_of_an_assistant_are_written_once_and_go_without_a_trace(wmsgit: Program, name: str) -> None:
    own = ASSISTANTS[name]
    wmsgit("uninstall")
    for path in filter(None, (own.server, own.table)):
        file = wmsgit.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        theirs = {"other": 1, own.key: {"theirs": {"command": "x", "args": ["wmsgit"]}}}
        file.write_text("a = 1\n" if path == own.table else json.dumps(theirs, indent=4) + "\n\n")
    before = everything(wmsgit.folder)
    assert "written: " in wmsgit("setup", "--assistant", name).stderr
    skill = (wmsgit.folder / own.skill).read_text()
    head, _, body = skill.removeprefix("---\n").partition("\n---\n")
    assert [line.partition(":")[0] for line in head.splitlines()] == ["name", "description"]
    assert body.startswith(EIGHT_LINES)
    if own.server:
        whole = json.loads((wmsgit.folder / own.server).read_text())
        assert whole[own.key]["wmsgit"] == dict(own.entry)
        assert (whole["other"], whole[own.key]["theirs"]["command"]) == (1, "x")
    if own.table:
        table = tomllib.loads((wmsgit.folder / own.table).read_text())
        assert table["mcp_servers"]["wmsgit"] == {"command": "wmsgit", "args": ["mcp"]}
    for path in own.plugin:
        assert json.loads((wmsgit.folder / path).read_text())["name"] == "wmsgit"
    written = everything(wmsgit.folder)
    assert "written" not in wmsgit("setup", "--assistant", name).stderr
    assert everything(wmsgit.folder) == written
    wmsgit("uninstall")
    assert everything(wmsgit.folder) == before


def test_what_somebody_changed_stays(wmsgit: Program) -> None:
    wmsgit("setup", "--assistant", "claude")
    skill, server = wmsgit.folder / ".claude/skills/wmsgit/SKILL.md", wmsgit.folder / ".mcp.json"
    skill.write_text(skill.read_text() + "Ours.\n")
    server.write_text('{"mcpServers": {"wmsgit": {"command": "mine"}}}')
    assert "left" in wmsgit("setup", "--assistant", "claude").stderr
    wmsgit("uninstall")
    assert skill.read_text().endswith("Ours.\n")
    assert json.loads(server.read_text())["mcpServers"]["wmsgit"] == {"command": "mine"}
    assert "known: claude" in wmsgit("setup", "--assistant", "cluade", code=2).stderr


@pytest.mark.parametrize("text", ["", "[]", "{", '{"mcpServers": []}', '{"a": "wmsgit"}', '{"mcpServers": {"x": 1}}'])
def test_a_file_without_the_entry_stays(text: str) -> None:
    assert without_entry(text, ASSISTANTS["claude"]) == text


def test_an_entry_goes_from_wherever_it_stands() -> None:
    own = json.dumps(dict(ASSISTANTS["claude"].entry))
    for order in (
        f'"wmsgit": {own}, "b": 2',
        f'"a": "wmsgit", "wmsgit": {own}',
        f'"a": 1,\n "wmsgit": {own},\n "b": 2',
    ):
        text = f'{{"mcpServers": {{{order}}}, "z": "\\u00e4"}}'
        whole = json.loads(text)
        del whole["mcpServers"]["wmsgit"]
        left = without_entry(text, ASSISTANTS["claude"])
        assert json.loads(left) == whole
        assert "\\u00e4" in left


def block_of(across: Across, name: str) -> str:
    text = (across.folder / name / "AGENTS.md").read_text()
    return text.partition("<!-- wmsgit:begin -->\n")[2].partition("<!-- wmsgit:end -->")[0]


def test_every_clean_member_gets_the_ten_lines_and_the_others_are_named(across: Across) -> None:
    across.at("app").git("switch", "-q", "-c", "topic")
    (across.folder / "web" / "new").write_text("x\n")
    across.commit("lib", "agents", "AGENTS.md", "# Ours\n")
    write = ("brief", "--write", "AGENTS.md", "--all-members")
    checked = across.wmsgit(*write, "--check", code=1).stderr
    assert "api: stale" in checked
    assert not (across.folder / "api" / "AGENTS.md").exists()
    told = across.wmsgit(*write).stderr.splitlines()
    assert "api: written" in told
    assert "app: AGENTS.md: left, because it is on topic, not on main" in told
    assert "web: AGENTS.md: left, because it has changes that are in no commit" in told
    assert (across.folder / "lib" / "AGENTS.md").read_text().startswith("# Ours\n\n")
    lines = block_of(across, "api").splitlines(keepends=True)
    assert len(lines) == 10
    assert "".join(lines[:8]) == EIGHT_LINES
    assert "`wmsgit brief --repo api`" in lines[8]
    assert "api: unchanged" in across.wmsgit(*write).stderr.splitlines()
    across.wmsgit("adr", "add", "Keys", "decision=Vault", "status=accepted", "repos_affected=api")
    assert "api: unchanged" in across.wmsgit(*write).stderr.splitlines()


def test_by_a_branch_of_each_the_clones_stay_as_they_are(across: Across) -> None:
    across.at("app").git("switch", "-q", "-c", "topic")
    (across.folder / "web" / "new").write_text("x\n")
    across.commit("lib", "agents", "AGENTS.md", "# Ours\n")
    across.push("lib")
    before = {name: across.at(name).git("status", "--porcelain", "--branch") for name in MEMBERS}
    write = ("brief", "--write", "AGENTS.md", "--all-members", "--pr")
    told = across.wmsgit(*write).stderr.splitlines()
    assert told == [f"{name}: pushed as wmsgit-assistants" for name in MEMBERS]
    assert {name: across.at(name).git("status", "--porcelain", "--branch") for name in MEMBERS} == before
    for name in MEMBERS:
        bare = across.at(f"{name}.git")
        assert EIGHT_LINES in bare.git("show", "wmsgit-assistants:AGENTS.md")
        assert bare.git("diff", "--name-only", "main", "wmsgit-assistants") == "AGENTS.md\n"
        assert len(across.at(name).git("worktree", "list").splitlines()) == 1
    assert across.at("lib.git").git("show", "wmsgit-assistants:AGENTS.md").startswith("# Ours\n\n")
    assert all("already" in line for line in across.wmsgit(*write).stderr.splitlines())
    for name in MEMBERS:
        across.at(f"{name}.git").git("update-ref", "refs/heads/main", "wmsgit-assistants")
        across.at(name).git("fetch", "-q")
        across.at(name).git("branch", "-qD", "wmsgit-assistants")
    assert across.wmsgit(*write).stderr.splitlines() == [f"{name}: unchanged" for name in MEMBERS]
    assert "wmsgit-assistants" not in across.at("api").git("branch", "--list")


def test_by_a_branch_of_each_a_pull_request_is_opened_once_at_a_known_host(across: Across) -> None:
    state = install("gh", across.folder / "bin")
    plane = Program(
        across.wmsgit.folder,
        {**across.wmsgit.environ, "PATH": f"{across.folder / 'bin'}:{across.wmsgit.environ['PATH']}"},
    )
    for name in ("api", "lib"):
        url = f"https://github.com/acme/{name}.git"
        across.at(name).git("config", "remote.origin.url", url)
        across.at(name).git("config", f"url.{across.folder}/{name}.git.insteadOf", url)
    write = ("brief", "--write", "AGENTS.md", "--all-members", "--pr")
    told = plane(*write).stderr.splitlines()
    assert "api: pushed as wmsgit-assistants; opened https://github.com/acme/api/pull/7" in told
    assert "web: pushed as wmsgit-assistants" in told
    requests = json.loads(state.read_text())["requests"]
    [opened] = requests["github.com/acme/api"]
    assert (opened["branch"], opened["base"]) == ("wmsgit-assistants", "main")
    assert opened["title"] == "Tell assistants how to work here"
    assert "AGENTS.md" in opened["body"]
    again = plane(*write).stderr.splitlines()
    assert "api: its pull request is https://github.com/acme/api/pull/7" in again
    assert len(json.loads(state.read_text())["requests"]["github.com/acme/api"]) == 1


def test_rules_stand_in_the_block_only_when_asked_for(across: Across) -> None:
    across.wmsgit("adr", "add", "Keys", "decision=Vault", "status=accepted", "repos_affected=api")
    across.wmsgit("brief", "--write", "AGENTS.md", "--all-members", "--inline")
    assert "ADR-001" in block_of(across, "api")
    assert "ADR-001" not in block_of(across, "lib")
    assert block_of(across, "api").startswith(EIGHT_LINES)


def test_a_file_outside_of_the_members_is_refused(across: Across) -> None:
    for name in ("../AGENTS.md", "/tmp/AGENTS.md"):
        across.wmsgit("brief", "--write", name, "--all-members", code=3)
    across.wmsgit("brief", "--all-members", code=2)
    across.wmsgit("brief", "--check", code=2)
    across.wmsgit("brief", "--write", "A", "--all-members", "--check", "--pr", code=2)
    elsewhere = across.folder / "elsewhere"
    (across.folder / "api" / "AGENTS.md").symlink_to(elsewhere)
    across.at("api").git("add", "-A")
    across.at("api").git("commit", "-qm", "link")
    assert "api: AGENTS.md: left" in across.wmsgit("brief", "--write", "AGENTS.md", "--all-members").stderr
    assert not elsewhere.exists()


def test_the_one_file_begins_with_the_eight_lines_too(wmsgit: Program) -> None:
    (wmsgit.folder / "AGENTS.md").write_text("# Ours\n")
    wmsgit("brief", "--write", "AGENTS.md")
    assert f"<!-- wmsgit:begin -->\n{EIGHT_LINES}" in (wmsgit.folder / "AGENTS.md").read_text()
