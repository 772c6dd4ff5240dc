"""An HTTPS server on a loopback port that keeps what is posted to it, and redirects where it is told to."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that does not believe us."""
        del request, client_address


class Webhook:
    """One server. `/moved` leads to `/taken`, `/broken` answers 500, all else is taken."""

    def __init__(self, files: tuple[Path, Path]) -> None:
        taken: list[tuple[str, dict[str, str], bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def setup(self) -> None:
                self.request.do_handshake()
                super().setup()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/moved":
                    self.send_response(302)
                    self.send_header("Location", "/taken")
                elif self.path == "/broken":
                    self.send_response(500)
                else:
                    taken.append((self.path, dict(self.headers), body))
                    self.send_response(204)
                self.end_headers()

            def do_GET(self) -> None:
                taken.append((self.path, dict(self.headers), b""))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (as above)
                """Say nothing."""

        self.taken = taken
        self._server = _Server(("127.0.0.1", 0), Handler)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*files)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def url(self, path: str) -> str:
        """Give the address of a path."""
        return f"https://127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
