"""The service in a process of its own, that a test may kill and start again on the same port and database."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from acia import create_app
from tests.conftest import TEST_SETTINGS

READY = "pret"


def build(database: str, folder: Path, port: int) -> Flask:
    """The application on 127.0.0.1, on the clock of the machine."""
    settings = replace(
        TEST_SETTINGS,
        SQLALCHEMY_DATABASE_URI=database,
        DONNEES=folder,
        BASE_URL=f"http://127.0.0.1:{port}",
        TRUSTED_HOSTS=["127.0.0.1"],
        SESSION_COOKIE_NAME="acia-e2e",
        SESSION_COOKIE_SECURE=False,
    )
    return create_app(settings)


@dataclass
class Service:
    """A server that can die."""

    database: str
    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, on the same port as before, and wait until it listens."""
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "tests.e2e.service", self.database, str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == READY

    def kill(self) -> None:
        """Die at once, as in a power cut."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def main() -> None:
    """Serve until killed."""
    database, folder, port = sys.argv[1:]
    server = make_server("127.0.0.1", int(port), build(database, Path(folder), int(port)), threaded=True)
    print(READY, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
