"""What operations give, as text."""

import unittest
from typing import Any, Dict

from csg.talk import reading


class Counting(unittest.TestCase):
    """What is not named is counted."""

    def test_free_files(self) -> None:
        rows = [{"path": "f%d" % number, "kind": "file", "status": "free", "holders": []} for number in range(52)]
        said = reading.files({"files": rows}, b"/w")
        self.assertTrue(said.startswith("free: `f0`, `f1`, "), said)
        self.assertTrue(said.endswith("`f49` and 2 more"), said)

    def test_who_was_told(self) -> None:
        said = reading.told({"told": ["s%02d" % number for number in range(23)], "missed": []})
        self.assertTrue(said.startswith("left for sessions `s00`, "), said)
        self.assertTrue(said.endswith("`s19` and 3 more: read at the next hook"), said)


class Paths(unittest.TestCase):
    def test_as_seen_from_where_somebody_asks(self) -> None:
        value = {"released": ["/w/a.py", "/work/b.py"], "more_released": 3, "not_held": ["c.py"]}
        self.assertEqual(
            reading.released(value, b"/w").split("\n"),
            ["released a.py", "released /work/b.py", "released 3 more", "not held: c.py"],
        )

    def test_a_holder_is_named_with_its_path_where_more_than_one_file_was_meant(self) -> None:
        holder: Dict[str, Any] = {
            "session": "other",
            "client": "",
            "yours": False,
            "agent": "",
            "branch": "main",
            "worktree": "",
        }
        holder.update(
            path="/w/src/a.py", edits=2, age_seconds=5, process="running", intent="", prompt="", lines="lines 4 to 5"
        )
        told = "session `other` on branch `main`, claimed 5 seconds ago (2 times), lines 4 to 5; its process is running"
        for kind, named in (("file", ""), ("directory", "`src/a.py`: ")):
            row = {"path": "x", "kind": kind, "status": "held", "holders": [holder], "more_holders": 4}
            self.assertEqual(
                reading.files({"files": [row]}, b"/w").split("\n"),
                ["`x`: held by another session", "  - " + named + told, "  - and 4 more"],
            )


if __name__ == "__main__":
    unittest.main()
