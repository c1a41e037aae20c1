"""Where credentials must not go: to a host that a redirect names, or over TLS that nobody vouches for."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from conformance.asking.client import Answer
from conformance.run import Options, check_contract
from listproof.errors import Unreachable
from tests.conformance.backends import contract, put, serving, target


def test_a_redirect_to_another_host_is_told_and_not_followed() -> None:
    followed: list[str] = []

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        followed.append(handler.path)
        put(handler, Answer(status=200, body=b"{}"))

    with serving(elsewhere) as other:

        def redirect(handler: BaseHTTPRequestHandler) -> None:
            put(handler, Answer(status=307), extra={"Location": f"{other}{handler.path}"})

        with serving(redirect) as url:
            report = check_contract(contract(), target(url=url), Options(timeout=1))
    assert followed == []
    assert not report.complete
    assert "a redirect to" in report.operations[0].notes[0]


@contextmanager
def over_tls(folder: Path, seen: list[str]) -> Iterator[str]:
    """The URL of a TLS server whose certificate it made itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_made_here(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _made_here(folder: Path) -> Path:
    """A file with a key and a certificate for this machine that the key itself signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_certificate_that_nobody_vouches_for_is_a_clear_error_and_nothing_is_asked(tmp_path: Path) -> None:
    seen: list[str] = []
    with over_tls(tmp_path, seen) as url, pytest.raises(Unreachable) as told:
        check_contract(contract(), target(url=url), Options(timeout=2))
    assert "cannot be asked: certificate verify failed" in str(told.value)
    assert "self-signed" in str(told.value)
    assert seen == []
