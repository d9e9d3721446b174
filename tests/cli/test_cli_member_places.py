"""Where a member may be: what records, which come with strangers' clones and pull requests, can lead commands to."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_program import Program

Git = Callable[..., str]


@pytest.fixture
def origin(wmsgit: Program, tmp_path: Path) -> Program:
    """A repository to clone, with one file that Git would take for its configuration."""
    return repository(
        wmsgit, tmp_path / "origins" / "payload", {"config": '[core]\n\tfsmonitor = "touch PWNED; false"\n'}
    )


def repository(wmsgit: Program, folder: Path, files: dict[str, str] | None = None, url: str = "") -> Program:
    folder.mkdir(parents=True)
    made = Program(folder, wmsgit.environ)
    made.git("init", "-q")
    for name, text in (files or {"a": "a\n"}).items():
        (folder / name).write_text(text)
    made.git("add", "-A")
    made.git("commit", "-qm", "first")
    if url:
        made.git("remote", "add", "origin", url)
    return made


def record(wmsgit: Program, name: str, path: str, *urls: str) -> None:
    folder = wmsgit.folder / "records" / "repos"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(json.dumps({"path": path, "urls": list(urls)} if urls else {"path": path}))


def everything_below(folder: Path, *, but: Path) -> set[str]:
    """Every path below a folder, with the workspace's own left aside: caches come and go there."""
    return {str(path) for path in folder.rglob("*") if not path.is_relative_to(but)}


def git_dir(wmsgit: Program) -> set[str]:
    """What the workspace's Git directory holds, its hooks and caches left aside."""
    base = wmsgit.folder / ".git"
    found = {path.relative_to(base).as_posix() for path in base.rglob("*") if "objects" not in path.parts}
    return {name for name in found if not name.startswith(("wmsgit", "hooks", "index", "config"))}


OUTSIDE = ["~/.config/git", "~", "/", "../..", "../../evil", "../.config", "../a/b"]
INSIDE = [".git/wmsgit/facts/core", ".git/refs/tags", ".git/branches", "records/tasks", "schemas/x", "./.git/x"]


@pytest.mark.parametrize("path", [*OUTSIDE, *INSIDE])
@pytest.mark.parametrize("how", [("--clone", "--yes"), ("--ci",)])
def test_clone_goes_to_no_place_that_only_a_record_names(
    wmsgit: Program, origin: Program, tmp_path: Path, path: str, how: tuple[str, ...]
) -> None:
    record(wmsgit, "evil", path, str(origin.folder))
    before = everything_below(tmp_path, but=wmsgit.folder), git_dir(wmsgit)
    told = wmsgit("setup", *how, code=1).stderr
    assert "evil" in told
    assert "wmsgit.repo.evil.path" in told
    assert (everything_below(tmp_path, but=wmsgit.folder), git_dir(wmsgit)) == before
    assert "records/repos/evil.yaml:1:10: MEMBER-PATH" in wmsgit("check", code=1).stdout
    assert not (wmsgit.folder / ".git" / "wmsgit" / "facts" / "core" / "config").exists()


def test_base_cannot_be_forged_by_a_clone_into_refs(wmsgit: Program, origin: Program) -> None:
    wmsgit.git("update-ref", "refs/remotes/origin/main", "HEAD")
    record(wmsgit, "tags", ".git/refs/tags", str(origin.folder))
    wmsgit("setup", "--ci", code=1)
    assert wmsgit.git("tag") == ""


@pytest.mark.parametrize("command", ["exec", "setup", "hooks", "context", "session", "status", "scan", "freeze"])
@pytest.mark.parametrize("path", ["/", "~", "../other", "../../elsewhere/other"])
def test_repository_that_is_not_the_member_is_left_alone(
    wmsgit: Program, tmp_path: Path, command: str, path: str
) -> None:
    other = repository(wmsgit, tmp_path / "other", url="https://example.org/other.git")
    record(wmsgit, "m", path)
    before = everything_below(other.folder, but=wmsgit.folder), (other.folder / ".git/config").read_bytes()
    lines = {
        "exec": ("repo", "exec", "--", "pwd"),
        "setup": ("setup",),
        "hooks": ("hooks", "install", "--repo", "m", "--sessions"),
        "context": ("context", "set", "m"),
        "session": ("session", "start", "--repo", "m", "goal"),
        "status": ("repo", "status", "--format", "json"),
        "scan": ("drift", "scan", "--format", "json"),
        "freeze": ("repo", "freeze", "now"),
    }
    done = wmsgit(*lines[command], code=None)
    assert done.returncode != 70
    assert "wmsgit.repo.m.path" in done.stdout + done.stderr or command in {"freeze", "scan", "session", "status"}
    assert (everything_below(other.folder, but=wmsgit.folder), (other.folder / ".git/config").read_bytes()) == before
    assert command != "exec" or done.stdout == ""


