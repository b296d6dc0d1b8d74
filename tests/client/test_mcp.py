"""The MCP server of the built file in the real client: its model calls the tools.

The model gets a result's structured value, as JSON; of the readable text beside it the client makes
no use (seen in 2.1.330).
"""

import json
import os
import time
from typing import Any, Dict, List, Sequence

from tests.client import hygiene, terminal
from tests.client.calls import agent, edit, load, read, write
from tests.client.case import WARNING, ClientCase
from tests.client.driver import Client
from tests.client.model import Call, Hold, Request, Turn
from tests.client.terminal import Terminal
from tests.support import archive

TOOLS = ("list_sessions", "check_files", "claim_files", "release_files", "set_intent", "tell_session")
_PREFIX = "mcp__csg__"
_ALLOWED = (_PREFIX + "*",)
#: The client offers the tools of MCP servers on demand only.
LOAD = load(",".join(_PREFIX + name for name in TOOLS))


def call(tool: str, **given: Any) -> Call:
    """The model calls one of the tools."""
    return Call(_PREFIX + tool, given)


class Server(ClientCase):
    """Clients with the built file as an MCP server."""

    def setUp(self) -> None:
        super().setUp()
        self.servers = {"csg": {"command": archive(), "args": ["mcp"]}}
        self.file = os.path.join(self.repository, "till.py")
        self.other = os.path.join(self.repository, "other.py")

    def served(self, turns: Sequence[Turn], **more: Any) -> Client:
        """A client with the server."""
        return self.client(turns, mcp=self.servers, allowed=_ALLOWED, **more)

    def served_terminal(self, turns: Sequence[Turn]) -> Terminal:
        """The same at a terminal."""
        terminal.trust(self.box, self.repository)
        started = Terminal(
            self.path, self.network, self.box, turns, self.repository, mcp=self.servers, allowed=_ALLOWED
        )
        self.addCleanup(started.close)
        started.ready()
        return started

    def values(self, reader: Client, *tools: str) -> List[Dict[str, Any]]:
        """What the tools gave back to the model: the results before its last request, of calls to these alone."""
        results = reader.requests()[-1].results()[-len(tools) :]
        self.assertEqual([result.failed for result in results], [False] * len(tools), reader.report())
        return [json.loads(result.text) for result in results]

    def claimed(self, session: str) -> List[str]:
        """The names of the files that a Session claimed ahead of any edit."""
        return [os.path.basename(line["path"]) for line in self.box.claims(session) if line.get("tool") == "claim"]


