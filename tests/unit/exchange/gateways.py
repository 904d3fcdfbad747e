"""Gateways on this machine that behave as the real ones are documented to: GOV.UK Notify's API, and a mail server.

Notify: https://docs.notifications.service.gov.uk/rest-api.html (token, 201, 400, 403, 429, 500, statuses).
"""

from __future__ import annotations

import json
import socketserver
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"trial-{SERVICE}-{SECRET}"
EXPIRED = f"trial-{SERVICE}-00000000-0000-0000-0000-000000000000"
EMAIL_TEMPLATE, SMS_TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3", "f33517ff-2a88-4f6e-b855-c550268ce08a"


@dataclass
class Sent:
    """What Notify has taken, and how it is to answer next."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    dropped: int = 0  # answers that get lost on the line after the message was taken
    address: str = ""


ERRORS = {
    400: ("ValidationError", "phone_number Not enough digits"),
    429: ("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    500: ("Exception", "Internal server error"),
}


class _Notify(BaseHTTPRequestHandler):
    sent: Sent

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _error(self, status: int, kind: str, says: str) -> None:
        self._answer(status, {"status_code": status, "errors": [{"error": kind, "message": says}]})

    def _let_in(self) -> bool:
        """The token: HS256, signed with the key's secret, issued by the service, not older than thirty seconds."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            self._error(401, "AuthError", "Unauthorized: authentication token must be provided")
            return False
        try:
            said = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            self._error(403, "AuthError", "Invalid token: API key not found")
            return False
        if said.get("iss") != SERVICE or abs(time.time() - said.get("iat", 0)) > 30:
            self._error(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
            return False
        return True

    def do_POST(self) -> None:
        """Take a message, or refuse it as documented."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._let_in():
            return
        if self.sent.answers:
            status = self.sent.answers.pop(0)
            self._error(status, *ERRORS[status])
            return
        channel = self.path.rsplit("/", 1)[1]
        if body.get("template_id") != {"sms": SMS_TEMPLATE, "email": EMAIL_TEMPLATE}[channel]:
            self._error(400, "BadRequestError", "Template not found")
            return
        one = {"id": str(uuid.uuid4()), "status": "sending", "type": channel, **body}
        self.sent.taken.append(one)
        if self.sent.dropped:
            self.sent.dropped -= 1
            self.close_connection = True
            self.connection.close()
            return
        self._answer(
            201, {"id": one["id"], "reference": body.get("reference"), "content": {}, "uri": "", "template": {}}
        )

    def do_GET(self) -> None:
        """List what was taken, by its reference."""
        if self._let_in():
            asked = parse_qs(urlparse(self.path).query).get("reference", [""])[0]
            listed = [one for one in self.sent.taken if not asked or one.get("reference") == asked]
            self._answer(200, {"notifications": listed, "links": {"current": self.path}})


@contextmanager
def notify_server() -> Iterator[Sent]:
    """Notify on a port of this machine."""
    sent = Sent()
    handler = type("Handler", (_Notify,), {"sent": sent})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    sent.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield sent
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """What a mail server has taken, and what it says to a recipient (a code, 250 where none is named)."""

    taken: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    port: int = 0


class _Mail(socketserver.StreamRequestHandler):
    post: Post

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        """One conversation of RFC 5321, as far as a client that sends one message goes."""
        self._say("220 post.example")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "RCPT":
                address = line[line.index("<") + 1 : line.index(">")]
                code = self.post.codes.get(address, 250)
                self._say(f"{code} {'OK' if code == 250 else 'no such user here' if code == 550 else 'try later'}")
            elif word == "DATA":
                self._say("354 go ahead")
                lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                self.post.taken.append("\n".join(lines))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")


@contextmanager
def mail_server() -> Iterator[Post]:
    """A mail server on a port of this machine."""
    post = Post()
    handler = type("Handler", (_Mail,), {"post": post})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    post.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield post
    finally:
        server.shutdown()
        server.server_close()
