"""Whatever keeps the Resident of a real client from answering: the edit is on record, and both sides are told."""

import ctypes
import json
import os
import signal
import subprocess
import time
import unittest
from typing import Any, Callable, Dict, List

from tests.client.calls import agent, bash, edit, read, write
from tests.client.driver import Client
from tests.client.model import Hold, Request, Turn
from tests.client.resident import ResidentCase
from tests.support import event

_CLONE_NEWNS = 0x00020000  # sched.h
UNGUARDED = "without a look at the other sessions first"
NONE = "has not run since this session began"


class NetCase(ResidentCase):
    """A, in a directory's place, holds a file; B's model writes it over, which a Resident would have held."""

    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "till.py")
        self.box.start("a", cwd=self.repository)
        self.box.edit("a", self.file, cwd=self.repository)
        self.box.write(self.file, "one\ntwo\n")

    def turns(self) -> List[Turn]:
        """B writes the file, and that was all; the client asks again with what the net has to say."""
        return [read(self.file), write(self.file, "B\n"), "B is done.", "B knows."]

    def caught(self, b: Client, *also: str) -> None:
        """What happened is known to everybody."""
        self.assertEqual(b.finish(), 0, b.report())
        self.assertEqual(self.read(self.file), "B\n")
        said = "\n".join(request.text() for request in b.requests())
        for text in (UNGUARDED, "1 other session is at work on `till.py`", *also):
            self.assertIn(text, said, b.report())
        self.assertEqual(self.wrote(), [("edit", b.id)])
        told = self.box.send(event("UserPromptSubmit", "a", self.repository)).context
        self.assertIn("session `%s` meant to edit `till.py`" % b.short, told)
        self.assertIn("went ahead", told)

    def wrote(self) -> List[Any]:
        """Whose Claims on the file were published beside A's."""
        lines = [line for line in self.box.log() if line["event"] == "edit" and line["path"] == self.file]
        return [(line["event"], line["session"]) for line in lines if line["session"] != "a"]


class Crashed(NetCase):
    def stop_before(self, b: Client, hold: Hold) -> int:
        """The Resident stands still when the client calls it."""
        b.reach(hold)
        pid = self.server_of(b)
        os.kill(pid, signal.SIGSTOP)
        hold.release()
        time.sleep(2.0)  # the client has called by then
        self.assertEqual(self.read(self.file), "one\ntwo\n", "it did not wait")
        return pid

    def test_killed_in_mid_call(self) -> None:
        hold = Hold(write(self.file, "B\n"))
        b = self.client([read(self.file), hold, "B is done.", "B knows."], mode="bypass")
        os.kill(self.stop_before(b, hold), signal.SIGKILL)
        self.caught(b)
        self.assertEqual(len(b.requests()), 4, "at the end of the turn")

    def test_before_a_command(self) -> None:
        """It is known as soon as that has run."""
        hold, ran = Hold(write(self.file, "B\n")), Hold("B is done.")
        b = self.client([read(self.file), hold, bash("sleep 1"), ran, "B knows."], mode="bypass")
        os.kill(self.stop_before(b, hold), signal.SIGKILL)
        b.reach(ran)
        b.wait(lambda: self.wrote() == [("edit", b.id)], "nothing is on record")
        ran.release()
        self.caught(b)

    def test_before_another_edit(self) -> None:
        """The client has started a new one for that, which knows."""
        hold = Hold(write(self.file, "B\n"))
        other = os.path.join(self.repository, "other.py")
        b = self.client([read(self.file), hold, self.later(write(other, "x\n")), "B is done."], mode="bypass")
        os.kill(self.stop_before(b, hold), signal.SIGKILL)
        self.caught(b)
        self.assertEqual(len(b.requests()), 4)
        self.told(b, 3, UNGUARDED)

    def test_by_a_subagent(self) -> None:
        hold = Hold(write(self.file, "B\n"))
        script: Dict[str, List[Turn]] = {"ONE": [read(self.file), hold, "One is done.", "One knows."]}
        b = self.client([agent("ONE", background=False), "B is done."], mode="bypass", agents=script)
        os.kill(self.stop_before(b, hold), signal.SIGKILL)
        self.assertEqual(b.finish(), 0, b.report())
        self.told(b, 3, UNGUARDED, "1 other session is at work on `till.py`", stream="ONE")
        self.assertEqual(self.wrote(), [("edit", b.id)])

    def test_stopped_for_twenty_seconds(self) -> None:
        """The client waits for its ten, and goes on; what comes then changes nothing."""
        hold, last = Hold(write(self.file, "B\n")), Hold(edit(self.file, "B\n", "B\nB\n"))
        b = self.client([read(self.file), hold, last, "B is done."], mode="bypass")
        pid = self.stop_before(b, hold)
        time.sleep(18.0)
        os.kill(pid, signal.SIGCONT)
        last.release()
        b.wait(lambda: len(b.requests()) == 4, "B did not come to its end")
        self.box.write(self.file, "B\n")
        self.caught(b)
        self.told(b, 3, UNGUARDED)
        self.assertIn(b.requests()[3].results()[-1].text[:8], "The file")

    @staticmethod
    def later(turn: Turn) -> Callable[[Request], Turn]:
        """The client takes a moment to notice that the server is gone."""

        def take(_: Request) -> Turn:
            time.sleep(2.0)
            return turn

        return take


