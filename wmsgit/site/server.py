"""The server of `ui`: the live pages on loopback, for one browser user, and the writes that it asks for."""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from types import FrameType
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from wmsgit.errors import WmsgitError
from wmsgit.site.layout import POLICY
from wmsgit.site.live import LivePlane

LOOPBACK = "127.0.0.1"
TOKEN_HEADER = "x-wmsgit-token"  # noqa: S105 (the name of a header)
_MAX_BODY_BYTES = 1 << 20
_EVENT_PAUSE_S = 0.1
_BEATS = 150
"""After so many pauses without a change a line says that the server is still there."""
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Handler = Callable[[Request], Awaitable[Response]]


def listening_socket(port: int) -> socket.socket:
    """A socket on loopback; a free port for 0.

    Raises:
        OSError: when the port is taken.
    """
    result = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    result.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    result.bind((LOOPBACK, port))
    return result


class Doorkeeper:
    """Who may ask: a browser on this machine that was given the token, from pages of this server alone.

    Attributes:
        port: where the server listens.
        token: what the first address carries, and a cookie from then on.
        write_token: what only a page of this server can read, and every write carries.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.token = secrets.token_urlsafe(32)
        self.write_token = secrets.token_urlsafe(32)
        self.cookie = f"wmsgit-{port}"
        self._hosts = {f"{name}:{port}" for name in (LOOPBACK, "localhost")}

    @property
    def address(self) -> str:
        """The address that opens the pages."""
        return f"http://{LOOPBACK}:{self.port}/?token={self.token}"

    async def __call__(self, request: Request, call_next: Handler) -> Response:
        """Answer, or refuse: a foreign Host or Origin, no token, a write without its own token."""
        refusal = self.refusal(request)
        response = PlainTextResponse(refusal, HTTPStatus.FORBIDDEN) if refusal else await call_next(request)
        response.headers.update(_HEADERS)
        return response

    def refusal(self, request: Request) -> str:
        """Why a request is refused; empty for one that is not."""
        if request.headers.get("host", "") not in self._hosts:
            return "this server answers to its own name alone"
        origin = request.headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            return "this page may not ask this server"
        if request.url.path == "/" and _same(request.query_params.get("token"), self.token):
            return ""
        if not _same(request.cookies.get(self.cookie), self.token):
            return "open the address that 'wmsgit ui' printed"
        is_write = request.method not in {"GET", "HEAD"}
        if is_write and (origin is None or not _same(request.headers.get(TOKEN_HEADER), self.write_token)):
            return "a write comes from a page of this server"
        return ""


def _same(given: str | None, secret: str) -> bool:
    return given is not None and secrets.compare_digest(given.encode(), secret.encode())


class _SiteAnswers:
    """What each address of the server answers."""

    def __init__(self, plane: LivePlane, door: Doorkeeper) -> None:
        self._plane = plane
        self._door = door

    async def page(self, request: Request) -> Response:
        """A page as it is now; the first address gives the cookie."""
        if request.url.path == "/":
            response = RedirectResponse("/index.html", HTTPStatus.SEE_OTHER)
            response.set_cookie(self._door.cookie, self._door.token, httponly=True, samesite="strict", path="/")
            return response
        file = await asyncio.wrap_future(self._plane.file(unquote(request.url.path.removeprefix("/"))))
        if file is None:
            return PlainTextResponse("there is no such page", HTTPStatus.NOT_FOUND)
        return Response(file.content, media_type=f"{file.media_type}; charset=utf-8")

    async def session(self, _: Request) -> Response:
        """What a page needs to write, and to know whether it is of now."""
        return JSONResponse({"token": self._door.write_token, "version": self._plane.version})

    async def write(self, request: Request) -> Response:
        """A write, or why it is refused."""
        body = await _body(request)
        if body is None:
            return JSONResponse({"refused": "a write is a JSON object of at most 1 MiB"}, HTTPStatus.BAD_REQUEST)
        try:
            return JSONResponse(await asyncio.wrap_future(self._plane.write(request.path_params["verb"], body)))
        except WmsgitError as error:
            return JSONResponse({"refused": str(error), "code": error.exit_code}, HTTPStatus.CONFLICT)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            return JSONResponse({"refused": f"the write cannot be read: {error}"}, HTTPStatus.BAD_REQUEST)

    async def events(self, request: Request) -> Response:
        """The changes, as they come."""
        return StreamingResponse(_events(self._plane, request), media_type="text/event-stream")


def application(plane: LivePlane, door: Doorkeeper) -> Starlette:
    """The server's application."""
    answers = _SiteAnswers(plane, door)
    routes = [
        Route("/api/session", answers.session, methods=["GET"]),
        Route("/api/events", answers.events, methods=["GET"]),
        Route("/api/write/{verb}", answers.write, methods=["POST"]),
        Route("/{path:path}", answers.page, methods=["GET"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=door)])


async def _body(request: Request) -> dict[str, object] | None:
    parts = bytearray()
    async for chunk in request.stream():
        parts += chunk
        if len(parts) > _MAX_BODY_BYTES:
            return None
    try:
        body = json.loads(parts)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


async def _events(plane: LivePlane, request: Request) -> AsyncIterator[str]:
    """The plane's version, each time that it changes (server-sent events)."""
    known = -1
    beats = 0
    while not plane.is_ending and not await request.is_disconnected():
        if plane.version != known:
            known, beats = plane.version, 0
            yield f"data: {known}\n\n"
        beats += 1
        if beats % _BEATS == 0:
            yield ": here\n\n"
        await asyncio.sleep(_EVENT_PAUSE_S)


def serve(plane: LivePlane, door: Doorkeeper, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until ^C.

    Args:
        plane: what is served; it has been started.
        door: who may ask.
        listening: where.
        ready: called once the server listens.
    """
    import uvicorn

    config = uvicorn.Config(
        application(plane, door), log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=1, ws="none",
    )  # fmt: skip

    class EndingServer(uvicorn.Server):
        """Lets go of the browsers that wait for changes: each would hold the end up."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            plane.end()
            super().handle_exit(sig, frame)

    listening.listen()
    ready()
    EndingServer(config).run(sockets=[listening])
