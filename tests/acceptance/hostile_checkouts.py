"""Checkouts that strangers could have written, made at random: each number gives one, always the same."""

import json
import os
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MARK = "PWNED"
"""The file that every command of a hostile checkout would make, in the folder `outside`."""
_KINDS = ("task", "adr", "repo", "session", "state", "placement", "drift", "context", "issue")
_FOLDERS = {"adr": "decisions", "drift": "drift"}


@dataclass(frozen=True)
class Checkout:
    """One that is being made: its folder, the folder beside it that is nobody's to write in, and its chance."""

    top: Path
    outside: Path
    chance: random.Random

    @property
    def command(self) -> str:
        """What a hostile configuration would run."""
        return f"touch {self.outside / MARK}"

    def write(self, path: str, content: bytes | str) -> None:
        """A file, if nothing stands in its way."""
        target = self.top / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
        except (OSError, ValueError):
            return

    def values(self) -> tuple[object, ...]:
        """Values that no field expects."""
        deep: object = "x"
        for _ in range(self.chance.choice((5, 80, 600))):
            deep = {"a": deep} if self.chance.random() < 0.5 else [deep]
        return (
            None,
            True,
            -1,
            10**400,
            1.5,
            "",
            "a\0b",
            "\x1b]52;c;x\x07",
            "::stop-commands::x",
            "##[error]x",
            "\ud800",
            "x" * 5000,
            "\u202e",
            "../../x",
            f"$({self.command})",
            f"`{self.command}`",
            "-rf",
            "--upload-pack=" + self.command,
            [],
            {},
            ["x"] * 3000,
            {"a": {"b": ["c"]}},
            {f"k{n}": n for n in range(3000)},
            deep,
            "9999-99-99T99:99:99Z",
            "=1+1",
        )

    def value(self) -> object:
        """One of these."""
        return self.chance.choice(self.values())


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def bare_repository(made: Checkout) -> None:
    """A bare repository among the files, whose configuration runs commands."""
    place = made.chance.choice(
        ("lib", ".", "records/tasks", "docs/x", "vendored/inner", "records/repos", "schemas/x", ".hidden")
    )
    made.write(f"{place}/HEAD", "ref: refs/heads/main\n")
    made.write(f"{place}/refs/heads/main", "1234567890" * 4 + "\n")
    for folder in ("info", "pack"):
        made.write(f"{place}/objects/{folder}/.keep", "")
    escaped = made.command.replace(" ", "% ")
    made.write(
        f"{place}/config",
        f"""[core]
 repositoryformatversion = 1
 bare = {made.chance.choice(("true", "false"))}
 fsmonitor = "{made.command}; false"
 editor = "{made.command}; true"
 pager = "{made.command}; cat"
 sshCommand = "{made.command}; false"
 hooksPath = hooks
{made.chance.choice((" worktree = ..", ""))}
[extensions]
 partialClone = origin
[remote "origin"]
 url = "ext::sh -c {escaped}"
 promisor = true
 fetch = +refs/heads/*:refs/remotes/origin/*
[protocol "ext"]
 allow = always
[protocol]
 allow = always
[diff]
 external = "{made.command}"
[diff "x"]
 textconv = "{made.command}; cat"
[filter "x"]
 clean = "{made.command}; cat"
 smudge = "{made.command}; cat"
 process = "{made.command}; cat"
[gpg]
 program = "{made.command}"
[commit]
 gpgSign = true
[credential]
 helper = "!{made.command}"
[alias]
 log = "!{made.command}"
[wmsgit]
 reviewer = "{made.command}"
 members = /
[wmsgit "repo.lib"]
 path = /
""",
    )
    made.write(f"{place}/hooks/pre-commit", f"#!/bin/sh\n{made.command}\n")


