"""Which hooks Codex would run, as it says: `codex app-server`, JSON-RPC in lines on stdio, `hooks/list` (0.169.0).

Whenever it runs it writes to its home, and it may fetch things.  So it is asked in a home of its own that lasts as long
as the question, with copies of the two files that matter and no way out; the person's own is only read.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Any, Dict, List, Mapping

from csg.base import children, errors
from csg.clients import settings_file
from csg.clients.codex import Codex

_PATIENCE = 10.0  # seconds for the answer; it takes about one
_MOST = 4 << 20  # bytes of it
_NOWHERE = "http://127.0.0.1:9"
#: Of a hook's `trustStatus`, those that it is run with.
RUN = ("trusted", "managed")


class Hooks:
    """hooks     as Codex lists them: `command`, `eventName`, `enabled`, `trustStatus`, …
    warnings  what it says of files that it cannot use"""

    def __init__(self, hooks: List[Dict[str, Any]], warnings: List[str]) -> None:
        self.hooks = hooks
        self.warnings = warnings


def ask(client: Codex, environ: Mapping[str, str]) -> Hooks:
    """The hooks in this person's hooks.json.  CsgError where Codex does not tell; OSError."""
    stage = os.path.realpath(tempfile.mkdtemp(prefix="csg-codex-"))
    try:
        for path in (client.hooks, client.servers):
            text = settings_file.read(path).text_as_found
            for folder in (client.folder, os.path.realpath(client.folder)):
                # a hook is trusted by the path of its file
                text = text.replace(folder + "/hooks.json", stage + "/hooks.json") if path == client.servers else text
            with open(os.path.join(stage, os.path.basename(path)), "w", encoding="utf-8") as file:
                file.write(text)
        answer = _asked(client.program, stage, environ)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    try:
        (listed,) = answer["result"]["data"]
        hooks = [hook for hook in listed["hooks"] if hook["sourcePath"] == stage + "/hooks.json"]
        said = [str(one.get("message", one) if isinstance(one, dict) else one) for one in listed.get("errors", [])]
        warnings = [str(warning) for warning in listed.get("warnings", [])] + said
    except (KeyError, TypeError, ValueError, AttributeError):
        raise errors.CsgError("its answer is not understood") from None
    return Hooks(hooks, [warning.replace(stage, client.folder) for warning in warnings])


def _asked(program: str, stage: str, environ: Mapping[str, str]) -> Dict[str, Any]:
    about = {"clientInfo": {"name": "csg", "title": "csg doctor", "version": "1"}}
    messages = [
        {"id": 1, "method": "initialize", "params": about},
        {"method": "initialized"},
        {"id": 2, "method": "hooks/list", "params": {"cwds": [stage]}},
    ]
    own = children.environment(environ)
    own.update(CODEX_HOME=stage, HOME=stage, HTTP_PROXY=_NOWHERE, HTTPS_PROXY=_NOWHERE)
    process = subprocess.Popen(
        [program, "app-server"],
        cwd=stage,
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin and process.stdout
    try:
        process.stdin.write("".join([json.dumps(message) + "\n" for message in messages]).encode())
        process.stdin.flush()
        return _answer(process.stdout.fileno(), 2)
    except BrokenPipeError:
        raise errors.CsgError("it knows no app-server") from None
    finally:
        _end(process)


def _answer(source: int, wanted: int) -> Dict[str, Any]:
    """The response with this id."""
    until, data = time.monotonic() + _PATIENCE, b""
    while len(data) < _MOST:
        ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise errors.CsgError("no answer in %d seconds" % _PATIENCE)
        piece = os.read(source, 1 << 16)
        if not piece:
            break
        data += piece
        *lines, data = data.split(b"\n")
        for line in lines:
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and value.get("id") == wanted:
                return value
    raise errors.CsgError("it ended without an answer")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """It ends with its input; and whatever it has started, with it."""
    assert process.stdin and process.stdout
    try:
        process.stdin.close()
    except BrokenPipeError:
        pass
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # all gone
        pass
    process.wait()
    process.stdout.close()
