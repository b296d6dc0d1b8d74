"""Every scene, interfered with at every system call that csg makes in it."""

import contextlib
import io
import json
import os
import unittest
from typing import Iterator, List, Tuple, Type
from unittest import mock

from csg.verbs import cli
from tests.fault import scenes, strace
from tests.support import Sandbox, sample

_SAMPLE = 3  # calls of each scene, where not all are asked for


class Sweep(unittest.TestCase):
    """Exit code 0 or a killed process, an answer of the right form or none, a home that goes on, no warning lost."""

    def ways(self, call: strace.Call) -> List[str]:
        """How the call is interfered with (strace.injected)."""
        raise NotImplementedError

    @classmethod
    def setUpClass(cls) -> None:
        strace.need()

    def sweep(self, kind: Type[scenes.Scene]) -> None:
        """Do it."""
        box = Sandbox(quick=True)
        self.addCleanup(box.remove)
        scene = kind(box)
        points = [(call, what) for call in scene.points() for what in self.ways(call)]
        points = sample(points, _SAMPLE, kind.__name__)
        self.hits = 0
        for number, (call, what) in enumerate(points):
            with self.subTest("%s at %s" % (what, call)):
                self.interfere(scene, call, what, number)
        self.assertGreater(self.hits, len(points) * 0.8)  # processes are not quite alike

    def interfere(self, scene: scenes.Scene, call: strace.Call, what: str, number: int) -> None:
        """Do it at one call."""
        scene.restore()
        killed = what == "KILL"
        run = strace.injected(scene.words(), scene.log, call, what, **scene.input("toolu_0"))
        self.hits += bool(run.hits)
        self.assertEqual(scene.form(run, killed), "")
        kept = scene.kept(run)
        if not killed and not any(scene.excuses(hit) for hit in run.hits):
            self.assertTrue(kept, "not in that very run: %r %s" % (run.stdout, "; ".join(map(str, run.hits))))
        if not kept:  # the client repeats it with a new id; one wired twice runs it with the same one
            again = scene.again("toolu_%d" % (number % 2))
            self.assertEqual(scene.form(again, False), "")
            self.assertTrue(scene.kept(again), "lost: %r, then %r" % (run.stdout, again.stdout))
        scene.ending()
        self.readable(scene)

    def readable(self, scene: scenes.Scene) -> None:
        """People can look at the home and tidy it."""
        code, out, err = _verb(scene, "status", "--json")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("sessions", json.loads(out))
        code, out, err = _verb(scene, "gc")
        self.assertLessEqual((code, err.count("\n")), (1, 1), err)
        self.assertNotIn("Traceback", err)

    def test_a_brief(self) -> None:
        self.sweep(scenes.Brief)

    def test_a_first_edit(self) -> None:
        self.sweep(scenes.FirstEdit)

    def test_a_conflict(self) -> None:
        self.sweep(scenes.Conflict)

    def test_a_conflict_that_is_mirrored(self) -> None:
        self.sweep(scenes.Mirrored)

    def test_a_hold(self) -> None:
        self.sweep(scenes.Hold)

    def test_a_git_hold(self) -> None:
        self.sweep(scenes.GitHold)

    def test_a_message_at_a_prompt(self) -> None:
        self.sweep(scenes.Told)

    def test_a_message_at_an_edit(self) -> None:
        self.sweep(scenes.ToldAtAnEdit)

    def test_a_shell_command_that_wrote(self) -> None:
        self.sweep(scenes.ShellEdit)

    def test_an_end(self) -> None:
        self.sweep(scenes.End)

    def test_telling(self) -> None:
        self.sweep(scenes.Tell)


def _verb(scene: scenes.Scene, *words: str) -> Tuple[int, str, str]:
    """Run a verb in this process; exit code, stdout, stderr."""
    environ = {name.encode(): value.encode() for name, value in scene.box.environ.items()}
    out, err = io.StringIO(), io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict("posix.environ", environ, clear=True))
        stack.enter_context(_directory(scene.top))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        code = cli.main(list(words))
    return code, out.getvalue(), err.getvalue()


@contextlib.contextmanager
def _directory(path: str) -> Iterator[None]:
    here = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(here)
