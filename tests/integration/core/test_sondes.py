"""Our clock against a reference, and our own pages asked for: fake servers on this machine."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from acia.core.clock import SettableClock
from acia.core.sondes import ReferenceMuette, ask_page, measure_offset
from tests.factories.horloge import FauxNtp, ntp_time

MAINTENANT = datetime(2027, 1, 20, 9, 0, 0, 250_000, tzinfo=UTC)


@contextmanager
def web(status: int, date: str | None) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A web server that answers so; its address, and the headers it was sent."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            self.send_response_only(status)
            if date is not None:
                self.send_header("Date", date)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("ahead", [0.0, 1.5, -31.25, 86_400.0])
def test_s55_a_time_server_says_how_far_our_clock_is(ahead: float) -> None:
    clock = SettableClock(MAINTENANT)
    with FauxNtp(lambda: MAINTENANT - timedelta(seconds=ahead)) as server:
        found = measure_offset(server.address, clock)
    assert abs(found.ms - ahead * 1000) <= 1
    assert found.incertitude_ms == 0


def test_the_count_of_seconds_starts_again_in_2036() -> None:
    later = datetime(2036, 3, 1, tzinfo=UTC)
    with FauxNtp(lambda: later) as server:
        assert measure_offset(server.address, SettableClock(later)).ms == 0


def _of_a_client(packet: bytes) -> bytes:
    return bytes([0b00_100_011]) + packet[1:]


def _kiss_of_death(packet: bytes) -> bytes:
    return packet[:1] + b"\0" + packet[2:]


def _to_somebody_else(packet: bytes) -> bytes:
    return packet[:24] + b"\1" * 8 + packet[32:]


def _cut(packet: bytes) -> bytes:
    return packet[:20]


@pytest.mark.parametrize("spoil", [_of_a_client, _kiss_of_death, _to_somebody_else, _cut])
def test_an_answer_that_cannot_be_trusted_is_none(spoil: Callable[[bytes], bytes]) -> None:
    with FauxNtp(lambda: MAINTENANT, spoil) as server, pytest.raises(ReferenceMuette):
        measure_offset(server.address, SettableClock(MAINTENANT))


def test_a_silent_server_is_waited_for_no_longer_than_said() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"ntp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ReferenceMuette):
            measure_offset(address, SettableClock(MAINTENANT), timeout=0.05)


def test_a_web_server_says_the_second() -> None:
    ahead = 40
    with web(200, format_datetime(MAINTENANT - timedelta(seconds=ahead), usegmt=True)) as (address, _):
        found = measure_offset(address, SettableClock(MAINTENANT))
    assert abs(found.ms - ahead * 1000) <= found.incertitude_ms == 500


@pytest.mark.parametrize("date", [None, "hier"])
def test_a_web_server_without_a_date_says_nothing(date: str | None) -> None:
    with web(200, date) as (address, _), pytest.raises(ReferenceMuette):
        measure_offset(address, SettableClock(MAINTENANT))


@pytest.mark.parametrize("status", [200, 503])
def test_our_page_is_asked_for_under_the_name_of_the_service(status: int) -> None:
    with web(status, None) as (address, asked):
        assert ask_page(address, "https://acia.exemple.fr")[0] == status
    assert (asked[0]["Host"], asked[0]["X-Forwarded-Proto"]) == ("acia.exemple.fr", "https")


def test_the_packet_of_the_fake_server_is_that_of_the_standard() -> None:
    seconds, fraction = struct.unpack(">II", ntp_time(datetime(1900, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)))
    assert (seconds, fraction) == (1, 1 << 31)