class Tools(Server):
    def test_each_is_called(self) -> None:
        """And what tell_session said is in the sibling's next model request."""
        held = Hold([read(self.file), edit(self.file, "one", "two")])
        a = self.client([write(self.file, "one\n"), held, "A is done."])
        a.reach(held)
        ended = Hold("B is done.")
        b = self.served(
            [
                LOAD,
                call("list_sessions"),
                call("check_files", paths=["till.py", "other.py"]),
                call("claim_files", paths=["till.py", "other.py"], intent="Move the till."),
                call("release_files", paths=["till.py"]),
                call("set_intent", text="Rename the till."),
                call("tell_session", session=a.short, text="The till is about to move."),
                ended,
            ]
        )
        b.reach(ended)
        self.told(b, 0, "see who is here with list_sessions", *[_PREFIX + name for name in TOOLS])
        listed, checked, claimed, released, stated, told = self.values(b, *TOOLS)

        self.assertEqual(listed["self"], b.id)
        self.assertEqual([s["id"] for s in listed["sessions"]], [b.id, a.id])
        self.assertEqual([s["self"] for s in listed["sessions"]], [True, False])
        self.assertEqual([f["path"] for f in listed["sessions"][1]["files"]], [self.file])
        self.assertEqual([f["status"] for f in checked["files"]], ["held", "free"])
        self.assertEqual([h["session"] for h in checked["files"][0]["holders"]], [a.id])
        self.assertEqual([f["status"] for f in claimed["files"]], ["held", "claimed"])
        self.assertEqual([h["session"] for h in claimed["files"][0]["holders"]], [a.id])
        self.assertEqual(released["released"], [self.file])
        self.assertEqual(stated, {"session": b.id, "intent": "Rename the till."})
        self.assertEqual(told, {"told": [a.id], "missed": []})
        self.assertEqual(self.claimed(b.id), ["other.py", "till.py"])

        held.release()
        self.ended_well(a)
        self.assertEqual(["about to move" in request.text() for request in a.requests()], [False, False, True])
        self.told(a, 2, "- message from session `%s` (" % b.short, "`The till is about to move.`")
        self.assertEqual(self.warned(a), [], "B let go of the file")
        ended.release()
        self.ended_well(b)
        self.assertEqual(self.box.sessions(), [])

    def test_a_call_that_waits(self) -> None:
        """B's model waits for the file that A is at work on, and goes on when A is done."""
        held = Hold("A is done.")
        a = self.client([write(self.file, "one\n"), held])
        a.reach(held)
        b = self.served([LOAD, call("check_files", paths=["till.py"], wait_seconds=60), "B is done."])
        b.wait(lambda: len(b.requests()) == 2, "B does not call")
        time.sleep(2.5)  # the client is told twice how far it is
        self.assertEqual(len(b.requests()), 2, "the call has not come back")
        held.release()
        self.ended_well(a, b)
        (checked,) = self.values(b, "check_files")
        self.assertEqual([f["status"] for f in checked["files"]], ["free"])

    def test_what_cannot_be_done_is_told(self) -> None:
        a = self.served([LOAD, call("tell_session", session="nobody", text="Hello."), "A is done."])
        self.ended_well(a)
        result = a.requests()[-1].results()[-1]
        self.assertTrue(result.failed)
        self.assertIn("no live session's id begins with `nobody`", result.text)


