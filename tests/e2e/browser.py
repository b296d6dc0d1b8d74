"""Chromium without a window, driven over its DevTools protocol.

The protocol (chromedevtools.github.io/devtools-protocol) runs over a pair of pipes (--remote-debugging-pipe): the
browser reads JSON messages from descriptor 3 and writes them to 4, each ended by a NUL.
"""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from typing import Any, Dict, List

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_WAIT = 60.0  # seconds for an answer
#: Gives the browser its pipes' ends as descriptors 3 and 4, whatever their numbers are here.
_START = """import os, sys
ends = [os.dup(int(number)) for number in sys.argv[1:3]]
for number, end in zip((3, 4), [os.dup(end) if end in (3, 4) else end for end in ends]):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


def program() -> str:
    """The browser's path.  Skips the test where there is none."""
    for name in _PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise unittest.SkipTest("skipped: there is no Chromium here")


class Browser:
    """One browser with one page.  `console` and `requests` hold what it said and fetched."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        path = program()
        self.folder = tempfile.mkdtemp(prefix="csg-browser-")
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        command = [path, "--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + self.folder]
        command += ["--no-first-run", "--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"]
        command += ["--hide-scrollbars", "--window-size=%d,%d" % (width, height), "--disable-component-update"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # the browser refuses to run as root with one
        self._process = subprocess.Popen(
            [sys.executable, "-ISc", _START, str(to_read), str(to_write), *command, "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(to_read, to_write),
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": self.folder, "TZ": "UTC", "LANG": "C.UTF-8"},
        )
        os.close(to_read)
        os.close(to_write)
        self._rest = b""
        self._number = 0
        self._session = ""
        self._happened: List[Dict[str, Any]] = []
        self.console: List[str] = []
        self.requests: List[str] = []
        try:
            self._attach()
        except BaseException:
            self.close()
            raise

    def _attach(self) -> None:
        pages = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        self._session = self.call("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(domain + ".enable")

    def close(self) -> None:
        """End it."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        os.close(self._read)
        os.close(self._write)
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method: str, **parameters: Any) -> Dict[str, Any]:
        """One method of the protocol; its result.  AssertionError for an error or no answer."""
        self._number += 1
        message: Dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        until = time.monotonic() + _WAIT
        while True:
            answer = self._message(until)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError("%s: %s" % (method, answer["error"]))
                return dict(answer["result"])
            self._note(answer)

    def _message(self, until: float) -> Dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._read], [], [], max(0.0, until - time.monotonic()))[0]:
                raise AssertionError("the browser does not answer")
            data = os.read(self._read, 1 << 20)
            if not data:
                raise AssertionError("the browser has gone")
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def _note(self, event: Dict[str, Any]) -> None:
        method, about = event.get("method", ""), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif method == "Runtime.consoleAPICalled":
            self.console.append("%s: %s" % (about["type"], [one.get("value") for one in about["args"]]))
        elif method == "Runtime.exceptionThrown":
            self.console.append("exception: %s" % json.dumps(about["exceptionDetails"])[:600])
        elif method == "Log.entryAdded":
            self.console.append("%s: %s" % (about["entry"]["level"], about["entry"]["text"]))
        self._happened.append(event)

    def open(self, path: str) -> None:
        """Show a file, and wait until it is loaded and painted."""
        self._happened.clear()
        self.call("Page.navigate", url="file://" + path)
        until = time.monotonic() + _WAIT
        while not any(event.get("method") == "Page.loadEventFired" for event in self._happened):
            self._note(self._message(until))
        self.run("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")

    def run(self, script: str) -> Any:
        """The value of an expression in the page (a promise's, once it is there).  AssertionError if it throws."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(json.dumps(answer["exceptionDetails"])[:600])
        return answer["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """A key, down and up; `text`: what it types."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9}.get(key, 0)
        typed = {"Enter": "\r"}.get(key, text)
        for kind in ("keyDown", "keyUp"):
            more = {"text": typed} if typed and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **more)

    def type(self, text: str) -> None:
        """Each character as a key."""
        for character in text:
            self.press(character, character)

    def point(self, x: float, y: float) -> None:
        """Move the pointer."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def look(self, width: int, height: int, scheme: str = "light") -> None:
        """The window's size in CSS pixels; `light` or `dark`."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def screenshot(self, path: str) -> bytes:
        """A PNG of the whole page, kept in `path` unless that is empty."""
        data = base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"])
        return _kept(path, data)

    def print(self, path: str) -> bytes:
        """The page as PDF."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return _kept(path, base64.b64decode(answer["data"]))


def _kept(path: str, data: bytes) -> bytes:
    if path:
        with open(path, "wb") as file:
            file.write(data)
    return data
