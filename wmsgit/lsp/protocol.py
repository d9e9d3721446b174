"""The protocol's own part: texts are kept by the server, and the end says how it came."""

from typing import Any

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method


class WmsgitProtocol(LanguageServerProtocol):
    """pygls' protocol without its own store of texts, whose lines are not those of the protocol's text."""

    def lsp_text_document__did_change(self, params: Any) -> None:
        """Left to the server's own handler."""

    def lsp_text_document__did_close(self, params: Any) -> None:
        """Left to the server's own handler."""

    def lsp_text_document__did_open(self, params: Any) -> None:
        """Left to the server's own handler."""

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]
        """End the process: 0 when the client asked for the end before, else 1 (LSP 3.17, "Exit Notification")."""
        raise SystemExit(0 if self._shutdown else 1)
