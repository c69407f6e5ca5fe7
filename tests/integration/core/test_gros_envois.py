"""S79: what is too large is refused in words, without swallowing the body nor keeping it in memory."""

from __future__ import annotations

import io
import tracemalloc
from typing import Any

import pytest
from flask import Flask

from tests.factories.client import signed_client
from tests.factories.comptes import make_utilisateur

MEGABYTE = 1024 * 1024
EDGE = "limite"
HEAD = (
    f'--{EDGE}\r\nContent-Disposition: form-data; name="fichier"; filename="gros.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
).encode()


class Endless(io.RawIOBase):
    """A body of `size` bytes, made as it is read."""

    def __init__(self, size: int) -> None:
        self.size, self.sent = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count = min(len(buffer), self.size - self.sent)
        piece = (HEAD[self.sent :] + b"0" * count)[:count] if self.sent < len(HEAD) else b"0" * count
        buffer[:count] = piece
        self.sent += count
        return count


@pytest.mark.parametrize("said", [True, False], ids=["with its length", "chunked, without a length"])
@pytest.mark.parametrize("size", [27 * MEGABYTE, 100 * MEGABYTE, 1024 * MEGABYTE])
def test_s79_a_body_too_large_is_refused_in_words_and_not_swallowed(app: Flask, size: int, said: bool) -> None:
    client = signed_client(app, make_utilisateur())
    stream = Endless(size)
    length = {"CONTENT_LENGTH": str(size)} if said else {"wsgi.input_terminated": True}
    tracemalloc.start()
    try:
        answer = client.post(
            "/mon-compte",
            content_type=f"multipart/form-data; boundary={EDGE}",
            environ_overrides={"wsgi.input": stream, **length},
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status_code == 413
    assert "25 Mo" in answer.text
    assert stream.sent <= 27 * MEGABYTE
    assert peak <= 50 * MEGABYTE
