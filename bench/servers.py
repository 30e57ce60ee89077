"""The application and the floor behind gunicorn, and a browser that keeps its connection and its cookies."""

import http.client
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.stores import ROOT, Store

GUNICORN = ("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--keep-alive", "300")


def serve(store: Store, application: str, stack: ExitStack, **environment: str) -> int:
    """Start `application` on a free port of the loopback; it is stopped when `stack` closes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *GUNICORN]
    log = stack.enter_context((store.folder / f"{port}.log").open("w"))
    process = subprocess.Popen(
        [*command, "--log-level", "warning", "--no-control-socket"],
        env=store.environment(ALLOWED_HOSTS="127.0.0.1", **environment),
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    stack.callback(process.wait, 20)
    stack.callback(process.terminate)
    wait_for(port, process)
    return port


def wait_for(port: int, process: subprocess.Popen, seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit(f"The server on port {port} did not start")


class Browser:
    """One person at one server, over one connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(self, method, path, data=None, **headers) -> tuple[int, bytes, http.client.HTTPMessage]:
        body = urlencode(data) if data else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, content, answer.headers

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, data, **headers):
        return self.ask("POST", path, {**data, "csrfmiddlewaretoken": self.cookies["csrftoken"]}, **headers)

    def sign_in(self, username: str, password: str) -> None:
        self.get("/accounts/login/")
        status, content, _ = self.post("/accounts/login/", {"login": username, "password": password})
        if status != 302 or "sessionid" not in self.cookies:
            raise SystemExit(f"{username} could not sign in: {status} {plain(content)}")


def plain(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))[:300]