class Kept(NetCase):
    """No Resident to begin with."""

    def test_strict_mcp_config(self) -> None:
        b = self.client(self.turns(), mode="bypass", more=["--strict-mcp-config"])
        self.caught(b, NONE)

    def test_disabled(self) -> None:
        self.projects({"disabledMcpServers": ["csg"]})
        b = self.client(self.turns(), mode="bypass")
        self.caught(b, NONE)

    def test_disabled_by_the_person_in_the_middle(self) -> None:
        """Who types `/mcp disable csg`, and goes on."""
        turns: List[Turn] = [read(self.file), "B has read.", write(self.file, "B\n"), "B is done.", "B knows."]
        b = self.terminal(turns, mode="bypass")
        b.submit("Please read it.")
        b.wait(lambda: len(b.requests()) == 2, "B did not read")
        self.server_of(b)
        b.submit("/mcp disable csg")
        b.wait(lambda: "Turned off MCP server" in b.shown(), "the client does not say that it is off")
        with self.assertRaisesRegex(AssertionError, "has no server"):
            self.server_of(b)
        time.sleep(1.0)  # what is typed while it draws that is lost
        b.submit("Please write it.")
        b.wait(lambda: len(b.requests()) == 5, "B was not told")
        b.submit("/exit")
        self.caught(b)

    def projects(self, more: Dict[str, Any]) -> None:
        path = os.path.join(self.box.user, ".claude.json")
        with open(path, encoding="utf-8") as file:
            state = json.load(file)
        state.setdefault("projects", {}).setdefault(os.path.realpath(self.repository), {}).update(more)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(state, file)

    def test_denied(self) -> None:
        settings = json.dumps({"deniedMcpServers": [{"serverName": "csg"}]})
        b = self.client(self.turns(), mode="bypass", more=["--settings", settings])
        self.caught(b, NONE)


class Managed(NetCase):
    def administer(self, settings: Dict[str, Any]) -> None:
        """Be on a machine whose administrator has these settings, in a mount namespace of this process's own."""
        etc = os.path.join(self.box.path, "etc")
        if os.geteuid() or not hasattr(ctypes.CDLL(None), "unshare"):
            self.skipTest("skipped: only root has a mount namespace of its own, on Linux")
        subprocess.run(["cp", "-a", "/etc", etc], check=True)
        os.makedirs(etc + "/claude-code", exist_ok=True)
        with open(etc + "/claude-code/managed-settings.json", "w", encoding="utf-8") as file:
            json.dump(settings, file)
        if ctypes.CDLL(None).unshare(_CLONE_NEWNS):
            self.skipTest("skipped: no mount namespace is to be had here")
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        subprocess.run(["mount", "--bind", etc, "/etc"], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", "/etc"], check=True)

    def test_denied_by_the_administrator(self) -> None:
        self.administer({"deniedMcpServers": [{"serverName": "csg"}]})
        b = self.client(self.turns(), mode="bypass")
        self.caught(b, NONE)


class Between(NetCase):
    def test_one_that_died_between_two_calls_is_there_again(self) -> None:
        """By the client: the call is guarded, and held."""

        def die(_: Request) -> Turn:
            os.kill(self.server_of(b), signal.SIGKILL)
            time.sleep(2.0)  # it has noticed: a call before that is one in whose middle the server died
            return write(self.file, "B\n")

        b = self.client([read(self.file), die, "B is done."], mode="bypass")
        self.ended_well(b)
        self.assertEqual(self.read(self.file), "one\ntwo\n")
        self.assertIn("This call was held", b.requests()[-1].results()[-1].text)


if __name__ == "__main__":
    unittest.main()
