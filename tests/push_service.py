"""A push service of a test's own, and a browser's subscription to it: it takes what it is sent, checks who says to have
sent it, and decrypts it as the browser would. It can be made to answer otherwise.
"""

import base64
import json
import threading
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servers import free_port

SECRET = b"sixteen bytes it"


class Pushed:
    """What has arrived for a device: its headers, what it says, and the claims of who has sent it."""

    def __init__(self, headers: Message, body: bytes, data: Any, claims: Any, key: str) -> None:
        self.headers = headers
        self.body = body
        self.data = data
        self.claims = claims
        self.key = key


class PushService:
    """Takes pushes on a port of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.pushed: list[Pushed] = []
        # What it answers next: statuses with their headers; when there are no more, 201.
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.asked = 0
        # At which devices' addresses.
        self.addresses: list[str] = []
        self._key = ec.generate_private_key(ec.SECP256R1())
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.addresses.append(self.path)
                status, headers = service.take(
                    self.headers, self.rfile.read(int(self.headers["Content-Length"]))
                )
                self.send_response(status)
                for name, value in ({"Content-Length": "0"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)

    def start(self) -> "PushService":
        """Begin to take pushes."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        """Be gone."""
        self._server.shutdown()
        self._server.server_close()

    def subscription(self, name: str = "device") -> dict[str, str]:
        """Return what a browser tells of its subscription."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.url}/{name}", "p256dh": _text(point), "auth": _text(SECRET)}

    def take(self, headers: Message, body: bytes) -> tuple[int, dict[str, str]]:
        """Take a push; what is not well encrypted and signed makes the test fail by an error that is answered."""
        self.asked += 1
        if self.answers:
            status, more = self.answers.pop(0)
            if status >= 300:
                return status, more
        try:
            data = http_ece.decrypt(body, private_key=self._key, auth_secret=SECRET, version="aes128gcm")
            claims, key = _verified(headers["Authorization"])
        except Exception as error:
            self.pushed.append(Pushed(headers, body, repr(error), None, ""))
            return 400, {}
        self.pushed.append(Pushed(headers, body, json.loads(data), claims, key))
        return 201, {}


def _verified(authorization: str) -> tuple[Any, str]:
    """Return the claims of a VAPID header (RFC 8292) and the key that has signed them."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    signed, _, signature = parts["t"].rpartition(".")
    raw = _bytes(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(parts["k"]))
    key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(_bytes(signed.partition(".")[2])), parts["k"].rstrip("=")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
