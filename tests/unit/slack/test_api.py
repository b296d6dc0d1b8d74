import os
import posix
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler
from typing import Dict, List, Optional
from unittest import mock

from csg.base import slack_settings
from csg.slack import api, codes
from tests import loopback
from tests.e2e.fake_slack import CHANNEL, TOKEN, FakeSlack, always

MESSAGE = {"channel": CHANNEL, "text": "x"}


def settings(url: str, token: str = TOKEN) -> slack_settings.Settings:
    return slack_settings.Settings(token, CHANNEL, url, False, "")


class Calls(unittest.TestCase):
    def setUp(self) -> None:
        self.fake = FakeSlack()
        self.addCleanup(self.fake.stop)
        self.client = api.Client(settings(self.fake.url), {b"CSG_SLACK_HURRY": b"100"})

    def call(self, fault: str) -> Dict[str, object]:
        self.fake.fault = always(fault)
        return self.client.call("chat.postMessage", MESSAGE)

    def test_good(self) -> None:
        self.assertEqual(self.call("")["channel"], CHANNEL)
        self.assertEqual(self.fake.problems, [])

    def test_later(self) -> None:
        for fault in ("500", "reset", "hang", "truncated", "garbage", "internal_error", "ratelimited"):
            with self.subTest(fault), self.assertRaises(api.Unreachable) as caught:
                self.call(fault)
            self.assertNotIn("\n", str(caught.exception))
            self.assertNotIn(TOKEN, str(caught.exception))

    def test_retry_after(self) -> None:
        with self.assertRaises(api.Limited) as caught:
            self.call("429")
        self.assertEqual(caught.exception.seconds, 1.0)

    def test_refused(self) -> None:
        for code in ("invalid_auth", "not_in_channel", "something_new"):
            with self.subTest(code), self.assertRaises(api.Refused) as caught:
                self.call(code)
            self.assertEqual(caught.exception.fate, codes.STOP)
            self.assertTrue(caught.exception.mend)
        with self.assertRaises(api.Refused) as caught:
            self.call("missing_scope")
        self.assertIn("reactions:write", caught.exception.mend)
        with self.assertRaises(api.Refused) as caught:
            self.call("invalid_blocks")
        self.assertEqual(caught.exception.fate, codes.MESSAGE)

    def test_redirects_are_not_followed(self) -> None:
        with self.assertRaises(api.Refused) as caught:
            self.call("302")
        self.assertIn("HTTP 302", caught.exception.mend)
        self.assertEqual([method for _, method in self.fake.calls], ["chat.postMessage"])

    def test_nobody_there(self) -> None:
        self.fake.stop()
        with self.assertRaises(api.Unreachable):
            self.client.call("chat.postMessage", MESSAGE)

    def test_no_proxy_for_this_machine(self) -> None:
        with mock.patch.dict(os.environ, http_proxy="http://127.0.0.1:1", HTTP_PROXY="http://127.0.0.1:1"):
            client = api.Client(settings(self.fake.url), {})
            self.assertTrue(client.call("chat.postMessage", MESSAGE)["ok"])


class Trickle(BaseHTTPRequestHandler):
    """A byte now and then: never silent for long, never done."""

    def do_POST(self) -> None:
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                self.wfile.write(b" ")
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Patience(unittest.TestCase):
    def test_a_trickling_answer_has_an_end(self) -> None:
        server = loopback.Server(Trickle)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = "http://127.0.0.1:%d/" % server.server_address[1]
        client = api.Client(settings(url), {b"CSG_SLACK_HURRY": b"100"})
        begun = time.monotonic()
        with self.assertRaisesRegex(api.Unreachable, "no whole answer"):
            client.call("chat.postMessage", MESSAGE)
        self.assertLess(time.monotonic() - begun, 5)


