import os
from typing import List, Optional

from csg.base import files, paths
from csg.state import claims, holdings, sessions, told
from tests.unit.state.test_sessions import NOW, SessionCase

WINDOW = 600.0


class ClaimCase(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        for name in ("a", "b", "c"):
            sessions.start(self.home, self.observe(name))
        self.number = 0

    def target(self, path: bytes = b"/f.py") -> claims.Target:
        return claims.Target(self.top + path)

    def publish(self, name: bytes, target: claims.Target, t: float = NOW, agent: str = "", call: str = "") -> str:
        self.number += 1
        call = call or "call-%d" % self.number
        claims.publish(self.home, name, target, t, call, agent, 1, "Edit")
        return call

    def look(self, name: bytes, target: claims.Target, now: float = NOW) -> List[holdings.Holding]:
        return holdings.look(self.home, claims.holders(self.home, name, target.key), target, now, WINDOW)

    def repository(self, name: bytes, common: Optional[bytes] = None) -> None:
        os.makedirs(self.top + name + b"/.git")
        with open(self.top + name + b"/.git/HEAD", "wb") as file:
            file.write(b"ref: refs/heads/main\n")
        if common:
            with open(self.top + name + b"/.git/commondir", "wb") as file:
                file.write(self.top + common + b"/.git\n")


class Publish(ClaimCase):
    def test_each_sees_the_other_and_not_itself(self) -> None:
        target = self.target()
        self.assertEqual(self.look(b"a", target), [])
        self.publish(b"a", target)
        self.assertEqual(self.look(b"a", target), [])
        (held,) = self.look(b"b", target, NOW + 7)
        self.assertEqual((held.name, held.edits, held.newest, held.path), (b"a", 1, NOW, target.path))

    def test_the_first_line_says_so(self) -> None:
        target = self.target()
        self.assertEqual(claims.publish(self.home, b"a", target, NOW, "1", "", 0, "Edit"), (True, True, True))
        self.assertEqual(claims.publish(self.home, b"a", target, NOW, "2", "", 0, "Edit"), (False, True, True))

    def test_another_agent_or_process_is_not_alone(self) -> None:
        target = self.target(b'/odd "agent": "x", "pid": 5, "id": "1", "by": 7,.py')
        claims.publish(self.home, b"a", target, NOW, "1", "x", 5, "Edit")
        for agent, pid, alone in (("x", 5, True), ("", 5, False)):
            got = claims.publish(self.home, b"a", target, NOW, "2" + agent, agent, pid, "Edit")
            self.assertEqual(got, (False, True, alone))
        self.assertFalse(claims.publish(self.home, b"a", target, NOW, "3", "x", 6, "Edit")[2])

    def test_a_call_that_another_hook_published_is_not_mine(self) -> None:
        target = self.target()
        self.assertTrue(claims.publish(self.home, b"a", target, NOW, "1", "", 0, "Edit")[1])
        path = claims.file(self.home, b"a", target.key)
        with open(path, "rb") as file:
            line = file.read()
        with open(path, "wb") as file:
            file.write(line.replace(b'"by": %d,' % os.getpid(), b'"by": 1,'))
        self.assertFalse(claims.publish(self.home, b"a", target, NOW, "1", "", 0, "Edit")[1])

    def test_a_session_that_is_not_on_record(self) -> None:
        with self.assertRaises(FileNotFoundError):
            claims.publish(self.home, b"z", self.target(), NOW, "1", "", 0, "Edit")

    def test_edits_are_counted_once_a_call(self) -> None:
        target = self.target()
        for call in ("1", "2", "2", "3"):
            self.publish(b"a", target, call=call)
        self.assertEqual(self.look(b"b", target)[0].edits, 3)

    def test_the_newest_first(self) -> None:
        target = self.target()
        self.publish(b"a", target, NOW - 50)
        self.publish(b"b", target, NOW - 5)
        self.assertEqual([held.name for held in self.look(b"c", target)], [b"b", b"a"])


class Windows(ClaimCase):
    def test_a_claim_runs_out(self) -> None:
        target = self.target()
        self.publish(b"a", target, NOW)
        self.assertTrue(self.look(b"b", target, NOW + WINDOW - 1))
        self.assertFalse(self.look(b"b", target, NOW + WINDOW + 1))

    def test_an_old_file_is_not_opened(self) -> None:
        target = self.target()
        self.publish(b"a", target)
        path = self.home + b"/state/a/claims/" + target.key
        os.utime(path, (NOW - 5000, NOW - 5000))
        self.assertEqual(holdings.records(self.home, b"a", target.key, NOW - WINDOW), [])
        self.assertEqual(len(holdings.records(self.home, b"a", target.key, 0.0)), 1)

    def test_a_clock_that_was_set_back(self) -> None:
        target = self.target()
        self.publish(b"a", target, NOW + 100)
        self.assertTrue(self.look(b"b", target, NOW))
        self.publish(b"c", target, NOW + 10 * WINDOW)
        self.assertEqual([held.name for held in self.look(b"b", target, NOW)], [b"a"])


class Taking(ClaimCase):
    def test_a_withdrawn_call_is_no_claim(self) -> None:
        target = self.target()
        call = self.publish(b"a", target)
        claims.note(self.home, b"a", target.key, [{"t": NOW, "withdrawn": call}])
        self.assertEqual(self.look(b"b", target), [])
        self.publish(b"a", target)
        self.assertEqual(self.look(b"b", target)[0].edits, 1)

    def test_a_withdrawn_call_stays_so_when_a_second_hook_publishes_it(self) -> None:
        target = self.target()
        call = self.publish(b"a", target)
        claims.withdraw(self.home, b"a", target.key, NOW, call)
        self.publish(b"a", target, call=call)
        self.assertEqual(self.look(b"b", target), [])

    def test_release_ends_what_came_before(self) -> None:
        target = self.target()
        self.publish(b"a", target, agent="x")
        self.publish(b"a", target, agent="y")
        release = {"t": NOW, "released": "x", "path": paths.text(target.path)}
        claims.note(self.home, b"a", target.key, [release])
        self.assertEqual([held.agent for held in self.look(b"b", target)], ["y"])
        claims.note(self.home, b"a", target.key, [dict(release, released=None)])
        self.assertEqual(self.look(b"b", target), [])
        self.publish(b"a", target, agent="x")
        self.assertEqual(len(self.look(b"b", target)), 1)

    def test_what_was_told(self) -> None:
        target = self.target()
        self.publish(b"a", target)
        self.publish(b"b", target)
        (held,) = self.look(b"b", target)
        agents, lines = holdings.own(self.home, b"b", "", 1, target, NOW, WINDOW)
        self.assertEqual((agents, told.news(lines, ("", 1), NOW)), ([], set()))
        claims.note(self.home, b"b", target.key, told.records(NOW, ("", 1), "call", [held.news()]))
        _, lines = holdings.own(self.home, b"b", "", 1, target, NOW, WINDOW)
        self.assertEqual(told.news(lines, ("", 1), NOW), {held.news()})

    def test_two_live_processes_of_one_session(self) -> None:
        target = self.target()
        for pid in (os.getppid(), 1, 2**22 + 5):  # the last is no process
            claims.publish(self.home, b"a", target, NOW, "of %d" % pid, "", pid, "Edit")
        held, _ = holdings.own(self.home, b"a", "", os.getppid(), target, NOW, WINDOW)
        self.assertEqual([(h.agent, h.pid) for h in held], [("", 1)])

    def test_what_was_claimed_ahead_is_nobodys_of_ones_own(self) -> None:
        target = self.target()
        claims.publish(self.home, b"a", target, NOW, "plan", "", 0, claims.AHEAD)
        self.assertEqual(holdings.own(self.home, b"a", "sub", 1, target, NOW, WINDOW)[0], [])
        self.assertEqual(len(self.look(b"b", target)), 1)

    def test_what_the_person_was_asked_about_counts_once_the_file_changed(self) -> None:
        target = self.target()
        call = self.publish(b"a", target)
        claims.note(self.home, b"a", target.key, [{"t": NOW, "asked": call}])
        self.assertEqual(self.look(b"b", target), [])
        files.create(target.path)
        self.assertEqual(len(self.look(b"b", target)), 1)

    def test_an_agent_that_stops_lets_go(self) -> None:
        target = self.target()
        self.publish(b"a", target, agent="sub")
        self.publish(b"a", target, agent="")
        holdings.release_agent(self.home, b"a", "sub", NOW)
        self.assertEqual([h.agent for h in self.look(b"b", target)], [""])

    def test_agents_of_one_session(self) -> None:
        target = self.target()
        self.publish(b"a", target, agent="")
        self.publish(b"a", target, agent="sub")
        self.assertEqual([h.agent for h in holdings.own(self.home, b"a", "sub", 1, target, NOW, WINDOW)[0]], [""])
        self.assertEqual([h.agent for h in holdings.own(self.home, b"a", "", 1, target, NOW, WINDOW)[0]], ["sub"])


class Identity(ClaimCase):
    def test_equal_keys_are_confirmed_by_the_path(self) -> None:
        target = self.target(b"/one.py")
        other = self.target(b"/two.py")
        other.key = target.key
        self.publish(b"a", other)
        self.assertEqual(self.look(b"b", target), [])

    def test_the_same_file_in_two_worktrees(self) -> None:
        self.repository(b"/main")
        self.repository(b"/side", common=b"/main")
        here, there = self.target(b"/main/src/x.py"), self.target(b"/side/src/x.py")
        self.assertEqual(here.key, there.key)
        self.publish(b"a", here)
        (held,) = self.look(b"b", there)
        self.assertTrue(held.elsewhere)
        self.assertFalse(self.look(b"b", here)[0].elsewhere)

    def test_the_same_name_in_another_repository(self) -> None:
        self.repository(b"/one")
        self.repository(b"/two")
        here, there = self.target(b"/one/x.py"), self.target(b"/two/x.py")
        self.assertNotEqual(here.key, there.key)
        there.key = here.key
        self.publish(b"a", there)
        self.assertEqual(self.look(b"b", here), [])

    def test_junk_between_the_lines(self) -> None:
        target = self.target()
        self.publish(b"a", target)
        path = self.home + b"/state/a/claims/" + target.key
        for junk in (
            b'{"t": 1',
            b"\xff\x00",
            b"[]",
            b'{"t": "x", "id": 5, "path": 7}',
            b'{"told": 5}',
            b'{"asked": "odd"}',
            b"{}",
            b'"x"',
        ):
            files.append_line(path, junk)
        odd = b'{"t": %f, "id": "odd", "agent": 5, "path": "/a\\u0000b", "root": "", "common": ""}' % NOW
        files.append_line(path, odd)
        self.publish(b"a", target)
        self.assertEqual(self.look(b"b", target)[0].edits, 2)
        agents, lines = holdings.own(self.home, b"a", "", 1, target, NOW, WINDOW)
        self.assertEqual((agents, told.news(lines, ("", 1), NOW)), ([], set()))

    def test_held_by(self) -> None:
        for name, t in ((b"/x", NOW - 9), (b"/y", NOW - 3), (b"/z", NOW - 900)):
            self.publish(b"a", self.target(name), t)
        held = holdings.held_by(self.home, b"a", NOW, WINDOW)
        self.assertEqual([h.path for h in held], [self.top + b"/y", self.top + b"/x"])
        self.assertEqual(len(holdings.keys(self.home, b"a")), 3)
