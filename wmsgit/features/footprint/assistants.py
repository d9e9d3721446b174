"""Assistants: the files that each of them reads in a repository, and what wmsgit says in them.

A skill is a folder with a `SKILL.md` (agentskills.io); a server is an entry of the file in which a program looks for
servers of the model context protocol. Each program's own documentation says where.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.features.sessions.eight_lines import EIGHT_LINES
from wmsgit.model.text import did_you_mean

ENTRY = "wmsgit"
"""What the server is called in every file."""
_COMMAND: Mapping[str, Any] = {"command": "wmsgit", "args": ["mcp"]}
_MARK = re.compile(r"<!-- Written by `wmsgit setup --assistant`: ([0-9a-f]{16}) -->\n\Z")
_DESCRIPTION = (
    "Takes, looks up, notes and hands off the work of this workspace with wmsgit. Use it for every task here."
)
_REST = """
`wmsgit COMMAND --help` says what a command takes, `wmsgit help PAGE` shows a page of the documentation. Every read
takes `--format json`; what is wrong is said on standard error, with the exit code. Where the server `wmsgit` is there,
its tools have the names of the commands.
"""


@dataclass(frozen=True, slots=True)
class Assistant:
    """One assistant's files, relative to the top of a repository.

    Attributes:
        skill: its `SKILL.md`; empty where it reads none.
        server: the JSON file with its servers; empty for none.
        key: the key of that file under which they stand.
        entry: the server's entry.
        plugin: its plug-in file → what that says.
        table: a TOML file, to which lines are added in the place of an entry.
    """

    skill: str = ""
    server: str = ""
    key: str = "mcpServers"
    entry: Mapping[str, Any] = field(default_factory=lambda: dict(_COMMAND))
    plugin: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    table: str = ""


_ABOUT = {"name": ENTRY, "version": "1.0.0", "description": _DESCRIPTION}
ASSISTANTS: Mapping[str, Assistant] = {
    "claude": Assistant(
        ".claude/skills/wmsgit/SKILL.md",
        ".mcp.json",
        plugin={".claude-plugin/plugin.json": {**_ABOUT, "skills": "./.claude/skills/", "mcpServers": "./.mcp.json"}},
    ),
    "codex": Assistant(".agents/skills/wmsgit/SKILL.md", table=".codex/config.toml"),
    "copilot": Assistant(
        ".github/skills/wmsgit/SKILL.md", ".vscode/mcp.json", "servers", {"type": "stdio", **_COMMAND}
    ),
    "cursor": Assistant(".cursor/skills/wmsgit/SKILL.md", ".cursor/mcp.json"),
    "gemini": Assistant(
        ".gemini/skills/wmsgit/SKILL.md",
        ".gemini/settings.json",
        plugin={"gemini-extension.json": {**_ABOUT, "mcpServers": {ENTRY: dict(_COMMAND)}}},
    ),
    "opencode": Assistant(
        ".opencode/skills/wmsgit/SKILL.md", "opencode.json", "mcp", {"type": "local", "command": ["wmsgit", "mcp"]}
    ),
}
"""Name → its files."""

TABLE_LINES = f"""# >>> wmsgit >>>
[mcp_servers.{ENTRY}]
command = "wmsgit"
args = ["mcp"]
# <<< wmsgit <<<
"""


def assistant_named(name: str) -> Assistant:
    """The assistant of a name.

    Raises:
        UsageError: when there is none.
    """
    if name.lower() not in ASSISTANTS:
        known = ", ".join(ASSISTANTS)
        raise UsageError(
            f"no files of {name[:100]!r} are known{did_you_mean(name, ASSISTANTS)}", hint=f"known: {known}"
        )
    return ASSISTANTS[name.lower()]


def skill_text() -> str:
    """A skill; its last line says what the lines before it were when they were written."""
    body = f"---\nname: {ENTRY}\ndescription: {_DESCRIPTION}\n---\n{EIGHT_LINES}{_REST}\n"
    return f"{body}<!-- Written by `wmsgit setup --assistant`: {_digest(body)} -->\n"


def is_own_skill(text: str) -> bool:
    """Whether a skill is as some release of wmsgit wrote it."""
    mark = _MARK.search(text)
    return mark is not None and mark[1] == _digest(text[: mark.start()])


def plugin_text(content: Mapping[str, Any]) -> str:
    """A plug-in file."""
    return json.dumps(content, indent=2) + "\n"


def without_entry(text: str, assistant: Assistant) -> str:
    """A file of servers without our entry, every other byte as it was; empty where it had nothing else.

    An entry that says something else than ours is left, and so is a file that is no plain JSON.
    """
    try:
        whole = json.loads(text)
    except ValueError:
        return text
    servers = whole.get(assistant.key) if isinstance(whole, dict) else None
    if not isinstance(servers, dict) or servers.get(ENTRY) != dict(assistant.entry):
        return text
    if len(servers) == 1:
        others = {key: value for key, value in whole.items() if key != assistant.key}
        return _cut(text, assistant.key, others) if others else ""
    left = {key: value for key, value in servers.items() if key != ENTRY}
    return _cut(text, ENTRY, {**whole, assistant.key: left})


def _cut(text: str, key: str, expected: Mapping[str, Any]) -> str:
    """A text without a member of an object: the one by whose removal it says what is expected."""
    decoder = json.JSONDecoder()
    for start in re.finditer(rf"{re.escape(json.dumps(key))}\s*:\s*", text):
        end = decoder.raw_decode(text, start.end())[1]
        before, after = text[: start.start()], text[end:]
        candidates = (
            re.sub(r",\s*\Z", "", before) + after,
            before + re.sub(r"\A\s*,\s*", "", after),
        )
        for candidate in candidates:
            try:
                if json.loads(candidate) == expected:
                    return candidate
            except ValueError:
                continue
    return text


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