def test_repository_is_the_member_by_one_of_its_remotes_or_by_the_users_word(wmsgit: Program, tmp_path: Path) -> None:
    for name, url in (("api", "git@example.org:acme/api.git"), ("web", "https://example.org/fork/web"), ("lib", "")):
        repository(wmsgit, tmp_path / name, url=url)
        record(wmsgit, name, f"../{name}", f"https://example.org/acme/{name}")
    assert wmsgit("repo", "exec", "--", "pwd", code=1).stdout == f"api: {tmp_path / 'api'}\n"
    wmsgit.git("config", "wmsgit.repo.lib.path", "../lib")
    assert wmsgit("repo", "exec", "--", "pwd", code=1).stdout.count("\n") == 2
    rows = {row["id"]: row["state"] for row in json.loads(wmsgit("repo", "status", "--format", "json").stdout)}
    assert (rows["api"], rows["lib"]) == ("clean", "clean")
    assert rows["web"].startswith("not used: it is a repository, but none of its remotes")


@pytest.mark.parametrize("path", ["a\0b", "\x1b]52;c;cHduZWQ=\x07\x1b[2J", "../a\n::stop-commands::x", "a" * 5000])
def test_path_that_no_folder_can_have_crashes_nothing_and_commands_no_terminal(wmsgit: Program, path: str) -> None:
    record(wmsgit, "odd", path, "https://example.org/odd")
    assert "odd.yaml" in wmsgit("check", code=1).stdout
    for line in (
        ("drift", "scan"), ("setup", "--ci"), ("setup", "--clone", "--yes"), ("session", "start", "x"),
        ("context", "auto"), ("context", "set", "odd"), ("repo", "exec", "--", "true"), ("repo", "status"), ("doctor",),
        ("brief",), ("status",), ("hooks", "install", "--repo", "odd"), ("sync",), ("check", "--format", "github"),
    ):  # fmt: skip
        done = wmsgit(*line, code=None)
        assert done.returncode != 70, line
        printed = done.stdout + done.stderr
        assert not {"\x1b", "\0", "\x07"} & set(printed), line
        assert "\n::stop-commands::" not in "\n" + printed, line


def test_link_on_the_way_is_not_followed(wmsgit: Program, origin: Program, tmp_path: Path) -> None:
    (tmp_path / "home" / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home" / "real")
    (wmsgit.folder / "libs").symlink_to(tmp_path / "home")
    record(wmsgit, "beside", "../link", str(origin.folder))
    record(wmsgit, "below", "libs/new", str(origin.folder))
    assert wmsgit("setup", "--ci", code=1).stderr.count("symbolic link") == 2
    assert list((tmp_path / "home" / "real").iterdir()) == []
    assert not (tmp_path / "home" / "new").exists()
    wmsgit.git("config", "wmsgit.repo.beside.path", "../link")
    assert "beside: cloned" in wmsgit("setup", "--ci", code=1).stderr


def test_link_that_a_member_brings_while_the_next_is_cloned_is_not_followed(wmsgit: Program, tmp_path: Path) -> None:
    first = repository(wmsgit, tmp_path / "origins" / "first")
    (first.folder / "out").symlink_to("../../home")
    first.git("add", "-A")
    first.git("commit", "-qm", "a link")
    record(wmsgit, "a", "libs", str(first.folder))
    record(wmsgit, "b", "libs/out/new", str(first.folder))
    told = wmsgit("setup", "--clone", "--yes", code=1).stderr
    assert "a: cloned" in told
    assert "symbolic link" in told
    assert not (tmp_path / "home" / "new").exists()


def test_below_the_workspace_a_member_lies_where_nothing_is_tracked(wmsgit: Program, origin: Program) -> None:
    for name in ("free", "held"):
        (wmsgit.folder / name).mkdir()
    (wmsgit.folder / "held" / "sub").mkdir()
    (wmsgit.folder / "held" / "sub" / "a").write_text("a")
    wmsgit.git("add", "held")
    for name, path in (("a", "free/a"), ("b", "held/other"), ("c", "held"), ("d", "held/sub"), ("e", "held/sub/a")):
        record(wmsgit, name, path, str(origin.folder))
    told = wmsgit("setup", "--clone", code=1).stderr
    assert "a: cloned" in told
    assert "b: cloned" in told
    assert told.count("tracks files there") == 3


def test_bare_repository_that_the_checkout_brought_is_refused(wmsgit: Program, origin: Program) -> None:
    origin.git("clone", "-q", "--bare", ".", str(wmsgit.folder / "lib"))
    record(wmsgit, "lib", "lib", str(origin.folder))
    assert "bare repository that lies in the workspace" in wmsgit("repo", "exec", "--", "true", code=1).stderr
    record(wmsgit, "inner", "lib/refs/new", str(origin.folder))
    assert "lies in a Git directory" in wmsgit("setup", "--ci", code=1).stderr


def test_tracked_folder_of_a_repository_around_the_workspace_is_no_member(wmsgit: Program, tmp_path: Path) -> None:
    around = repository(wmsgit, tmp_path / "around", {"a": "a\n"})
    (around.folder / "lib").mkdir()
    (around.folder / "lib" / "a").write_text("a")
    around.git("add", "-A")
    wmsgit.folder.rename(around.folder / "plane")
    inside = Program(around.folder / "plane", wmsgit.environ)
    record(inside, "lib", "../lib", "https://example.org/lib")
    assert "tracks files there" in inside("repo", "exec", "--", "true", code=1).stderr


def test_submodule_is_a_member(wmsgit: Program, origin: Program) -> None:
    wmsgit.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(origin.folder), "vendor/lib")
    record(wmsgit, "lib", "vendor/lib")
    assert wmsgit("repo", "exec", "--", "pwd").stdout == f"lib: {wmsgit.folder}/vendor/lib\n"


