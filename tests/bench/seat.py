"""A client that makes one call of a tool whenever it is told to, and what that call took."""

import json
import os
import queue
import subprocess
import time
from typing import List, Set

from csg.state import claims
from tests.bench import crowd, traces
from tests.bench.modes import SERVED, Mode, Place, Worthless
from tests.client import LIMIT, calls
from tests.client.driver import Client
from tests.client.model import Call, Request, Turn
from tests.client.network import Network

#: Live Sessions beside the client's, and how many Claims each of them has, on files that it does not touch.
OTHERS, CLAIMS = 3, 50
#: Seconds that a client is left alone after a call: it writes its transcript, and what runs in the background ends.
_PAUSE = 0.05


class Seat:
    """One mode's client, in a place of its own; its model is asked, and answers when `write` or `edit` says what.

    mode   how its edits are guarded"""

    def __init__(self, mode: Mode, place: Place) -> None:
        self.mode = mode
        self._place = place
        self._repository = place.box.make("work", "shop")
        self._conversations = self._written = 0
        self._resting: Set[int] = set()  # the processes that the client has while it waits

    def wire(self) -> None:
        """Have all ready for the mode's clients."""
        box = self._place.box
        subprocess.run(["git", "init", "--quiet"], cwd=self._repository, env=box.environ, check=True)
        self.mode.wire(self._place)
        if self.mode.guarded:
            claimed = [box.write(self._repository + "/m%d.py" % number) for number in range(CLAIMS)]
            crowd.populate(box.home, self._repository, claimed, OTHERS)

    def begin(self, path: str, network: Network, most: int) -> None:
        """Start a client, at `path`, for a conversation of at most so many calls."""
        box = self._place.box
        self._answers: queue.Queue[Turn] = queue.Queue()
        self._asked: queue.Queue[Request] = queue.Queue()
        self._done: List[str] = []  # the ids of the calls
        # a file of its own: a rival may not hear that the one before has ended
        self._conversations += 1
        self._edited = box.write("%s/till%d.py" % (self._repository, self._conversations), _text(0))
        self._value = 0
        turns = [self._turn] * (most + 2)  # the Read, and the end
        self._client = Client(path, network, box, turns, self._repository)
        self._held = self._next()
        self._call(calls.read(self._edited))  # what was not read the client does not edit
        time.sleep(10 * _PAUSE)
        self._resting = traces.children(self._client.pid)

    def _turn(self, request: Request) -> Turn:
        """For the model: hand the request over, and wait for the answer to it."""
        self._asked.put(request)
        return self._answers.get()

    def _next(self) -> Request:
        limit = time.monotonic() + LIMIT
        while time.monotonic() < limit and self._client.running:
            try:
                return self._asked.get(timeout=1.0)
            except queue.Empty:
                pass
        raise Worthless("%s: the client does not ask: %s" % (self.mode.name, self._client.report()))

    def write(self) -> float:
        """Write a new file; how many seconds it took."""
        self._written += 1
        path, text = "%s/new%d.py" % (self._repository, self._written), _text(self._written)
        return self._guarded(calls.write(path, text), path, text)

    def edit(self) -> float:
        """Edit a file; how many seconds it took."""
        old, self._value = self._value, self._value + 1
        call = calls.edit(self._edited, _line(old), _line(self._value))
        return self._guarded(call, self._edited, _text(self._value))

    def _guarded(self, call: Call, path: str, text: str) -> float:
        before = traces.faults(self._client.pid)
        seconds = self._call(call)
        self._rest()
        with open(path, encoding="utf-8") as file:
            if file.read() != text:
                raise Worthless("%s: %s did not write %s" % (self.mode.name, call.tool, path))
        if self.mode.starts and before >= 0 and traces.faults(self._client.pid) == before:
            raise Worthless("%s: no process was started at a %s" % (self.mode.name, call.tool))
        if self.mode.guarded and not self._claimed(path, self._done[-1]):
            raise Worthless("%s: no Claim on %s" % (self.mode.name, path))
        return seconds

    def _call(self, call: Call) -> float:
        """The model makes this call; seconds from then until it has the result."""
        asked = self._held
        self._answers.put(call)
        self._held = self._next()
        del self._client.model.requests[:-1]  # each holds all before it
        result = self._held.results()[-1]
        if result.failed:
            raise Worthless("%s: %s failed: %s" % (self.mode.name, call.tool, result.text))
        self._done.append(result.call)
        return self._held.came - asked.answered

    def _rest(self) -> None:
        """Wait until the client has nothing to do any more."""
        time.sleep(_PAUSE)
        limit = time.monotonic() + LIMIT
        while not traces.children(self._client.pid) <= self._resting:
            if time.monotonic() > limit:
                raise Worthless("%s: what the client started does not end" % self.mode.name)
            time.sleep(0.005)

    def _claimed(self, path: str, call: str) -> bool:
        target = claims.Target(os.fsencode(path))
        file = claims.file(os.fsencode(self._place.box.home), self._client.id.encode(), target.key)
        try:
            with open(file, encoding="ascii") as lines:
                return any(json.loads(line).get("id") == call for line in lines)
        except FileNotFoundError:
            return False

    def end(self) -> None:
        """Let the conversation end, and see whether anything went wrong that the client did not tell the model."""
        self._answers.put("Done.")
        if self._client.finish():
            raise Worthless("%s: the client failed: %s" % (self.mode.name, self._client.report()))
        wrong = [line for line in self._place.box.log() if line["event"] == "error"]
        hooks = traces.hooks(self._place.box.user)
        wrong += [hook for hook in hooks if hook["type"] not in ("hook_success", "hook_additional_context")]
        if wrong:
            raise Worthless("%s: a hook went wrong: %s" % (self.mode.name, wrong[0]))
        served = {hook.get("toolUseID") for hook in hooks if hook.get("command") == SERVED}
        lost = set(self._done[1:]) - served if self.mode.served else set()  # the first is the Read
        if lost:
            raise Worthless("%s: the server was not asked at %d calls" % (self.mode.name, len(lost)))
        self._client.close()

    def close(self) -> None:
        """End whatever is left, and take its place away."""
        if hasattr(self, "_client"):  # it was started
            self._answers.put("Done.")
            self._client.close()
        self._place.box.remove()


def _line(value: int) -> str:
    return "value = %d\n" % value


def _text(value: int) -> str:
    return "".join("line %d\n" % number for number in range(40)) + _line(value)