class Claimed(Server):
    def setUp(self) -> None:
        super().setUp()
        for path in (self.file, self.other):
            self.box.write(path, "one\ntwo\nthree\n")

    def claim(self, *paths: str) -> Call:
        """The model claims files."""
        return call("claim_files", paths=paths, intent="Move the till.")

    def test_a_sibling_is_warned(self) -> None:
        """Until it is let go.  The call that would replace the whole file is held."""
        held = Hold("A is done.")
        a = self.served([LOAD, self.claim("till.py", "other.py"), call("release_files", paths=["other.py"]), held])
        a.reach(held)
        seen: Dict[str, str] = {}

        def still(_: Request) -> Turn:
            seen["after the write"] = self.read(self.file)
            return edit(self.file, "two", "2")

        b = self.client(
            [
                read(self.file),
                write(self.file, "mine\n"),
                still,
                read(self.other),
                edit(self.other, "two", "2"),
                "Done.",
            ]
        )
        self.ended_well(b)
        _, wrote, edited, _, freely = b.requests()[-1].results()
        self.assertTrue(wrote.failed)
        for text in (
            "1 other session is at work on `till.py`.",
            "session `%s`" % a.short,
            "Intent: `Move the till.`",
            "nothing was written",
        ):
            self.assertIn(text, wrote.text)
        self.assertEqual(seen["after the write"], "one\ntwo\nthree\n")
        self.assertEqual((edited.failed, freely.failed), (False, False), b.report())
        self.assertNotIn(WARNING, self.news(b, 5), "it was let go")
        self.assertEqual(self.read(self.file), "one\n2\nthree\n")
        held.release()
        self.ended_well(a)

    def test_an_edit_is_warned_of(self) -> None:
        """And that the file was claimed is no reason to warn the claiming Session, whichever of its agents edits."""
        held = Hold("A is done.")
        a = self.served(
            [
                LOAD,
                self.claim("till.py", "other.py"),
                read(self.file),
                edit(self.file, "one", "1"),
                edit(self.file, "1", "uno"),
                agent("ONE", background=False),
                held,
            ],
            agents={
                "ONE": [LOAD, self.claim("other.py"), read(self.other), edit(self.other, "one", "1"), "One is done."]
            },
        )
        a.reach(held)
        self.assertEqual([r.failed for r in a.requests("ONE")[-1].results()], [False] * 4, a.report())
        b = self.client([read(self.file), edit(self.file, "two", "2"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2], b.report())
        self.assertIn("session `%s`" % a.short, self.news(b, 2))
        self.assertIn("Intent: `Move the till.`", self.news(b, 2))
        held.release()
        self.ended_well(a)
        self.assertEqual(self.warned(a) + self.warned(a, "ONE"), [])
        self.assertEqual(self.read(self.file), "uno\n2\nthree\n")
        self.assertEqual(self.read(self.other), "1\ntwo\nthree\n")


class AtATerminal(Server):
    def test_after_clear_self_is_right(self) -> None:
        """The server goes on as it is, started under the id of before."""
        a = self.served_terminal(
            [
                LOAD,
                call("list_sessions"),
                call("claim_files", paths=["till.py"], intent="Before."),
                "A claimed.",
                LOAD,
                call("list_sessions"),
                call("claim_files", paths=["till.py"], intent="After."),
                write(self.file, "one\n"),
                "A wrote.",
            ]
        )
        a.submit("please claim")
        a.wait(lambda: len(a.requests()) == 4, "A did not claim")
        listed, _ = self.values(a, "list_sessions", "claim_files")
        self.assertEqual(listed["self"], a.id)
        self.assertEqual(self.claimed(a.id), ["till.py"])
        server = self.processes(a)
        a.submit("/clear")
        a.wait(lambda: self.box.sessions() not in ([a.id], []), "no new session")
        (new,) = self.box.sessions()
        a.submit("please claim again")
        a.wait(lambda: len(a.requests()) == 9, "A did not write")
        self.assertEqual(self.processes(a), server, "the server was started anew: this shows nothing")
        _, listed_after, claimed, wrote = a.requests()[-1].results()
        self.assertFalse(listed_after.failed or claimed.failed or wrote.failed, a.report())
        found = json.loads(listed_after.text)
        self.assertEqual((found["self"], [s["id"] for s in found["sessions"]]), (new, [new]))
        self.assertEqual([f["status"] for f in json.loads(claimed.text)["files"]], ["claimed"])
        self.assertEqual(self.claimed(new), ["till.py"])
        self.assertEqual(self.warned(a), [])
        a.submit("/exit")
        self.ended_well(a)
        self.assertEqual(self.box.sessions(), [])

    def processes(self, reader: Client) -> List[int]:
        """The client's servers, by pid; none where there is no /proc."""
        found = []
        for pid in hygiene.left(reader.mark):
            try:
                with open("/proc/%d/cmdline" % pid, "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:  # ended meanwhile
                continue
            if archive().encode() in words and b"mcp" in words:
                found.append(pid)
        return found

    def test_a_message_comes_with_the_next_prompt(self) -> None:
        """Told to all of the repository."""
        a = self.terminal(["A is here.", "A is done."])
        a.submit("please wait")
        a.wait(lambda: len(a.requests()) == 1, "A did not ask")
        b = self.served([LOAD, call("tell_session", session="all", text="The till is about to move."), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.values(b, "tell_session"), [{"told": [a.id], "missed": []}])
        a.submit("and now")
        a.wait(lambda: len(a.requests()) == 2, "A was not asked")
        self.told(a, 1, "- message from session `%s` (" % b.short, "`The till is about to move.`")
        self.assertEqual([r.text().count("about to move") for r in a.requests()], [0, 1])
        a.submit("/exit")
        self.ended_well(a)