def test_workspace_itself_is_a_member(wmsgit: Program) -> None:
    record(wmsgit, "self", ".")
    record(wmsgit, "again", "../plane")
    assert wmsgit("repo", "exec", "--", "pwd").stdout == f"again: {wmsgit.folder}\nself: {wmsgit.folder}\n"


def test_other_folders_of_members_are_those_of_the_users_configuration(wmsgit: Program, tmp_path: Path) -> None:
    for name in ("api", "web"):
        repository(wmsgit, tmp_path / "src" / "deep" / name, url=f"https://example.org/{name}")
    record(wmsgit, "api", "../api", "https://example.org/api")
    record(wmsgit, "web", str(tmp_path / "src" / "deep" / "web"), "https://example.org/web")
    assert wmsgit("repo", "exec", "--", "pwd", code=1).stdout == ""
    wmsgit.git("config", "wmsgit.members", "../src/deep")
    assert wmsgit("repo", "exec", "--", "pwd").stdout.splitlines() == [
        f"api: {tmp_path}/src/deep/api",
        f"web: {tmp_path}/src/deep/web",
    ]
    record(wmsgit, "web", str(tmp_path / "src" / "deep" / ".web"), "https://example.org/web")
    wmsgit("repo", "exec", "--repo", "web", "--", "pwd", code=1)


def test_clone_outside_is_listed_and_waits_for_yes(wmsgit: Program, origin: Program, tmp_path: Path) -> None:
    record(wmsgit, "api", "../api", str(origin.folder))
    record(wmsgit, "inner", "libs/inner", str(origin.folder))
    told = wmsgit("setup", "--clone", code=1).stderr
    assert f"api: {origin.folder} to {tmp_path}/api\n" in told
    assert "inner: cloned" in told
    assert not (tmp_path / "api").exists()
    assert "clone them there? [y/N]" in wmsgit.on_terminal("setup", "--clone", typed=b"n\n", code=1)
    assert not (tmp_path / "api").exists()
    assert "api: cloned" in wmsgit.on_terminal("setup", "--clone", typed=b"y\n")
    assert "nothing to do" in wmsgit("setup", "--clone").stderr