def link(made: Checkout) -> None:
    """A symbolic link where a command reads or writes."""
    source = made.chance.choice(
        (
            "AGENTS.md",
            "CLAUDE.md",
            "records",
            "schemas",
            "records/tasks",
            "records/tasks/WS-TASK-001.yaml",
            "records/repos",
            "schemas/task.schema.json",
            "schemas/meta",
            ".gitattributes",
            "records/workspace.yaml",
            ".github",
            ".github/workflows",
            ".github/workflows/wmsgit.yml",
            ".vscode",
            ".vscode/settings.json",
            "docs",
            "lib",
            "export",
            "records/decisions/ADR-009.yaml",
            ".gitignore",
            ".gitmodules",
            "site",
            "../lib2",
            "records/tasks/.wmsgit-tmp-1-1",
        )
    )
    target = made.chance.choice(
        (
            str(made.outside / "secret"),
            str(made.outside),
            "../outside",
            "../outside/secret",
            "../home/.bashrc",
            "../home",
            "/etc/passwd",
            ".",
            "..",
            "loop",
            "/dev/zero",
            "/dev/stdin",
            "/proc/self/environ",
            ".git/config",
            ".git/hooks",
            ".git",
            "/",
            "a\nb",
            "../outside/absent",
            ".git/index",
        )
    )
    path = made.top / source
    if not path.resolve().parent.is_relative_to(made.top):
        return
    try:
        if path.is_dir() and not path.is_symlink():
            path.rename(path.with_name(f"{path.name}-moved"))
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    except OSError:
        return


def member(made: Checkout) -> None:
    """A member's record whose place or address is not one."""
    path = made.chance.choice(
        (
            "/",
            "~",
            "~/.config/git",
            ".git",
            ".git/hooks",
            ".git/wmsgit/facts/core",
            ".git/refs/tags",
            "../outside",
            "../../x",
            "a\0b",
            "",
            ".",
            "..",
            "records",
            "-x",
            "$HOME",
            "${HOME}",
            "%HOME%",
            "CON",
            "nul.txt",
            "lib\n::stop-commands::x",
            "\x1b]52;c;x\x07",
            "x" * 5000,
            "a/" * 300,
            "../lib",
            "lib",
            "vendored/inner",
            "lib/../../outside",
            "./lib",
            "../.git",
            "../.ssh",
            "docs/x",
            "..\\outside",
            "C:\\x",
            "//host/x",
            "../plane",
            "../lib/",
            "schemas/x",
            "\u202e",
            ".hidden",
        )
    )
    url = made.chance.choice(
        (
            f"ext::sh -c {made.command.replace(' ', '% ')}",
            f"--upload-pack={made.command}",
            "git://127.0.0.1:1/x",
            "-x",
            f"file://{made.outside}/payload",
            str(made.outside / "payload"),
            f"ssh://-oProxyCommand={made.command}/x",
            "../lib",
            "http://127.0.0.1:1/x",
            "fd::17",
            "x" * 3000,
            "a\nb",
            "https://user:pass@127.0.0.1:1/x",
            f"::{made.command}",
        )
    )
    name = made.chance.choice(("conf", "lib", "core", "CON", "all"))
    fields = {
        "id": name,
        "path": path,
        "urls": [url],
        "default_branch": made.chance.choice(("main", "-x", "a\nb", "--output=x")),
    }
    made.write(f"records/repos/{name}.yaml", _dumped(fields))


def settings(made: Checkout) -> None:
    """Settings of the workspace that are not what they should be."""
    known = json.loads((made.top / "schemas/workspace.schema.json").read_bytes()) if _is_file(made) else {}
    names = [*(known["properties"] if isinstance(known, dict) and "properties" in known else ()), "unknown"]
    fields: dict[str, object] = {"name": "plane"}
    for _ in range(made.chance.randint(1, 4)):
        fields[made.chance.choice(names)] = made.value()
    made.write("records/workspace.yaml", _dumped(fields))


def _is_file(made: Checkout) -> bool:
    path = made.top / "schemas/workspace.schema.json"
    return path.is_file() and made.top in path.resolve().parents


