"""Whatever breaks between two machines: nothing is lost, nothing is told twice, and it is made up for soon."""

import json
import os
import random
import signal
import time
from typing import Any, Callable, Dict, List, Set

from tests.machines.case import MachinesCase
from tests.machines.proxy import Proxy
from tests.support import FULL

EVENTS = 50 if FULL else 14
#: Seconds after it is mended by which all that was claimed meanwhile is known on the other machine.  The carrier's
#: pause may have grown to some seconds, and a psql that hangs has five.
SOON = 20.0


class Chaos(MachinesCase):
    def setUp(self) -> None:
        super().setUp()
        self.proxy = Proxy(self.server.port)
        self.addCleanup(self.proxy.close)
        for machine in (self.desk, self.lap):
            machine.box.environ["CSG_POSTGRES"] = self.server.conninfo(machine.person, self.proxy.port)

    def test_events_in_the_middle_of_it(self) -> None:
        chosen = random.Random(16)
        self.lap.start("b1")
        self.desk.start("a1")
        kinds: Dict[str, Callable[[], Any]] = {
            "backend killed": self.kill_backends,
            "server restarted": self.restart,
            "server stopped": self.stop_and_start,
            "psql killed": self.kill_psql,
            "carrier killed": self.kill_carrier,
            "network cut": self.cut,
            "network frozen": self.freeze,
            "disk full": self.full,
        }
        order = [name for _ in range(EVENTS // len(kinds) + 1) for name in kinds][:EVENTS]
        chosen.shuffle(order)
        claimed: Set[str] = set()
        for number, kind in enumerate(order):
            name = "src/f%02d.py" % number
            mend = kinds[kind]()
            self.desk.edit("a1", name)  # in the middle of it
            claimed.add(name)
            if mend is not None:
                time.sleep(chosen.random())
                mend()
            self.desk.edit("a1", "src/after.py")  # a hook has the carrier at work again
            took = self.until(lambda: self.known() >= claimed, 60.0)
            self.assertLess(took, SOON, kind)
        self.assertEqual(self.doubled(), [])

    def known(self) -> Set[str]:
        """The files that the other machine knows of."""
        return {name for one in self.lap.remotes() for name in one["files"]}

    def doubled(self) -> List[str]:
        """What is told of a file more than once on the other machine, by what its hooks would read."""
        found: List[str] = []
        state = os.path.join(self.lap.box.home, "state")
        for name in os.listdir(state):
            if name.startswith("remote."):
                for key in os.listdir(os.path.join(state, name, "claims")):
                    with open(os.path.join(state, name, "claims", key), encoding="ascii") as file:
                        lines = [json.loads(line) for line in file]
                    found += [key] if len(lines) != 1 else []
        return found

    def kill_backends(self) -> None:
        self.server.admin("select pg_terminate_backend(pid) from pg_stat_activity where usename in ('alice', 'bob')")

    def restart(self) -> None:
        self.server.stop("immediate")
        self.server.start()

    def stop_and_start(self) -> Callable[[], None]:
        self.server.stop("fast")
        return self.server.start

    def kill_psql(self) -> None:
        for pid in self.processes("/psql"):
            os.kill(pid, signal.SIGKILL)

    def kill_carrier(self) -> None:
        with open(os.path.join(self.desk.box.home, "machines", "status"), encoding="ascii") as file:
            os.kill(int(json.load(file)["pid"]), signal.SIGKILL)

    def cut(self) -> Callable[[], None]:
        self.proxy.cut()
        return self.proxy.mend

    def freeze(self) -> Callable[[], None]:
        self.proxy.freeze()
        return self.proxy.mend

    def full(self) -> Callable[[], None]:
        """Nothing can be written down of what was said: a directory is in the file's place."""
        path = os.path.join(self.desk.box.home, "machines", "told.json")
        os.rename(path, path + ".aside")
        os.mkdir(path)
        os.mkdir(path + "/x")

        def mend() -> None:
            os.rmdir(path + "/x")
            os.rmdir(path)
            if not os.path.exists(path):
                os.rename(path + ".aside", path)

        return mend

    def processes(self, part: str) -> List[int]:
        """The pids of both machines' psql."""
        found = []
        for name in os.listdir("/proc"):
            try:
                with open("/proc/%s/cmdline" % name, "rb") as file:
                    words = file.read().split(b"\0")
            except (OSError, ValueError):
                continue
            if name.isdigit() and words[0].endswith(part.encode()) and b"port=%d" % self.proxy.port in b" ".join(words):
                found.append(int(name))
        return found
