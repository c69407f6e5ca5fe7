"""What the machine is measured against: a reference clock, and our own pages seen from outside."""

from __future__ import annotations

import http.client
import os
import socket
import struct
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import perf_counter
from typing import Final
from urllib.parse import SplitResult, urlsplit

from acia.core.clock import Clock

TIMEOUT_S: Final = 2.0
PAGE_TIMEOUT_S: Final = 10.0
_NTP_PORT: Final = 123
_NTP_EPOCH: Final = datetime(1900, 1, 1, tzinfo=UTC)
_PACKET: Final = struct.Struct(">BBbb11I")
_CLIENT: Final = 0b00_100_011
"""No leap warning, version 4, client."""
_SERVER: Final = 4
_HALF_SECOND: Final = timedelta(milliseconds=500)


class ReferenceMuette(Exception):
    """The reference clock does not answer, or says nothing that can be used."""


@dataclass(frozen=True)
class Ecart:
    """How far our clock is ahead of the reference, and how wrong this measure may be; milliseconds."""

    ms: int
    incertitude_ms: int


def measure_offset(address: str, clock: Clock, timeout: float = TIMEOUT_S) -> Ecart:
    """Compare our clock with the reference at `address` (SNTP, or the Date of a web server, good to a second).

    Raises:
        ReferenceMuette: no usable answer in time.
    """
    parts = urlsplit(address)
    try:
        if parts.scheme == "ntp":
            return _ask_ntp(parts.hostname or "", parts.port or _NTP_PORT, clock, timeout)
        return _ask_web(parts, clock, timeout)
    except (OSError, http.client.HTTPException, ValueError, struct.error) as error:
        raise ReferenceMuette(f"{type(error).__name__} : {error}") from error


def _ask_ntp(host: str, port: int, clock: Clock, timeout: float) -> Ecart:
    """One question, one answer (RFC 4330). The random stamp we send comes back in an answer to us, in no other."""
    stamp = struct.unpack(">II", os.urandom(8))
    family, _, _, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as link:
        link.settimeout(timeout)
        link.connect(target)
        asked = clock.now()
        link.send(_PACKET.pack(_CLIENT, 0, 0, 0, *(0,) * 9, *stamp))
        answer = link.recv(512)
        answered = clock.now()
    head, stratum, _, _, *words = _PACKET.unpack(answer[: _PACKET.size])
    if head & 7 != _SERVER or not 0 < stratum < 16 or tuple(words[5:7]) != stamp:
        raise ValueError("réponse inutilisable")
    received, sent = _instant(*words[7:9]), _instant(*words[9:11])
    ours, theirs = asked + (answered - asked) / 2, received + (sent - received) / 2
    return _ecart(ours - theirs, (answered - asked - (sent - received)) / 2)


def _instant(seconds: int, fraction: int) -> datetime:
    # The count of seconds starts again in 2036: a small one belongs to the next era.
    era = 0 if seconds & 0x8000_0000 else 1 << 32
    return _NTP_EPOCH + timedelta(seconds=seconds + era, microseconds=fraction * 1_000_000 / (1 << 32))


def _ask_web(parts: SplitResult, clock: Clock, timeout: float) -> Ecart:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=timeout)
    try:
        link.connect()
        asked = clock.now()
        link.request("HEAD", parts.path or "/")
        said = link.getresponse().headers["Date"]
        answered = clock.now()
    finally:
        link.close()
    if not said:
        raise ValueError("réponse sans date")
    theirs = parsedate_to_datetime(said).astimezone(UTC) + _HALF_SECOND
    return _ecart(asked + (answered - asked) / 2 - theirs, (answered - asked) / 2 + _HALF_SECOND)


def _ecart(ahead: timedelta, doubt: timedelta) -> Ecart:
    return Ecart(round(ahead / timedelta(milliseconds=1)), max(0, round(doubt / timedelta(milliseconds=1))))


def ask_page(url: str, public_url: str) -> tuple[int, int]:
    """Ask for one of our pages; the status (0 when nobody answers) and the milliseconds it took.

    `public_url` is the address of the service: the page is asked for under its name, even on a local address.
    """
    public = urlsplit(public_url)
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme, "User-Agent": "acia-battement"}
    begun = perf_counter()
    try:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme is checked with the settings
        with urllib.request.urlopen(request, timeout=PAGE_TIMEOUT_S) as answer:  # noqa: S310
            answer.read()
            status = int(answer.status)
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, http.client.HTTPException, ValueError):
        status = 0
    return status, round((perf_counter() - begun) * 1000)