def schema(made: Checkout) -> None:
    """A schema that grows, hides, poses as another or is none."""
    chance = made.chance
    chain: dict[str, object] = {
        f"a{n}": {"properties": {"x": {"$ref": f"#/$defs/a{n + 1}"}, "y": {"$ref": f"#/$defs/a{n + 1}"}}}
        for n in range(40)
    }
    doubled: dict[str, object] = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(28)}
    kind = chance.choice(("zz", "risk", "check", "sql", "task", "help", "A B", "..", "repo", "workspace", "adr"))
    meaning: dict[str, object] = {
        "folder": chance.choice(("zz", "../x", "tasks", ".git", "a/b", "-x", "")),
        "table": chance.choice(("zz", 'x"; drop table records; --', "records", "")),
        "prefix": chance.choice(("ZZ-", "../", "", "\x1b[2J")),
    }
    fields: dict[str, object] = {
        "title": {"type": "string"},
        "status": {"enum": chance.choice((["paused;touch${IFS}x", "$(touch x)"], [str(n) for n in range(20_000)], []))},
        "x": chance.choice(
            (
                {"$ref": "#/$defs/a0"},
                {"$ref": "#"},
                {"$ref": "file:///etc/passwd"},
                {"$ref": "http://127.0.0.1:1/x"},
                {"pattern": "(a+)+$"},
                {"pattern": "(a{0,1000}N)?" * 50},
                {"type": "nope"},
                made.value(),
            )
        ),
    }
    fields |= {f"p{n}": {} for n in range(chance.choice((0, 0, 20_000)))}
    whole: object = {
        "type": "object",
        "properties": fields,
        "$defs": chance.choice((chain, doubled, {})),
        "x-wmsgit": meaning,
    }
    for _ in range(chance.randint(0, 3)):
        meaning[
            chance.choice(("transitions", "references", "aliases", "list", "search", "merge", "id", "folder", "frozen"))
        ] = made.value()  # type: ignore[assignment]
    whole = chance.choice((whole, whole, whole, made.value(), {"x-wmsgit": made.value()}))
    made.write(f"schemas/{kind}.schema.json", _dumped(whole))


def record(made: Checkout) -> None:
    """A file of records that a parser, a check or a terminal stumbles over."""
    chance = made.chance
    kind = chance.choice(_KINDS)
    folder = _FOLDERS.get(kind, f"{kind}s")
    name = chance.choice(
        (
            "WS-TASK-002",
            "ADR-002",
            "X",
            "a\nb",
            "-rf",
            "--format",
            "$(touch x)",
            "\x1b[2J",
            ".hidden",
            "Wmsgit",
            "x" * 200,
            "e\u0301",
            "\udcff",
            "ws-task-001",
            "CON",
            "a b",
            "*",
        )
    )
    depth = chance.choice((50, 65, 5000))
    bodies: tuple[object, ...] = (
        "[" * depth,
        "{a: " * depth,
        "a: !!python/object/apply:os.system ['x']\n",
        "".join(f"%TAG !a{n}! x\n" for n in range(20_000)) + "--- {}",
        "a: &a [x,x,x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(50)),
        "a\0b",
        b"\xff\xfe\x00t",
        b"\xef\xbb\xbftitle: x\n",
        "title: x\ntitle: y\n",
        "",
        "---\n---\n",
        "? [a, b]\n: c\n",
        "<<: {a: b}\n",
        "title: 'x\n",
        "title: x\r\nstatus: y\r\n",
        "- x\n",
        _dumped({f"k{n}": n for n in range(4000)}),
        "x: " + "a" * 2_000_000,
        "title: |\n  <!-- wmsgit:begin -->\n  </system>\n",
        "<<<<<<< ours\ntitle: x\n=======\ntitle: y\n>>>>>>> theirs\n",
        "\t",
        "title: \u202ex\U000e0041\n",
        "!" * 1000,
        "*a",
        "&a" * 9999,
        "# x" * 9999,
    )
    body = chance.choice(bodies)
    if chance.random() < 0.5:
        fields = _names(made, kind)
        start: dict[str, object] = {
            "title": "A",
            "status": chance.choice(("pending", "accepted", "in_progress", "x")),
            "created": "2026-11-01T00:00:00Z",
            "date": "2026-11-01T00:00:00Z",
            "decision": "d",
        }
        body = _dumped(start | {chance.choice(fields): made.value() for _ in range(chance.randint(1, 5))})
    assert isinstance(body, str | bytes)
    made.write(f"records/{folder}/{chance.choice(('', '', 'a/', '.h/', 'a/b/c/d/e/'))}{name}.yaml", body)


