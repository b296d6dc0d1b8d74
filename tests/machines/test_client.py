"""Two real clients on two machines: each has a home, a user and a clone of its own, and a PostgreSQL between them."""

import time

from tests.client import driver, wiring
from tests.client.calls import edit, read, write
from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.client.model import Hold
from tests.machines.case import REPOSITORY, Machine
from tests.machines.server import Server
from tests.support import archive

WARNED = "1 other session is at work on `till.py` in a clone on another machine"


class Clients(ClientCase):
    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = Server(["alice", "bob"], [REPOSITORY])
        cls.addClassCleanup(cls.server.remove)

    def at(self, person: str, name: str) -> Machine:
        """A machine with the guard wired in, and a file in its clone.

        Clients have no network but their model, so the carrier is one that a hook outside started."""
        machine = Machine(self.server, person, name)
        self.addCleanup(machine.end)
        driver.write_settings(machine.box, wiring.settings(archive(), tuple(wiring.EVENTS)))
        machine.box.write(machine.path("till.py"), "one\ntwo\n")
        machine.start("before")
        return machine

    def started(self, machine: Machine, *turns: object) -> Client:
        """A client in that machine's clone, which works until its model waits."""
        client = Client(self.path, self.network, machine.box, turns, machine.clone)  # type: ignore[arg-type]
        self.addCleanup(client.close)
        client.reach(next(turn for turn in turns if isinstance(turn, Hold)))
        return client

    def test_an_edit_is_told_to_a_model_elsewhere(self) -> None:
        desk, lap = self.at("alice", "desk"), self.at("bob", "lap")
        editing = Hold(edit(lap.path("till.py"), "two", "three"))
        b_ends, a_goes_on, a_ends = Hold("B is done."), Hold(write(desk.path("other.py"), "x\n")), Hold("A is done.")
        b = self.started(lap, read(lap.path("till.py")), editing, b_ends)
        a = self.started(desk, read(desk.path("till.py")), edit(desk.path("till.py"), "one", "1"), a_goes_on, a_ends)
        time.sleep(2.0)  # by then it is known there
        editing.release()
        b.reach(b_ends)
        self.told(b, 2, WARNED, "machine `desk`, of `alice`, branch `main` (not pushed)", "session `%s" % a.short)
        self.assertEqual(self.warned(b), [2], b.report())
        time.sleep(2.0)
        a_goes_on.release()
        a.reach(a_ends)
        self.told(a, 3, "(bob, on lap) edits `till.py` (line 2) there")
        for client, hold in ((a, a_ends), (b, b_ends)):
            hold.release()
            self.assertEqual(client.finish(), 0, client.report())
        for machine in (desk, lap):
            self.assertEqual([line for line in machine.box.log() if line["event"] == "error"], [])
            self.assertEqual(self.read(machine.path("till.py")), "1\ntwo\n" if machine is desk else "one\nthree\n")
