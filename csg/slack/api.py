"""Slack's Web API over HTTP: one call, its answer, and what its errors ask for.

Facts of the API, from its documentation (docs.slack.dev, "Web API", "Rate limits"): a POST of JSON
with the token in the header Authorization; HTTP 200 with `{"ok": true, …}`, or
`{"ok": false, "error": code}`; HTTP 429 with `Retry-After` in seconds; chat.postMessage takes
about one message a second and channel.

The token goes into that header and nowhere else.  TLS is verified by OpenSSL's default
authorities (SSL_CERT_FILE names others); proxies come from the environment alone, because
asking macOS for them crashes after a fork; redirects are not followed.
"""

import http.client
import re
import signal
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import IO, Any, Dict, Mapping, Optional

from csg import VERSION
from csg.base import slack_settings, wire
from csg.slack import codes

SLACK = "https://slack.com/api/"
_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,500}\Z")
_MOST = 1 << 20  # bytes of an answer
_SILENCE = 15.0  # seconds without a byte
_WHOLE = 40.0  # seconds for one call
_LEAST = 0.5  # seconds that an answer is waited for, in whatever hurry
#: Seconds that a 429 can make one wait, and does where it does not say how long.
LONGEST_WAIT, _UNSTATED_WAIT = 3600.0, 30.0


class Unreachable(Exception):
    """No answer, or none that makes sense: try again later.  The message is one line.

    answered  there was an answer, so it is not the network"""

    def __init__(self, what: str, answered: bool = False) -> None:
        super().__init__(what)
        self.answered = answered


class Limited(Exception):
    """Slack asks to wait.  `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Slack asks to wait %d seconds" % seconds)
        self.seconds = seconds


class Refused(Exception):
    """`ok: false`.  code: Slack's error;  mend: what a person can do;  fate: what it asks for (`codes`)."""

    def __init__(self, code: str, needed: str = "", method: str = "chat.postMessage") -> None:
        super().__init__(code)
        self.code = code
        self.mend = codes.mend(code, needed)
        self.fate = codes.fate(method, code)


class Client:
    """Calls with one token.  Refused, with a final code, if the settings cannot be right."""

    def __init__(self, settings: slack_settings.Settings, environ: Mapping[bytes, bytes]) -> None:
        if not _TOKEN.match(settings.token):
            raise Refused("csg_token")  # and http.client would put it into an exception's text
        url = settings.url or SLACK
        local = _check(url)
        self._url = url.rstrip("/") + "/"
        self._stated = bool(settings.url)
        self._token = settings.token
        #: How many times faster than ordained this process lives: see `_hurry`.
        self.hurry = _hurry(environ) if local else 1.0
        proxies = {} if local else urllib.request.getproxies_environment()
        opener = urllib.request.OpenerDirector()
        handlers = [urllib.request.ProxyHandler(proxies), urllib.request.HTTPDefaultErrorHandler(), _NoRedirects()]
        handlers += [urllib.request.HTTPErrorProcessor(), urllib.request.UnknownHandler()]
        if local:
            handlers.append(urllib.request.HTTPHandler())
        else:
            handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context()))
        for handler in handlers:
            opener.add_handler(handler)
        self._open = opener.open

    def call(self, method: str, arguments: Mapping[str, Any]) -> Dict[str, Any]:
        """One call; Slack's answer, whose `ok` is true.  Raises Unreachable, Limited or Refused."""
        request = urllib.request.Request(
            self._url + method,
            data=wire.encode(dict(arguments)).encode(),
            headers={
                "Authorization": "Bearer " + self._token,
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "csg/" + VERSION,
            },
        )
        try:
            with _Deadline(self._patience(_WHOLE)), self._open(request, timeout=self._patience(_SILENCE)) as response:
                return self._understood(method, response.read(_MOST))
        except urllib.error.HTTPError as error:
            try:
                return self._status(method, error)
            finally:
                error.close()
        except urllib.error.URLError as error:
            raise Unreachable(self._line(error.reason)) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(self._line(error)) from None

    def _status(self, method: str, error: urllib.error.HTTPError) -> Dict[str, Any]:
        if error.code == 429:
            stated = str(error.headers.get("Retry-After", "")).strip()
            seconds = int(stated) if re.match(r"[0-9]{1,9}\Z", stated) else _UNSTATED_WAIT
            raise Limited(min(max(seconds, 1.0), LONGEST_WAIT)) from None
        if error.code >= 500 or error.code == 408:
            raise Unreachable("HTTP %d" % error.code, True) from None
        try:
            with _Deadline(self._patience(_SILENCE)):
                return self._understood(method, error.read(_MOST))
        except (OSError, http.client.HTTPException, Unreachable):
            raise Refused("csg_http" if self._stated else "csg_between", "HTTP %d" % error.code) from None

    def _understood(self, method: str, body: bytes) -> Dict[str, Any]:
        try:
            answer = wire.decode_bytes(body)
        except ValueError:
            raise Unreachable("the answer is not JSON, or not all of it", True) from None
        if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
            raise Unreachable("the answer is not Slack's", True)
        if answer["ok"]:
            return answer
        code = self._word(answer.get("error"), r"\w{1,80}\Z") or "unknown_error"
        if codes.fate(method, code) == codes.LATER:
            raise Unreachable(code, True)
        raise Refused(code, self._word(answer.get("needed"), r"[\w:.,-]{1,80}\Z"), method)

    def _word(self, said: object, pattern: str) -> str:
        """What a server says, where it is a word of that form; "" where it is none, or holds the token."""
        return said if isinstance(said, str) and re.match(pattern, said) and self._token not in said else ""

    def _patience(self, seconds: float) -> float:
        return max(_LEAST, seconds / self.hurry)

    def _line(self, error: object) -> str:
        """An error as one line for people."""
        text = str(getattr(error, "strerror", "") or error) or type(error).__name__
        if isinstance(error, ssl.SSLCertVerificationError):
            text = "%s (SSL_CERT_FILE can name another file of authorities)" % error.verify_message
        return " ".join(text.replace(self._token, "***").split())[:200]


def _check(url: str) -> bool:
    """Is the API on this machine itself (http)?  Refused if the URL will not do."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("csg_url") from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or not host or parts.query or parts.fragment or parts.username is not None:
        raise Refused("csg_url")
    if parts.scheme == "https":
        return False
    if parts.scheme == "http" and (host in ("localhost", "::1") or re.match(r"127(\.\d{1,3}){3}\Z", host)):
        return True
    raise Refused("csg_url")


def _hurry(environ: Mapping[bytes, bytes]) -> float:
    """CSG_SLACK_HURRY: for tests, and only against an API on this machine itself.

    Every wait (between messages, after 429, for an answer, between attempts, before a file is
    mentioned again) is that many times shorter; an answer gets half a second all the same."""
    try:
        return min(max(float(environ.get(b"CSG_SLACK_HURRY", b"1")), 1.0), 1000.0)
    except ValueError:
        return 1.0


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token is for the stated address; a 3xx becomes an HTTPError."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Optional[urllib.request.Request]:
        return None


class _Late(OSError):
    pass


class _Deadline:
    """An end to what a trickling answer could draw out: timeouts of sockets begin anew at each byte."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._before: Any = None

    def __enter__(self) -> None:
        try:
            self._before = signal.signal(signal.SIGALRM, self._late)
        except ValueError:  # not in the main thread: the sockets' timeouts must do
            return
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *about: object) -> None:
        if self._before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _late(self, *about: object) -> None:
        raise _Late("no whole answer in %d seconds" % self._seconds)