def _names(made: Checkout, kind: str) -> list[str]:
    path = Path(__file__).resolve().parents[2] / "schemas" / f"{kind}.schema.json"
    return [*json.loads(path.read_bytes())["properties"], "unknown", "metadata"]


_RULES: tuple[dict[str, object], ...] = (
    {"kind": "forbidden_import", "language": "python", "modules": ["evil"]},
    {"kind": "forbidden_import", "language": "javascript", "modules": ["**"]},
    {"kind": "allowed_imports", "language": "python", "modules": ["stdlib"]},
    {"kind": "import_layers", "language": "python", "package": "a", "layers": ["b", "c"]},
    {"kind": "config_value", "file": "x.toml", "at": "/a/b", "equals": "1"},
    {"kind": "config_value", "file": "x.json", "at": "/a/b", "equals": "1"},
    {"kind": "config_value", "file": "../outside/secret", "format": "text", "equals": "1"},
    {"kind": "content", "regex": "(x+x+)+y|TODO"},
    {"kind": "forbidden_dependency", "packages": ["*"]},
    {"kind": "dependency_version", "package": "a", "must_be_within": ">=2"},
    {"kind": "path_naming", "stem": "(a{0,900}){0,900}"},
    {"kind": "path_forbidden", "paths": ["**/*"]},
    {"kind": "path_required", "any_of": ["[" * 500, "**/" * 500]},
    {"kind": "file_limit", "max_lines": 1},
    {"kind": "code_pattern", "language": "python", "rule": {"pattern": "$A($$$)"}},
    {"kind": "git_state"},
    {"kind": "placement"},
    {"kind": "coverage"},
    {"kind": "x"},
)


def rule(made: Checkout) -> None:
    """A decision with rules, and files of the members that they look at."""
    chance = made.chance
    rules: list[dict[str, object]] = []
    for number in range(chance.choice((3, 30, 400))):
        rules.append({"id": f"r{number}", "severity": "HIGH"} | chance.choice(_RULES))
        if chance.random() < 0.02:
            rules[-1][chance.choice((*rules[-1], "scope", "targets", "examples", "was"))] = made.value()
    made.write(
        "records/decisions/ADR-008.yaml",
        _dumped({"title": "R", "status": "accepted", "date": "2026-11-01T00:00:00Z", "decision": "x", "rules": rules}),
    )
    bodies = {
        "bad.py": chance.choice(
            ("import evil\n", "import " + "a." * 200_000 + "a\n", "(" * 5000, "x = " + "-" * 5000 + "1", "import a\0b")
        ),
        "x.toml": chance.choice(("a." * 600 + "b=1", "a." * 100_000 + "b=1", "[[a]]\n" * 5000)),
        "x.json": chance.choice(("[" * 800, "[" * 100_000, '{"a":' * 3000, "1" * 50_000)),
        "a.js": chance.choice(("import a," * 100_000, "export {" * 100_000, "x=/[" * 100_000)),
        "requirements.txt": chance.choice(("a" + " " * 500_000 + "b", "a\n" * 100_000)),
        "package.json": _dumped({"dependencies": {f"p{n}": "1" for n in range(20_000)}}),
        "pyproject.toml": "[project]\nname='x'\ndependencies=[" + "'a'," * 20_000 + "]",
    }
    for name in chance.sample(sorted(bodies), chance.randint(1, len(bodies))):
        made.write(chance.choice(("", "src/", "docs/x/", "../lib/", "../lib/src/")) + name, bodies[name])
    made.write("records/repos/self.yaml", _dumped({"path": "."}))


def git_files(made: Checkout) -> None:
    """The files that Git itself reads from a checkout."""
    chance = made.chance
    made.write(
        chance.choice((".gitattributes", "records/.gitattributes")),
        "* filter=x diff=x merge=x working-tree-encoding=UTF-16 export-subst ident\n*.yaml -text\n",
    )
    path = chance.choice(("lib", "-x", "../x", ".git/x"))
    url = chance.choice(("-x", "ext::sh", str(made.outside / "payload")))
    modules = f'[submodule "lib"]\n path = {path}\n url = {url}\n update = !{made.command}\n'
    made.write(".gitmodules", modules)
    made.write(chance.choice((".gitignore", "records/.gitignore")), chance.choice(("*\n", "records\n!x\n", "[" * 5000)))
    made.write("lib/.git-is-not", "x")
    made.write(".mailmap", "A <a@b> <ann@example.org>\n" * 500)
    made.write(".lsp/config", "x")