class Address(unittest.TestCase):
    def refused(self, url: str) -> Optional[str]:
        try:
            api.Client(settings(url), {})
        except api.Refused as refused:
            return refused.code
        return None

    def test_https_anywhere_http_here(self) -> None:
        for url in (
            *("https://slack.com/api/", "https://gateway.example:8443/slack", "http://127.0.0.1:80/", "http://[::1]/"),
            "http://localhost:1/api",
        ):
            self.assertIsNone(self.refused(url), url)
        for url in (
            *("http://slack.com/api/", "http://127.0.0.1.example/", "http://localhost.example/", "ftp://127.0.0.1/"),
            *("https://", "slack.com", "https://a:b@slack.com/", "https://slack.com/api?x", "https://slack.com/#x"),
            *(
                "https://sl\u00e4ck.com/",
                "https://slack.com/a b",
                "https://slack.com:99999/",
                "http://[::1/",
                "file:///etc/passwd",
            ),
        ):
            self.assertEqual(self.refused(url), "csg_url", url)

    def test_a_token_that_could_break_out_of_its_header(self) -> None:
        for token in ("xoxb 1", "xoxb-1\r\nHost: evil", "xoxb-\u00e4", "xoxb-\udce4", "a" * 501):
            with self.assertRaises(api.Refused) as caught:
                api.Client(settings("https://slack.com/api/", token), {})
            self.assertEqual(caught.exception.code, "csg_token")
            self.assertNotIn(token, str(caught.exception) + caught.exception.mend)

    def test_hurry_is_for_this_machine_only(self) -> None:
        hasty = {b"CSG_SLACK_HURRY": b"50"}
        self.assertEqual(api.Client(settings("http://127.0.0.1/"), hasty).hurry, 50.0)
        self.assertEqual(api.Client(settings("https://slack.com/api/"), hasty).hurry, 1.0)
        self.assertEqual(api.Client(settings("http://127.0.0.1/"), {b"CSG_SLACK_HURRY": b"junk"}).hurry, 1.0)
        self.assertEqual(api.Client(settings("http://127.0.0.1/"), {}).hurry, 1.0)


@unittest.skipUnless(shutil.which("openssl"), "skipped: no openssl command to make a certificate with")
class Tls(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="csg-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.certificate = os.path.join(self.folder, "cert.pem")
        key = os.path.join(self.folder, "key.pem")
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate]
        made = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if made.returncode:
            self.skipTest("skipped: this openssl does not make such a certificate")
        try:
            socket.getaddrinfo("localhost", 443)
        except OSError:
            self.skipTest("skipped: nobody here knows the name localhost")
        self.fake = FakeSlack(tls=(self.certificate, key))
        self.addCleanup(self.fake.stop)
        self.url = self.fake.url.replace("http://127.0.0.1", "https://localhost")

    def call(self, **environ: str) -> Dict[str, object]:
        free = {"no_proxy": "localhost", "NO_PROXY": "localhost", **environ}
        with mock.patch.dict(os.environ, free):
            return api.Client(settings(self.url), posix.environ).call("chat.postMessage", MESSAGE)

    def test_a_stranger_is_not_believed(self) -> None:
        with self.assertRaisesRegex(api.Unreachable, "certificate|self.signed"):
            self.call()
        self.assertEqual(self.fake.calls, [])

    def test_ssl_cert_file(self) -> None:
        self.assertTrue(self.call(SSL_CERT_FILE=self.certificate)["ok"])

    def test_proxy_of_the_environment(self) -> None:
        seen: List[bytes] = []

        class Proxy(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                seen.append(self.requestline.encode() + bytes(self.headers))
                self.send_error(403)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        server = loopback.Server(Proxy)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        proxy = "http://127.0.0.1:%d" % server.server_address[1]
        with self.assertRaisesRegex(api.Unreachable, "403"):
            self.call(https_proxy=proxy, no_proxy="", NO_PROXY="", SSL_CERT_FILE=self.certificate)
        self.assertEqual(len(seen), 1)
        self.assertNotIn(TOKEN.encode(), seen[0])
