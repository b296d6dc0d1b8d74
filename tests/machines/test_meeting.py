"""Two machines meet over a file, by hook events, through a real server."""

from tests.machines.case import MachinesCase


class Meeting(MachinesCase):
    def test_an_edit_elsewhere_is_told(self) -> None:
        self.lap.start("b1")
        self.desk.start("a1")
        self.desk.edit("a1", "src/till.py")
        self.until(lambda: any(one["files"] for one in self.lap.remotes()))
        answer = self.lap.edit("b1", "src/till.py")
        self.assertIn("1 other session is at work on `src/till.py` in a clone on another machine", answer.context)
        self.assertIn("machine `desk`, of `alice`, branch `main` (not pushed)", answer.context)
        self.assertIn("the two versions will meet at merge", answer.context)
        self.assertEqual(answer.decision, "")
        # once
        self.assertEqual(self.lap.edit("b1", "src/till.py").context, "")
        # and the first is told
        said = []

        def told() -> bool:
            said.append(self.desk.edit("a1", "src/other.py").context)
            return bool(said[-1])

        self.until(told)
        self.assertIn("(bob, on lap) edits `src/till.py` there", said[-1])
        # what is over is over everywhere
        self.desk.box.end("a1", self.desk.clone)
        self.until(lambda: not self.lap.remotes())
        self.assertEqual(self.lap.edit("b2", "src/till.py").context.count("another machine"), 0)
