"""The local page: bound to this machine alone, and deaf to every page but its own (SPEC 17.8).

A name that an attacker's server answers for can be made to point at 127.0.0.1 (DNS rebinding), and any page
may open a socket to it; so the Host of every request, and the Origin of every socket, must be ours.
"""

import asyncio
import contextlib
import json
import secrets
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from evosim.errors import ConfigError
from evosim.live import messages
from evosim.live.hands import Hand
from evosim.live.lesson import SIDES, Lesson
from evosim.live.messages import Refused
from evosim.live.session import Session
from evosim.pages import rendered

LOOPBACK = "127.0.0.1"
MOST_BYTES = 65_536  # of what a socket takes in at all; what is longer closes it
_POLICY = ("default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src data:; "
           "connect-src ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


class Class:
    """A session, and the pages that are open on it.

    Args:
        lesson: to begin with.
        out: folder in which runs are kept.
        seed: to begin with; None: the lesson's.
        own: the lesson that a configuration was made into, for the menu.
        hold: makes a hand of a side and of whom it tells.
    """

    def __init__(self, lesson: Lesson, out: Path, seed: int | None = None, own: Lesson | None = None,
                 hold: Callable[..., Hand] = Hand) -> None:
        self.pages: set[_Socket] = set()
        self._loop = asyncio.get_running_loop()
        self.hands: dict[str, Hand] = {}
        try:
            for side in SIDES:
                self.hands[side] = hold(side, self._from_thread)
            self.session = Session(lesson, out, self.hands, self._send, seed, own)
        except BaseException:
            self.close()
            raise

    def _from_thread(self, *told: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and the class with it
            self._loop.call_soon_threadsafe(self._told, *told)

    def _told(self, *told: Any) -> None:
        self.session.told(*told)

    def _send(self, message: dict[str, Any]) -> None:
        text = json.dumps(message, allow_nan=False)
        for page in self.pages:
            page.say(text)

    def close(self) -> None:
        """Ends both workers, whatever they do."""
        for hand in self.hands.values():
            hand.close()


def _is_ours(name: str | None, port: int) -> bool:
    return name in (f"{LOOPBACK}:{port}", f"localhost:{port}")


class _Ours(RequestHandler):
    """Answers only who asks for this server by its own name."""

    def initialize(self, port: int, **more: Any) -> None:
        self.port = port
        for name, value in more.items():
            setattr(self, name, value)

    def prepare(self) -> None:
        if not _is_ours(self.request.headers.get("Host"), self.port):
            raise HTTPError(403, reason="This page answers to its own address only.")

    def write_error(self, status_code: int, **more: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{self._reason}\n")

    def set_default_headers(self) -> None:
        self.set_header("Server", "evosim")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")


class _Page(_Ours):
    def get(self) -> None:
        nonce = secrets.token_urlsafe(16)
        self.set_header("Content-Security-Policy", _POLICY.format(nonce=nonce, host=self.request.host))
        self.finish(rendered("live.html", nonce=nonce))


class _Nothing(_Ours):
    def prepare(self) -> None:
        super().prepare()
        raise HTTPError(404, reason="There is but one page here: /")


class _Socket(_Ours, WebSocketHandler):
    group: Class

    def prepare(self) -> None:
        super().prepare()
        # here, since Tornado asks `check_origin` only of some of those that come from elsewhere
        if not self.check_origin(self.request.headers.get("Origin", "")):
            raise HTTPError(403, reason="A socket must come from this server's own page.")

    def check_origin(self, origin: str) -> bool:
        return origin.startswith("http://") and _is_ours(origin.removeprefix("http://"), self.port)

    def open(self, *args: str, **more: str) -> None:
        self.group.pages.add(self)
        self.say(json.dumps(self.group.session.state(), allow_nan=False))

    def on_message(self, message: str | bytes) -> None:
        try:
            self.group.session.handle(messages.read(message))
        except Refused as refused:
            self.say(json.dumps({"kind": "refused", "text": str(refused)}))

    def on_close(self) -> None:
        self.group.pages.discard(self)

    def say(self, text: str) -> None:
        """Sends a text, unless the page has just closed."""
        with contextlib.suppress(WebSocketClosedError):
            self.write_message(text)


def application(group: Class, port: int) -> Application:
    """What is served: one page, one socket, nothing else."""
    return Application([("/", _Page, {"port": port}), ("/socket", _Socket, {"port": port, "group": group}),
                        (".*", _Nothing, {"port": port})],
                       websocket_max_message_size=MOST_BYTES, log_function=lambda handler: None)


def listening(port: int) -> list[socket.socket]:
    """Sockets on the loopback interface alone.

    Args:
        port: 0: any that is free.

    Raises:
        ConfigError: the port is taken, or not for us.
    """
    try:
        return bind_sockets(port, LOOPBACK, family=socket.AF_INET)
    except OSError as error:
        raise ConfigError(f"--port {port}: {(error.strerror or str(error)).lower()}; give another, or 0 for "
                          "any that is free") from None


async def serve(lesson: Lesson, out: Path, *, port: int = 0, seed: int | None = None,
                own: Lesson | None = None, ready: Callable[[str], None]) -> None:
    """Serves until it is interrupted, and leaves nothing behind.

    Args:
        lesson, out, seed, own: as in `Class`.
        port: to listen on.
        ready: told the address of the page.

    Raises:
        ConfigError: the port is taken, or the seed is none.
    """
    sockets = listening(port)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    port = sockets[0].getsockname()[1]
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises there
            loop.add_signal_handler(number, stop.set)
    group = Class(lesson, out, seed, own)
    server = HTTPServer(application(group, port))
    try:
        server.add_sockets(sockets)
        ready(f"http://{LOOPBACK}:{port}/")
        await stop.wait()
    finally:
        server.stop()
        group.close()
