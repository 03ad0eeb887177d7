"""The smallest practice room: answers every address below its prefix with one Vietnamese page."""

from __future__ import annotations

import os
import signal
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

PAGE = '<!DOCTYPE html><html lang="vi"><title>Phòng mẫu</title><h1>Phòng mẫu đã mở</h1></html>'


class Room(BaseHTTPRequestHandler):
    """Answer GET; say nothing on the terminal."""

    def do_GET(self) -> None:
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Stay silent."""


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # how the Hub asks a room to end
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    HTTPServer(("127.0.0.1", address.port or 0), Room).serve_forever()
