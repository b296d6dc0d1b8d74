"""resident: the handlers by which the client asks csg's MCP server, and whose they are."""

import json
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.clients import ownership, resident, wired, wiring
from csg.mcp.resident import FIELDS, INPUT
from csg.setup.interpreters import HookCommand

HOOK = HookCommand("/usr/bin/python3", "/opt/csg")
COMMAND, NET = HOOK.handler(exec_form=True), HOOK.net().handler(exec_form=True)
WANT = resident.wanted(COMMAND, NET, (2, 1, 330))
PLAIN = wiring.wanted(COMMAND, (2, 1, 330))


def one(event: str, handler: Dict[str, Any], matcher: str = "") -> wired.Wired:
    entry = wiring.Entry(event, 0, 0, ownership.OURS, handler)
    entry.matcher = matcher
    return wired.Wired(mock.Mock(plugin=""), entry)


class Handlers(unittest.TestCase):
    def test_what_is_sent(self) -> None:
        edit, bash = resident.handler(wiring.WRITING), resident.handler("Bash")
        for handler in (edit, bash):
            self.assertEqual((handler["type"], handler["server"], handler["tool"]), ("mcp_tool", "csg", "hook"))
            for name in FIELDS:
                self.assertEqual(handler["input"].pop(name), "${%s}" % name)
        self.assertEqual(bash["input"], {"command": "${tool_input.command}"})
        names = ["file_path", "notebook_path", "old_string", "new_string", "replace_all", "content", "edits"]
        self.assertEqual(edit["input"], {name: "${tool_input.%s}" % name for name in names})

    def test_it_is_what_the_server_takes(self) -> None:
        sent = {*resident.handler("Bash")["input"], *resident.handler(wiring.WRITING)["input"]}
        self.assertEqual(sent, {*FIELDS, *[name for names in INPUT.values() for name in names]})

    def test_which_hooks_are_what(self) -> None:
        found = {wire.name(): group["hooks"][0] for wire, group in WANT}
        called = [name for name, handler in found.items() if handler["type"] == "mcp_tool"]
        self.assertEqual(called, ["PreToolUse(%s)" % wiring.WRITING, "PreToolUse(Bash)"])
        nets = {name: h.get("async", False) for name, h in found.items() if one(name.partition("(")[0], h).net}
        at_ends = {"SubagentStop": False, "Stop": False}
        self.assertEqual(nets, {"UserPromptSubmit": False, "PostToolUse(Bash)": True, **at_ends})
        self.assertEqual({handler["timeout"] for handler in found.values()}, {10})
        self.assertEqual(len(WANT), len(PLAIN) + 1)
        rest = set(found) - set(called) - set(nets)
        self.assertEqual(
            {name: found[name] for name in rest}, {w.name(): g["hooks"][0] for w, g in PLAIN if w.name() in rest}
        )

    def test_versions(self) -> None:
        for version, good in (((1, 0, 128), False), ((2, 1, 100), False), ((2, 1, 149), False), ((2, 1, 150), True)):
            self.assertEqual(resident.suits(version), good, version)
            self.assertEqual(one("PreToolUse", resident.handler("Bash"), "Bash").suits(version), good, version)
        self.assertFalse(resident.suits(None))
        self.assertEqual([resident.silences(v) for v in ((2, 1, 100), (2, 1, 101), None)], [True, False, False])

    def test_filled_as_the_client_does(self) -> None:
        event = {"cwd": "/w", "tool_input": {"replace_all": True, "edits": [{"a": "é"}], "old_string": "${cwd}"}}
        given = {"a": "${cwd}", "b": "${agent_id}", "c": "${tool_input.replace_all}", "d": "${tool_input.edits}"}
        given.update(e="${tool_input.old_string}", f="${cwd.deeper}", g="x ${cwd} y")
        filled = resident.filled(given, event)
        self.assertEqual(json.loads(filled.pop("d")), [{"a": "é"}])
        self.assertEqual(filled, {"a": "/w", "b": "", "c": "true", "e": "${cwd}", "f": "", "g": "x /w y"})


class Whose(unittest.TestCase):
    def test_it_is_csgs(self) -> None:
        handler: Dict[str, Any] = resident.handler("Bash")
        self.assertEqual((ownership.owner(handler), ownership.command_words(handler)), (ownership.OURS, []))
        for name, value in (("server", "db"), ("tool", "list"), ("type", "command"), ("server", ["csg"])):
            self.assertEqual(ownership.owner(dict(handler, **{name: value})), "", (name, value))
        junk: List[Any] = [None, 3, [], {}, {"type": "mcp_tool"}]
        for other in junk:
            self.assertFalse(ownership.is_resident(other))

    def test_among_another_clients_hooks_it_is_the_persons(self) -> None:
        settings = {"hooks": {"PreToolUse": [{"hooks": [resident.handler("Bash")]}]}}
        self.assertEqual(len(wiring.entries(settings)), 1)
        self.assertEqual(wiring.entries(settings, "copilot"), [])
        self.assertTrue(resident.is_wired(settings))
        self.assertFalse(resident.is_wired(json.loads(wiring.merge("{}", PLAIN).text)))

    def test_of_what_runs(self) -> None:
        hook = one("PreToolUse", resident.handler("Bash"), "Bash")
        self.assertEqual((hook.words(), hook.archive(), hook.interpreter()), ([], "", ""))
        self.assertEqual((hook.resident, hook.net), (True, False))
        self.assertTrue(hook.covers(next(w for w in wiring.WIRES if w.name() == "PreToolUse(Bash)")))
        for form in (True, False):
            net = one("UserPromptSubmit", HOOK.net().handler(form))
            self.assertEqual((net.resident, net.net, net.archive()), (False, True, "/opt/csg"))
            self.assertFalse(one("UserPromptSubmit", HOOK.handler(form)).net)


class Edits(unittest.TestCase):
    def test_from_commands_and_back_and_out(self) -> None:
        for text in ("{}", '{\n  "hooks": {\n    "PreToolUse": []\n  }\n}\n'):
            plain = wiring.merge(text, PLAIN)
            there = wiring.merge(plain.text, WANT)
            self.assertEqual((len(there.added), len(there.removed)), (6, 5))
            again = wiring.merge(there.text, WANT)
            self.assertEqual((again.text, again.added, again.removed), (there.text, [], []))
            back = wiring.merge(there.text, PLAIN)
            self.assertEqual(json.loads(back.text), json.loads(plain.text))
            self.assertEqual(wiring.unmerge(there.text, plain.empty, [], {}).text, text)

    def test_a_handler_of_another_making_is_brought_up_to_date(self) -> None:
        old = [(w, json.loads(json.dumps(g).replace(', "edits": "${tool_input.edits}"', ""))) for w, g in WANT]
        before = wiring.merge("{}", old).text
        edit = wiring.merge(before, WANT)
        self.assertEqual((edit.added, len(edit.removed)), (["PreToolUse(%s)" % wiring.WRITING], 1))


if __name__ == "__main__":
    unittest.main()
