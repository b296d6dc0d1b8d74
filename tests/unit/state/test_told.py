import os
import subprocess
import sys
from typing import Any, Collection, Dict, List, Set, Tuple
from unittest import mock

from csg.state import claims, holdings, sessions, told
from tests.unit.state.test_sessions import NOW, SessionCase

WINDOW = 600.0
ME = ("", 0)
X, Y = ("s1", "", "call-x"), ("s2", "sub", "call-y")
News = Tuple[str, str, str]


class ToldCase(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        sessions.start(self.home, self.observe("s"))

    def tell(self, *news: News, who: Tuple[str, int] = ME, about: str = "", held: str = "", t: float = NOW) -> None:
        claims.note(self.home, b"s", b"k", told.records(t, who, "earlier", news, about, held))

    def lines(self) -> List[Dict[str, Any]]:
        return holdings.records(self.home, b"s", b"k", 0.0)

    def news(self, who: Tuple[str, int] = ME, about: str = "") -> Set[News]:
        return told.news(self.lines(), who, NOW, about)

    def held(self, does: str = "Write", who: Tuple[str, int] = ME, now: float = NOW) -> Set[News]:
        return told.held(self.lines(), who, does, now, WINDOW)

    def repeat(self, news: Collection[News], does: str = "Write", call: str = "again", now: float = NOW) -> bool:
        return told.repeat(self.home, b"s", b"k", ME, does, news, call, now, WINDOW)


class Told(ToldCase):
    def test_each_agent_has_a_context_of_its_own(self) -> None:
        self.tell(X)
        self.tell(Y, who=("sub", 0))
        self.assertEqual((self.news(), self.news(("sub", 0)), self.news(("other", 0))), ({X}, {Y}, set()))

    def test_so_has_each_process_that_lives(self) -> None:
        self.tell(X, who=("", os.getppid()))
        self.tell(Y, who=("", 2**22 + 5))  # that is no process
        self.assertEqual(self.news(("", os.getpid())), {Y}, "it took over from one that is gone")
        self.assertEqual(self.news(("", os.getppid())), {X, Y})

    def test_kinds_of_command(self) -> None:
        self.tell(X, about="take")
        self.assertEqual((self.news(), self.news(about="take"), self.news(about="discard")), (set(), {X}, set()))

    def test_junk(self) -> None:
        junk: List[Dict[str, Any]] = [
            {"told": 5},
            {"told": ["a"]},
            {"told": [1, 2, 3]},
            {"told": None, "held": "Write"},
            {},
        ]
        junk += [{"t": t, "told": list(X), "held": "Write"} for t in ("x", None, 10**400, -5)]
        more: List[Any] = [5, [5], [["a"]], {}]
        junk += [{"t": NOW, "passed": odd, "held": "Write"} for odd in more]
        claims.note(self.home, b"s", b"k", junk)
        self.assertEqual((self.news(), self.held()), ({X}, set()))
        self.tell(X, held="Write")
        self.assertEqual(self.held(), {X})


class Held(ToldCase):
    def test_only_the_held_call_goes_through_and_once(self) -> None:
        self.tell(X, held="Write")
        self.assertEqual(self.news(), {X}, "held is told")
        self.assertEqual((self.held(), self.held("Edit")), ({X}, set()))
        self.assertTrue(self.repeat([X]))
        self.assertEqual(self.held(), set())
        self.assertFalse(self.repeat([X], call="a third"))
        self.tell(X, held="Write")
        self.assertEqual(self.held(), {X})
        self.assertTrue(self.repeat([X], call="a fourth"))

    def test_a_warning_holds_nothing(self) -> None:
        self.tell(X)
        self.assertEqual(self.held(), set())
        self.assertFalse(self.repeat([X]))

    def test_another_agent_does_not_spend_it(self) -> None:
        self.tell(X, held="Write")
        self.assertFalse(told.repeat(self.home, b"s", b"k", ("sub", 0), "Write", [X], "again", NOW, WINDOW))
        self.assertEqual(self.held(who=("sub", 0)), set())
        self.assertEqual(self.held(), {X})

    def test_what_it_was_not_held_for(self) -> None:
        self.tell(X, held="Write")
        self.assertFalse(self.repeat([X, Y]))
        self.assertEqual(self.held(), {X}, "and nothing of it is spent")
        self.tell(Y, held="Write")
        self.assertTrue(self.repeat([X], call="one of them has let go"))
        self.assertEqual(self.held(), {Y})

    def test_the_window(self) -> None:
        self.tell(X, held="Write")
        self.assertEqual(self.held(now=NOW + WINDOW + 1), set())
        self.assertFalse(self.repeat([X], now=NOW + WINDOW + 1))
        self.assertTrue(self.repeat([X], call="in time", now=NOW + WINDOW - 1))

    def test_wired_twice_it_is_one_call(self) -> None:
        self.tell(X, held="Write")
        self.assertEqual([self.repeat([X]), self.repeat([X]), self.repeat([X], call="next")], [True, True, False])

    def test_a_disk_that_takes_no_note(self) -> None:
        self.assertTrue(told.repeat(self.home, b"nobody", b"k", ME, "Write", [X], "again", NOW, WINDOW))


class Answered(ToldCase):
    def publish(self, call: str) -> None:
        claims.note(self.home, b"s", b"k", [{"t": NOW, "id": call, "by": self.other}])

    def answered(self, call: str = "call") -> bool:
        return told.answered(self.home, b"s", b"k", call)

    def test_by_one_that_runs(self) -> None:
        self.assertFalse(self.answered())
        self.other = os.getppid()
        self.publish("call")
        self.assertTrue(self.answered())
        self.assertFalse(self.answered("another"))
        self.other = os.getpid()
        self.publish("mine")
        self.assertFalse(self.answered("mine"))

    def test_by_one_that_is_gone_only_if_it_said_something(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        self.other = child.pid
        self.publish("call")
        self.assertFalse(self.answered())
        claims.note(self.home, b"s", b"k", told.records(NOW, ME, "call", [X]))
        self.assertTrue(self.answered())


class Once(ToldCase):
    def file(self) -> bytes:
        return self.home + b"/state/s/told-x"

    def test_when_it_was_told_it_was_told(self) -> None:
        self.assertTrue(told.begin(self.home, b"s", "x"))
        with mock.patch("posix.getpid", return_value=os.getppid()):
            self.assertFalse(told.begin(self.home, b"s", "x"), "it is being told")
        told.finish(self.home, b"s", "x")
        self.assertFalse(told.begin(self.home, b"s", "x"))
        self.assertTrue(told.begin(self.home, b"s", "y"))

    def test_a_resident_that_began_and_said_nothing(self) -> None:
        """One process, several events: it does not wait for itself."""
        for _ in range(2):
            self.assertTrue(told.begin(self.home, b"s", "x"))

    def test_a_hook_that_died_over_it(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        for left in (b"%d" % child.pid, b"", b"junk", b"9" * 50):
            with open(self.file(), "wb") as file:
                file.write(left)
            self.assertTrue(told.begin(self.home, b"s", "x"), left)

    def test_a_session_that_is_not_on_record(self) -> None:
        self.assertTrue(told.begin(self.home, b"z", "x"))
        told.finish(self.home, b"z", "x")  # it has ended: that is no error, and nothing is made of it
        self.assertFalse(os.path.exists(os.path.join(os.fsdecode(self.home), "state", "z")))