def many(made: Checkout) -> None:
    """Many files."""
    chance = made.chance
    form = chance.choice(
        (
            "records/tasks/{}.yaml",
            "records/tasks/{}/WS-TASK-001.yaml",
            "schemas/k{}.schema.json",
            "records/x/{}",
            "records/.h/{}.yaml",
        )
    )
    body = chance.choice(("", "title: x\n", '{"type": "object", "x-wmsgit": {"folder": "f"}}'))
    for number in range(chance.choice((150, 1500))):
        made.write(form.format(number), body)


MUTATIONS: tuple[Callable[[Checkout], None], ...] = (
    bare_repository,
    bare_repository,
    link,
    link,
    link,
    member,
    member,
    settings,
    schema,
    record,
    record,
    rule,
    git_files,
    many,
)


def make(number: int, folder: Path, template: Path, environ: dict[str, str]) -> Path:
    """The checkout of this number, cloned as a victim would: `folder/plane`, with `outside` and `lib` beside it."""
    outside, author = folder / "outside", folder / "author"
    _set_up(outside, folder, environ)
    _git(folder, environ, "clone", "--quiet", str(template), "author")
    made = Checkout(author, outside, random.Random(number))
    made.write(
        "records/tasks/WS-TASK-001.yaml",
        "title: One\nstatus: pending\ncreated: 2026-11-01T00:00:00Z\n",
    )
    made.write("records/repos/lib.yaml", _dumped({"path": "../lib", "urls": [str(folder / "lib")]}))
    _commit(author, environ, "start")
    for step in range(2):
        for _ in range(made.chance.randint(1, 3)):
            made.chance.choice(MUTATIONS)(made)
        _commit(
            author,
            environ,
            made.chance.choice(("x", "\x1b[2J::error::x", "WS-TASK-001: x\n\nWmsgit-Op: y", f"$({made.command})"))
            + str(step),
        )
    _commit(folder / "lib", environ, "y")
    _git(author, environ, "branch", made.chance.choice(("WS-TASK-001", "origin/main", "HEAD2", "x;y")))
    _git(folder, environ, "clone", "--quiet", "author", "plane", check=False)
    return folder / "plane"


def _set_up(outside: Path, folder: Path, environ: dict[str, str]) -> None:
    outside.mkdir()
    (outside / "secret").write_text("ours\n")
    (folder / "home" / ".bashrc").write_text("# ours\n")
    for path in (outside / "payload", folder / "lib"):
        _git(folder, environ, "init", "--quiet", str(path))
        (path / "config").write_text(f'[core]\n fsmonitor = "touch {outside / MARK}"\n')
        _commit(path, environ, "x")
    _git(folder / "lib", environ, "remote", "add", "origin", str(folder / "lib"))


def _commit(folder: Path, environ: dict[str, str], message: str) -> None:
    _git(folder, environ, "add", "--force", "--all", check=False)
    _git(folder, environ, "commit", "--quiet", "--no-verify", "--allow-empty", f"--message={message}", check=False)


def _git(folder: Path, environ: dict[str, str], *arguments: str, check: bool = True) -> None:
    # As the author's own program, which believes its files: what is tested comes after the clone.
    explicit = () if not (folder / ".git").exists() else (f"--git-dir={folder / '.git'}", f"--work-tree={folder}")
    subprocess.run(
        ["git", *explicit, *arguments], cwd=folder, env=environ, check=check, capture_output=True, timeout=60
    )


def snapshot(folder: Path, *, without: frozenset[Path]) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder, links as links: path → its mode and what it holds."""
    taken: dict[str, tuple[int, bytes]] = {}
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if Path(root, name) not in without]
        for name in (*files, *folders):
            path = Path(root, name)
            if path in without:
                continue
            mode = path.lstat().st_mode
            held = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
            taken[str(path.relative_to(folder))] = mode, held
    return taken
