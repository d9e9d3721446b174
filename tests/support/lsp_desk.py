"""A desk: pytest-lsp's client at work on a plane, with the texts that it has open."""

from dataclasses import dataclass, field
from pathlib import Path

from git_environment import git_environment
from in_process import run_here
from lsprotocol import types
from pytest_lsp import LanguageClient, make_test_lsp_client

ENVIRON: dict[str, str] = {}
"""The server's environment; filled before the first one starts."""
RECORDS = (
    ("task", "add", "Move the keyring", "priority=HIGH", "labels+=keys", "description=See ISSUE-001 for why."),
    ("task", "add", "Write the adapter", "dependencies+=WS-TASK-001", "labels+=glue", "assigned_to=Ann Lee"),
    ("task", "add", "An old chore", "status=closed"),
    ("issue", "add", "Keys leak", "issue_type=security", "severity=HIGH", "related_task_id=WS-TASK-001"),
    ("adr", "add", "Keys stay here", "decision=They do.", "status=accepted", "documentation+=https://example.org/keys"),
)


def make_plane(folder: Path) -> Path:
    """A plane with a few records, committed."""
    environ = git_environment(folder / "home")
    run_here(("init", "plane"), folder, environ)
    plane = folder / "plane"
    for arguments in RECORDS:
        result = run_here(arguments, plane, environ)
        assert result.returncode == 0, result.stderr
    return plane


@dataclass
class Desk:
    """A client at work.

    Attributes:
        client: pytest-lsp's.
        root: the workspace.
    """

    client: LanguageClient
    root: Path
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    async def open(self, path: str, text: str | None = None) -> list[types.Diagnostic]:
        """Open a file as it is on the disk, or with another text; gives what is said of it."""
        content = (self.root / path).read_bytes().decode() if text is None else text
        uri = self.uri(path)
        self.texts[path], self.versions[path] = content, 1
        document = types.TextDocumentItem(uri, "yaml", 1, content)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        return await self.diagnostics(path)

    async def type(self, path: str, text: str) -> list[types.Diagnostic]:
        """Replace an open file's text; gives what is said of it."""
        self.versions[path] += 1
        self.texts[path] = text
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        return await self.diagnostics(path)

    async def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """What is said of the version that is open."""
        while self.client.versions.get(self.uri(path)) != self.versions.get(path):  # type: ignore[attr-defined]
            await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.diagnostics[self.uri(path)])

    def close(self, path: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(path))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        self.texts.pop(path, None)
        self.client.versions.pop(self.uri(path), None)  # type: ignore[attr-defined]

    def at(self, path: str, part: str, offset: int = 1) -> tuple[types.TextDocumentIdentifier, types.Position]:
        """The place in an open file at which a text stands, so many characters into it."""
        before = self.texts[path][: self.texts[path].index(part) + offset]
        line = before.count("\n")
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        return types.TextDocumentIdentifier(self.uri(path)), types.Position(line, column)

    async def labels(self, path: str, part: str, offset: int | None = None) -> list[str]:
        """What is offered behind a text."""
        place = self.at(path, part, len(part) if offset is None else offset)
        answer = await self.client.text_document_completion_async(types.CompletionParams(*place))
        return [item.label for item in answer.items]  # type: ignore[union-attr]

    async def hover(self, path: str, part: str, offset: int = 1) -> str:
        """What is shown of what stands at a text; empty for nothing."""
        answer = await self.client.text_document_hover_async(types.HoverParams(*self.at(path, part, offset)))
        return answer.contents.value if answer else ""  # type: ignore[union-attr]


def make_client() -> LanguageClient:
    """pytest-lsp's client, which also knows of which version the diagnostics are."""
    client = make_test_lsp_client()
    client.versions = {}  # type: ignore[attr-defined]

    def publish(params: types.PublishDiagnosticsParams) -> None:
        client.diagnostics[params.uri] = params.diagnostics
        client.versions[params.uri] = params.version  # type: ignore[attr-defined]

    client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = publish
    return client
