"""Whatever breaks between two machines: nothing is lost, nothing is told twice, and it is made up for soon."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from typing import Any, Callable, Dict, List, Set

from tests.machines.case import MachinesCase
from tests.machines.proxy import Proxy
from tests.support import FULL

EVENTS = 50 if FULL else 12  # enough that one in ten may take longer
#: Seconds after it is mended by which all that was claimed meanwhile is known on the other machine: of nine events in
#: ten, and, however busy this one is, of each.
SOON, LATEST = 5.0, 30.0


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
            "backends killed": self.kill_backends,
            "server restarted": lambda: self.restart("immediate"),
            "server restarted fast": lambda: self.restart("fast"),
            "server stopped": self.stop,
            "server frozen": self.freeze_server,
            "psql killed": self.kill_psql,
            "carriers killed": self.kill_carriers,
            "network cut": self.cut,
            "network frozen": self.freeze,
            "what was said cannot be kept": self.keep_nothing,
        }
        order = [name for _ in range(EVENTS // len(kinds) + 1) for name in kinds]
        chosen.shuffle(order)
        long = {name: order.index(name) for name in ("server stopped", "network frozen")}
        claimed: Set[str] = set()
        taken: Dict[str, List[float]] = {}
        for number, kind in enumerate(order[:EVENTS]):
            name = "src/f%02d.py" % number
            mend = kinds[kind]()
            self.desk.edit("a1", name)  # in the middle of it
            claimed.add(name)
            if mend is not None:
                time.sleep(10.0 if long.get(kind) == number else chosen.random())
                mend()
            for machine, session in ((self.desk, "a1"), (self.lap, "b1")):
                machine.edit(session, "after%d.py" % number)  # a hook has the carrier at work again
            claimed.add("after%d.py" % number)
            took = self.until(lambda: set(self.known()) >= claimed, LATEST)
            taken.setdefault(kind, []).append(took)
            self.assertEqual(len(self.known()), len(set(self.known())), kind)
        for kind, times in sorted(taken.items()):
            print("%s: made up for after %s s" % (kind, ", ".join("%.1f" % t for t in times)), file=sys.stderr)
        every = sorted(took for times in taken.values() for took in times)
        self.assertLess(every[int(0.9 * len(every))], SOON)
        self.assertEqual(set(self.known()), claimed)

    def known(self) -> List[str]:
        """The files that the other machine knows of, as often as its hooks would read of each."""
        found: List[str] = []
        state = os.path.join(self.lap.box.home, "state")
        for name in os.listdir(state):
            folder = os.path.join(state, name, "claims")
            for key in os.listdir(folder) if name.startswith("remote.") and os.path.isdir(folder) else ():
                try:
                    with open(os.path.join(folder, key), encoding="ascii") as file:
                        claims = [json.loads(line) for line in file]
                except FileNotFoundError:  # taken away this moment
                    continue
                found += [claim["path"][len(claim["root"]) + 1 :] for claim in claims]
        return found

    def kill_backends(self) -> None:
        self.server.admin("select pg_terminate_backend(pid) from pg_stat_activity where usename in ('alice', 'bob')")

    def restart(self, how: str) -> None:
        self.server.stop(how)
        self.server.start()

    def stop(self) -> Callable[[], None]:
        self.server.stop("fast")
        return self.server.start

    def freeze_server(self) -> Callable[[], None]:
        pids = [int(pid) for pid in self.server.admin("select pid from pg_stat_activity").split()]
        frozen = [self.server.pid, *pids]

        def signalled(number: int) -> None:
            for pid in frozen:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:  # the one that was asked
                    pass

        signalled(signal.SIGSTOP)
        return lambda: signalled(signal.SIGCONT)

    def kill_psql(self) -> None:
        for pid in self.psqls():
            os.kill(pid, signal.SIGKILL)

    def kill_carriers(self) -> None:
        for machine in (self.desk, self.lap):
            with open(os.path.join(machine.box.home, "machines", "status"), encoding="ascii") as file:
                try:
                    os.kill(int(json.load(file)["pid"]), signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def cut(self) -> Callable[[], None]:
        self.proxy.cut()
        return self.proxy.mend

    def freeze(self) -> Callable[[], None]:
        self.proxy.freeze()
        return self.proxy.mend

    def keep_nothing(self) -> Callable[[], None]:
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

    def psqls(self) -> List[int]:
        """The pids of both machines' psql."""
        found = []
        for name in os.listdir("/proc"):
            try:
                with open("/proc/%s/cmdline" % name, "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            if name.isdigit() and words[0].endswith(b"/psql") and b"port=%d" % self.proxy.port in b" ".join(words):
                found.append(int(name))
        return found


class Full(MachinesCase):
    """A disk that takes nothing more, on either side: a small one of its own, so this is for root alone."""

    def test_a_full_disk(self) -> None:
        for machine in (self.desk, self.lap):
            os.makedirs(machine.box.home)
            mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "csg-test", machine.box.home]
            if os.geteuid() or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
                self.skipTest("skipped: no file system can be mounted here")
            self.addCleanup(subprocess.run, ["umount", "-l", machine.box.home])
        self.lap.start("b1")
        self.desk.start("a1")
        for number, machine in enumerate((self.desk, self.lap, self.desk, self.lap)):
            name = "f%d.py" % number
            self.desk.edit("a1", "before-%s" % name)
            ballast = os.path.join(machine.box.home, "ballast")
            with open(ballast, "wb", buffering=0) as file:
                size = 1 << 16
                while size:
                    try:
                        file.write(b"x" * size)
                    except OSError:
                        size //= 2
            if machine is self.lap:
                self.desk.edit("a1", name)
            time.sleep(1.5)
            if machine is self.desk:  # whose hooks can write down no Claim
                os.truncate(ballast, os.path.getsize(ballast) - (1 << 14))
                self.desk.edit("a1", name)
            os.unlink(ballast)
            took = self.until(lambda name=name: self.held() >= {name, "before-" + name})  # type: ignore[misc]
            print("full disk (%s): made up for after %.1f s" % (machine.name, took), file=sys.stderr)

    def held(self) -> Set[str]:
        """What the other machine knows of."""
        return {name for one in self.lap.remotes() for name in one["files"]}