def test_doctor_asks_and_moves_places_of_before_into_the_configuration(wmsgit: Program, tmp_path: Path) -> None:
    far = repository(wmsgit, tmp_path.parent / f"{tmp_path.name}-far" / "api")
    repository(wmsgit, tmp_path / "web")
    record(wmsgit, "api", os.path.relpath(far.folder, wmsgit.folder))
    record(wmsgit, "gone", "/nowhere/gone")
    record(wmsgit, "web", "../web")
    wmsgit.git("add", ".")
    wmsgit.git("commit", "-qm", "before")
    assert "doctor --fix" in wmsgit("doctor", code=1).stdout
    wmsgit("doctor", "--fix", code=1)
    assert "wmsgit.repo" not in wmsgit.git("config", "--list")
    assert f"is the repository at {far.folder} your api? [y/N]" in " ".join(
        wmsgit.on_terminal("doctor", "--fix", typed=b"n\nn\n", code=1, columns=300).split()
    )
    wmsgit("doctor", "--fix", "--yes", code=1)
    assert wmsgit.git("config", "wmsgit.repo.api.path").strip() == str(far.folder)
    assert wmsgit("repo", "exec", "--repo", "api", "--repo", "web", "--", "pwd").stdout.splitlines() == [
        f"api: {far.folder}",
        f"web: {tmp_path / 'web'}",
    ]
    assert json.loads(wmsgit("repo", "show", "api", "--format", "json").stdout)[0]["path"] == "../api"
    assert "gone.yaml" in wmsgit("check", code=1).stdout
    assert "api.yaml" not in wmsgit("check", code=1).stdout


def test_first_use_needs_no_more_than_paths_and_a_colleague_no_more_than_setup(wmsgit: Program, tmp_path: Path) -> None:
    served = repository(wmsgit, tmp_path / "origins" / "api")
    short = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{served.folder.parent}/.insteadOf",
             "GIT_CONFIG_VALUE_0": "https://token@example.org/"}  # fmt: skip
    repository(wmsgit, tmp_path / "api", url="https://token@example.org/api")
    repository(wmsgit, tmp_path / "local")
    done = wmsgit("repo", "add", *(f"../{name}" for name in ("api", "home", "local", "origins", "plane")), "tags=x")
    assert done.stdout == "api\nlocal\n"
    assert [done.stderr.count(words) for words in ("is not a Git repository", "is the workspace itself")] == [2, 1]
    rows = {row["id"]: row for row in json.loads(wmsgit("repo", "list", "--format", "json").stdout)}
    assert (rows["api"]["path"], rows["api"]["urls"]) == ("../api", ["https://example.org/api"])
    assert (rows["local"]["path"], rows["local"].get("urls"), rows["local"]["tags"]) == ("../local", None, ["x"])
    assert "wmsgit.repo.api.path" not in wmsgit.git("config", "--list")
    wmsgit("repo", "exec", "--", "true")
    assert "is the member api already" in wmsgit("repo", "add", "../api").stderr
    assert "there is nothing here" in wmsgit("repo", "add", "../nowhere", code=4).stderr

    (tmp_path / "colleague").mkdir()
    wmsgit.git("clone", "-q", ".", str(tmp_path / "colleague" / "plane"))
    colleague = Program(tmp_path / "colleague" / "plane", wmsgit.environ)
    short["GIT_CONFIG_VALUE_0"] = "https://example.org/"
    colleague("setup", "--clone", "--yes", code=1, **short)
    assert colleague("repo", "exec", "--repo", "api", "--", "pwd").stdout == f"api: {tmp_path}/colleague/api\n"


def test_path_that_no_record_may_have_is_remembered_on_this_machine(wmsgit: Program, tmp_path: Path) -> None:
    far = repository(wmsgit, tmp_path / "far" / "deep" / "api")
    said = wmsgit("repo", "add", "api", "--path", str(far.folder)).stderr
    assert f"wmsgit.repo.api.path {far.folder}" in said
    wmsgit("repo", "add", "../far/deep/api", "path=../x", code=0)
    assert json.loads(wmsgit("repo", "show", "api", "--format", "json").stdout)[0]["path"] == "../api"
    assert wmsgit("repo", "exec", "--", "pwd").stdout == f"api: {far.folder}\n"
    wmsgit("repo", "add", "later")
    repository(wmsgit, tmp_path / "later")
    assert wmsgit("repo", "exec", "--repo", "later", "--", "pwd").stdout == f"later: {tmp_path / 'later'}\n"
    assert "nothing" not in wmsgit("repo", "add", "none", "--dry-run").stdout
    assert "wmsgit.repo.none" not in wmsgit.git("config", "--list")
    wmsgit("repo", "add", "bad", "--path", "../a\x07b", code=3)
    wmsgit("repo", "add", "file:///nowhere/x", code=6)  # URLs are cloned
    wmsgit("repo", "add", "../api", "name", code=2)
    wmsgit("check")
