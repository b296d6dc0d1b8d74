"""The client's status line: whose it is, and another's with csg's behind it."""

import json
import subprocess
import unittest
from typing import Any, List

from csg.base.loader import LOADER, OPTIONS
from csg.clients import json_text, ownership, status_line, wiring
from csg.setup.interpreters import HookCommand

FAST = "exec " + HookCommand("/usr/bin/python3", "/opt/my csg/csg", "statusline").shell()


class Whose(unittest.TestCase):
    def test_ours(self) -> None:
        for command in (FAST, status_line.PORTABLE, "csg statusline", "'/opt/a b/csg.pyz' statusline"):
            self.assertTrue(status_line.is_ours(status_line.value(command)), command)
        wanted = ["/usr/bin/python3", *OPTIONS, LOADER, "/opt/my csg/csg", "statusline"]
        self.assertEqual(status_line.words(status_line.value(FAST)), wanted)

    def test_ours_among_others(self) -> None:
        for command in ("date; csg statusline", "csg statusline | tr a b", "x=$(/opt/csg statusline); echo $x"):
            self.assertTrue(status_line.words(status_line.value(command)), command)
            self.assertFalse(status_line.is_ours(status_line.value(command)), command)

    def test_others(self) -> None:
        odd: List[Any] = [None, 3, [], {}, {"type": "command"}, {"type": "x", "command": "csg statusline"}]
        for command in ("echo csg statusline", "csg status", "csg hook", "mycsg statusline", "~/.claude/line.sh", ""):
            odd.append(status_line.value(command))
        for setting in odd:
            self.assertEqual(status_line.words(setting), [], setting)
            self.assertFalse(status_line.is_ours(setting), setting)

    def test_a_status_line_is_no_hook_and_a_hook_no_status_line(self) -> None:
        self.assertEqual(ownership.owner({"type": "command", "command": FAST}), "")
        hook = HookCommand("/usr/bin/python3", "/opt/csg").handler(exec_form=False)
        self.assertEqual(status_line.words(hook), [])


class Behind(unittest.TestCase):
    def test_both_are_given_what_the_client_says(self) -> None:
        for theirs, said in (
            ("cat", "{in}"),
            ("tr a-z A-Z", "{IN}"),
            ("echo 'it''s'; echo \"$0\" # a comment", "its\nsh"),
            ("printf '%s' '`x` $(y) \\'", "`x` $(y) \\"),
            ("cat >/dev/null; false", ""),
        ):
            command = status_line.behind(theirs, "sed s/in/ours/")
            done = subprocess.run(["/bin/sh", "-c", command], input=b"{in}", stdout=subprocess.PIPE, timeout=60)
            self.assertEqual(done.stdout.decode(), said + (" \u00b7 " if said else "") + "{ours}\n", theirs)
            alone = status_line.behind(theirs, "true")
            done = subprocess.run(["/bin/sh", "-c", alone], input=b"{in}", stdout=subprocess.PIPE, timeout=60)
            self.assertEqual(done.stdout.decode(), said + "\n", theirs)


class Changes(unittest.TestCase):
    def merged(self, text: str, add: bool) -> Any:
        edit = wiring.Edit(text)
        return status_line.merge(edit, FAST, add), edit

    def test_only_where_there_is_none(self) -> None:
        now, edit = self.merged('{"a": 1}', add=False)
        self.assertEqual((now, edit.text), (None, '{"a": 1}'))
        now, edit = self.merged('{"a": 1}', add=True)
        self.assertEqual((now, edit.set), (status_line.value(FAST), {"statusLine": status_line.value(FAST)}))
        for text in ('{"statusLine": null}', '{"statusLine": {"command": "x"}}', '{"statusLine": {"type": "command"}}'):
            now, edit = self.merged(text, add=True)
            self.assertEqual((now, edit.text, edit.set), (json.loads(text)["statusLine"], text, {}))

    def test_ours_is_brought_up_to_date_and_goes(self) -> None:
        old = {"type": "command", "command": "csg statusline", "padding": 2}
        now, edit = self.merged(json.dumps({"statusLine": old, "b": []}), add=False)
        self.assertEqual(now, {**old, "command": FAST})
        self.assertEqual(json.loads(edit.text), {"b": [], "statusLine": now})
        status_line.unmerge(edit, {})
        self.assertEqual(json_text.parse(edit.text).plain(), {"b": []})


if __name__ == "__main__":
    unittest.main()
