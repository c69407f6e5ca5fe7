"""A time server that says what it is told to."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from types import TracebackType

_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


def ntp_time(instant: datetime) -> bytes:
    """An instant as time servers write it: seconds since 1900, and their fraction."""
    micros = (instant - _EPOCH) // timedelta(microseconds=1)
    return struct.pack(">II", micros // 1_000_000 & 0xFFFF_FFFF, (micros % 1_000_000 << 32) // 1_000_000)


class FauxNtp:
    """Answers each question with the time of `tells`; `spoil` changes the answer before it leaves."""

    def __init__(self, tells: Callable[[], datetime], spoil: Callable[[bytes], bytes] = bytes) -> None:
        self.tells, self.spoil = tells, spoil
        self.link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.link.bind(("127.0.0.1", 0))
        self.address = f"ntp://127.0.0.1:{self.link.getsockname()[1]}"

    def __enter__(self) -> FauxNtp:
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.link.getsockname())
        self.thread.join()
        self.link.close()

    def _serve(self) -> None:
        while True:
            asked, sender = self.link.recvfrom(512)
            if not asked:
                return
            stamp = ntp_time(self.tells())
            head = bytes([0b00_100_100, 1, 0, 0]) + bytes(12) + stamp
            self.link.sendto(self.spoil(head + asked[40:48] + stamp + stamp), sender)
