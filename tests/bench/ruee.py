"""One establishment in a rush: it signs in, saves, sends its files and deposits over HTTP, as behind the proxy."""

from __future__ import annotations

import http.client
import re
import time
import uuid
from collections import defaultdict
from urllib.parse import urlencode

HOST = "acia.exemple.fr"
ALLER = "/mentions-legales"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_VERSION = re.compile(r'name="version"[^>]*value="([^"]*)"')
Fields = list[tuple[str, str]]


class Echec(Exception):
    """An answer that is not the one expected."""


class Visiteur:
    """A browser of one person: its cookies, its connection, the time of each of its acts in seconds."""

    def __init__(self, port: int, rang: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.address = f"10.0.{rang // 250}.{rang % 250 + 1}"
        self.cookies: dict[str, str] = {}
        self.times: defaultdict[str, list[float]] = defaultdict(list)

    def ask(self, act: str, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        """Send one request; `act` names it in the figures. Anything but 2xx and 3xx is a failure."""
        headers = {
            "Host": HOST,
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if kind:
            headers["Content-Type"] = kind
        start = time.perf_counter()
        self.link.request(method, path, body or None, headers)
        answer = self.link.getresponse()
        content = answer.read().decode("utf-8", "replace")
        self.times[act].append(time.perf_counter() - start)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 400:
            raise Echec(f"{method} {path}: {answer.status}")
        if answer.status >= 300:
            return str(answer.headers["Location"])
        return content

    def submit(self, act: str, page: str, fields: Fields, files: dict[str, bytes] | None = None, to: str = "") -> str:
        """Open a page, then send its form; a form that comes back is a failure."""
        html = self.ask("page", "GET", page)
        hidden = [("csrf_token", _found(_TOKEN, html, page))]
        if version := _VERSION.search(html):
            hidden.append(("version", version[1]))
        kind, body = _encode(hidden + fields, files or {})
        answer = self.ask(act, "POST", to or page, body, kind)
        if answer.lstrip().startswith("<"):
            raise Echec(f"{page} came back: {_errors(answer)}")
        return answer


def _found(pattern: re.Pattern[str], html: str, page: str) -> str:
    match = pattern.search(html)
    if match is None:
        raise Echec(f"no form on {page}")
    return match[1]


def _errors(html: str) -> list[str]:
    return re.findall(r'class="field-error"[^>]*>([^<]+)', html)[:3]


def _encode(fields: Fields, files: dict[str, bytes]) -> tuple[str, bytes]:
    if not files:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields]
    for name, content in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.pdf"\r\n'
        parts.append(f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()
