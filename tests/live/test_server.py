"""The server is for this machine and this page alone (SPEC 17.8)."""

import json
import socket
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import AsyncHTTPTestCase, gen_test
from tornado.websocket import websocket_connect

from evosim.errors import ConfigError
from evosim.live.lesson import lessons
from evosim.live.server import MOST_BYTES, Class, application, listening
from tests.live.conftest import StillHand


class Local(AsyncHTTPTestCase):
    """A class whose hands do nothing, on a port of its own."""

    def get_app(self):
        async def group():
            return Class(lessons()["drift"], Path("nowhere"), hold=StillHand)

        self.group = self.io_loop.run_sync(group)
        return application(self.group, self.get_http_port())

    def get_http_server(self):
        return HTTPServer(self._app)

    def headers(self, **more):
        port = self.get_http_port()
        return {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}"} | more

    def socket(self, **headers):
        headers = {name: value for name, value in self.headers(**headers).items() if value is not None}
        address = f"ws://127.0.0.1:{self.get_http_port()}/socket"
        return websocket_connect(HTTPRequest(address, headers=headers))

    async def refused(self, **headers):
        with pytest.raises(HTTPClientError) as caught:
            await self.socket(**headers)
        assert caught.value.code == 403
        assert not self.group.pages

    def test_the_page_comes_whole_and_may_fetch_nothing(self):
        answer = self.fetch("/", headers=self.headers())
        assert answer.code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert f"connect-src ws://127.0.0.1:{self.get_http_port()};" in policy
        text = answer.body.decode()
        for outside in ("http://", "https://", "<link rel=\"stylesheet", "<script src", "@import", "url("):
            assert outside not in text.replace("http://www.w3.org", ""), outside

    def test_localhost_is_a_name_of_ours(self):
        assert self.fetch("/", headers=self.headers(Host=f"localhost:{self.get_http_port()}")).code == 200

    def test_another_host_is_refused_in_one_sentence(self):
        for host in ("evil.example", f"evil.example:{self.get_http_port()}", "127.0.0.1", "127.0.0.1:1",
                     f"127.0.0.1:{self.get_http_port()}.evil.example"):
            answer = self.fetch("/", headers=self.headers(Host=host))
            assert answer.code == 403, host
            assert answer.body == b"This page answers to its own address only.\n"

    def test_there_is_nothing_else(self):
        for path in ("/etc/passwd", "/../../etc/passwd", "/static/x.js", "/favicon.ico", "//"):
            assert self.fetch(path, headers=self.headers()).code == 404
        assert self.fetch("/", method="POST", body="x", headers=self.headers()).code == 405
        assert self.fetch("/socket", headers=self.headers()).code == 400

    @gen_test
    async def test_foreign_sockets_are_refused(self):
        port = self.get_http_port()
        for origin in ("http://evil.example", f"http://evil.example:{port}", f"https://127.0.0.1:{port}",
                       "null", "http://127.0.0.1", f"http://127.0.0.1:{port}.evil.example", "file://", "",
                       None):
            await self.refused(Origin=origin)
        await self.refused(Host=f"evil.example:{port}")
        await self.refused(Host=f"evil.example:{port}", Origin=f"http://evil.example:{port}")

    @gen_test
    async def test_a_page_hears_the_state_and_speaks(self):
        page = await self.socket()
        state = json.loads(await page.read_message())
        assert state["kind"] == "state" and [it["number"] for it in state["menu"]] == list(range(1, 8))
        await page.write_message('{"kind": "votes", "counts": [0, 3, 1]}')
        assert json.loads(await page.read_message()) == {"kind": "votes", "counts": [0, 3, 1]}
        page.close()

    @gen_test
    async def test_hostile_messages_are_answered_and_change_nothing(self):
        page = await self.socket()
        before = json.loads(await page.read_message())
        for message in ("", "{", "[]", "9" * 4097, '{"kind": "exec", "code": "import os"}',
                        '{"kind": "begin", "seed": 1, "a": {"penalty": 1e9}}', "\ud7ff" * 3000):
            await page.write_message(message)
            said = json.loads(await page.read_message())
            assert said["kind"] == "refused" and "\n" not in said["text"]
        await page.write_message(b"\xff\xfe", binary=True)
        assert json.loads(await page.read_message())["kind"] == "refused"
        again = await self.socket()
        assert json.loads(await again.read_message()) == before
        page.close()
        again.close()

    @gen_test
    async def test_what_is_far_too_long_closes_the_socket(self):
        page = await self.socket()
        before = await page.read_message()
        await page.write_message("x" * (MOST_BYTES + 1))
        assert await page.read_message() is None
        again = await self.socket()
        assert await again.read_message() == before
        again.close()


def test_only_the_loopback_interface_listens():
    sockets = listening(0)
    try:
        assert [it.getsockname()[0] for it in sockets] == ["127.0.0.1"]
        port = sockets[0].getsockname()[1]
        outside = socket.gethostbyname(socket.gethostname())
        if not outside.startswith("127."):
            with socket.socket() as it, pytest.raises(OSError):
                it.settimeout(2)
                it.connect((outside, port))
        with pytest.raises(ConfigError, match=f"--port {port}: address already in use; give another"):
            listening(port)
    finally:
        for it in sockets:
            it.close()
