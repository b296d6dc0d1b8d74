"""wiring: whose an entry is, and changes that leave everything else alone."""

import copy
import json
import random
import re
import shlex
import unittest
from typing import Any, Dict, List, Tuple

from csg.base import errors
from csg.base.loader import LOADER, OPTIONS
from csg.clients import json_text, ownership, wiring
from csg.setup.interpreters import HookCommand
from tests.e2e.test_ways_in import EARLIER, EARLIEST, LATE
from tests.support import FULL

COMMAND = HookCommand("/usr/bin/python3", "/home/u/.local/bin/csg").handler(exec_form=False)
WANT = wiring.wanted(COMMAND, (2, 1, 330))


def handler(command: str, **more: Any) -> Dict[str, Any]:
    return {"type": "command", "command": command, **more}


class Owner(unittest.TestCase):
    def test_ours_whatever_wrote_it(self) -> None:
        for command in (
            "csg hook",
            "/home/u/.local/bin/csg hook",
            "'/a path/csg.pyz' hook",
            "/opt/csg-1.2.0.pyz hook",
            "python3 ~/bin/csg.pyz hook",
            "/usr/bin/python3.12 -IS /opt/csg hook",
            "exec /opt/csg hook",
            "CSG_WINDOW_MINUTES=5 csg hook",
            "csg hook 2>/dev/null || true",
            "command -v csg >/dev/null || exit 0; exec csg hook",
            "set -e\ncsg hook\n",
            '"${CLAUDE_PLUGIN_ROOT}/csg" hook',
            "csg pre-edit",
            HookCommand("/usr/bin/python3", "/opt/renamed guard").shell(),
        ):
            self.assertEqual(ownership.owner(handler(command)), ownership.OURS, command)
        exec_form = HookCommand("/usr/bin/python3", "/opt/guard").handler(exec_form=True)
        self.assertEqual(ownership.owner(exec_form), ownership.OURS)

    def test_claude_session_guards(self) -> None:
        for command in (
            "claude-session-guard start",
            "/home/u/.local/bin/claude-session-guard pre-edit",
            '"$HOME/go/bin/claude-session-guard" stop',
        ):
            self.assertEqual(ownership.owner(handler(command)), ownership.PREDECESSORS, command)

    def test_other_peoples(self) -> None:
        for command in (
            "prettier --write",
            "echo csg hook",
            "echo 'csg hook'",
            "notify.sh csg hook",
            "/opt/csgo hook",
            "/opt/csg status",
            "csg",
            "mycsg hook",
            "python3 -ISc 'print(1)' x hook",
            "claude-session-guard status",
            "'open quote",
            "",
        ):
            self.assertEqual(ownership.owner(handler(command)), "", command)
        http = {"type": "http", "command": "csg hook"}
        others: List[Any] = [None, 7, [], {}, {"command": 3}, http, {"type": "prompt"}]
        for other in others:
            self.assertEqual(ownership.owner(other), "", other)

    def test_every_version_knows_what_any_has_wired(self) -> None:
        for line in (EARLIEST, EARLIER, LATE, LOADER):
            for options in (("-ISc",), OPTIONS):
                command = ["/usr/bin/python3", *options, line, "/x/what", "hook"]
                found = {"type": "command", "command": command[0], "args": command[1:]}
                self.assertEqual(ownership.owner(found), ownership.OURS)
                self.assertEqual(ownership.owner(handler(" ".join(map(shlex.quote, command)))), ownership.OURS)
        for mark in ('"\\n#:\\n"', 'b"csg2"'):  # what those of before look for
            self.assertIn(mark, LOADER)

    def test_words_name_interpreter_and_file(self) -> None:
        words = ownership.command_words(COMMAND)
        self.assertEqual(words, ["/usr/bin/python3", *OPTIONS, LOADER, "/home/u/.local/bin/csg", "hook"])


class Wanted(unittest.TestCase):
    def test_old_clients_get_no_event_that_they_do_not_know(self) -> None:
        old = {wire.event for wire, _ in wiring.wanted(COMMAND, (1, 0, 128))}
        # the seven that 1.0.128 takes (seen)
        self.assertLessEqual(
            old, {"SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SubagentStop", "SessionEnd"}
        )
        self.assertIn("PostToolUseFailure", {wire.event for wire, _ in wiring.wanted(COMMAND, (2, 1, 330))})
        self.assertIn("PostToolUseFailure", {wire.event for wire, _ in wiring.wanted(COMMAND, (2, 0, 77))})
        unknown = {wire.event for wire, _ in wiring.wanted(COMMAND, None)}
        self.assertEqual(unknown, old, "an unknown client may be as old")

    def test_only_clients_that_hear_nothing_before_an_edit_run_a_hook_after_it(self) -> None:
        for client, wired in (((1, 0, 128), True), ((2, 1, 19), True), ((2, 1, 20), False), (None, True)):
            names = [wire.name() for wire, _ in wiring.wanted(COMMAND, client)]
            self.assertEqual("PostToolUse(Edit|Write|MultiEdit|NotebookEdit)" in names, wired, client)

    def test_every_entry_has_a_timeout(self) -> None:
        for wire, group in WANT:
            self.assertGreaterEqual(group["hooks"][0]["timeout"], 5, wire.name())


class Shapes(unittest.TestCase):
    def test_wrong_types_are_refused(self) -> None:
        for text, what in (
            ("[]", "no JSON object"),
            ('{\n"hooks": []}', 'line 2: "hooks" is no JSON object'),
            ('{"hooks": {"PreToolUse": {}}}', 'line 1: "hooks"."PreToolUse" is no JSON list'),
            ('{"hooks": {}, "hooks": {}}', "'hooks' stands twice in the settings"),
            ('{"hooks": {"Stop": [], "Stop": []}}', "'Stop' stands twice"),
        ):
            with self.assertRaisesRegex(errors.CsgError, what):
                wiring.merge(text, WANT, True)
            with self.assertRaisesRegex(errors.CsgError, what):
                wiring.unmerge(text, {}, [], {})

    def test_strange_entries_of_others_are_passed_over(self) -> None:
        settings = {"hooks": {"PreToolUse": [None, 3, {"hooks": 5}, {"hooks": [None, "x"]}], "Odd": 7}}
        after = json.loads(wiring.merge(json.dumps(settings), WANT, False).text)
        self.assertEqual(after["hooks"]["PreToolUse"][:4], settings["hooks"]["PreToolUse"])
        self.assertEqual(after["hooks"]["Odd"], 7)


class Merge(unittest.TestCase):
    def test_a_second_time_changes_nothing(self) -> None:
        once = wiring.merge('{"model": "m"}', WANT, True)
        again = wiring.merge(once.text, WANT, True)
        self.assertEqual(len(once.added), len(WANT))
        self.assertEqual((again.text, again.added, again.removed, again.set), (once.text, [], [], {}))

    def test_old_ones_are_brought_up_to_date(self) -> None:
        before = wiring.merge("{}", wiring.wanted(handler("/old/csg hook"), (2, 0, 0)), False).text
        after = wiring.merge(before, WANT, False).text
        self.assertEqual(json.loads(after), json.loads(wiring.merge("{}", WANT, False).text))

    def test_a_condition_of_earlier_versions_goes(self) -> None:
        now = wiring.merge("{}", WANT, False).text
        old = json.loads(now)
        (bash,) = [group for group in old["hooks"]["PreToolUse"] if group["matcher"] == "Bash"]
        bash["hooks"][0]["if"] = "Bash(*git *)"
        edit = wiring.merge(json.dumps(old), WANT, False)
        self.assertEqual(edit.added, ["PreToolUse(Bash)"])
        self.assertEqual(len(edit.removed), 1)
        self.assertEqual(len(wiring.entries(json.loads(edit.text))), len(WANT))
        self.assertNotIn('"if"', edit.text)

    def test_a_group_shared_with_others_keeps_theirs(self) -> None:
        group = {"matcher": "Edit", "hooks": [handler("a.sh"), handler("csg hook"), handler("b.sh")]}
        edit = wiring.merge(json.dumps({"hooks": {"PreToolUse": [group]}}), WANT, False)
        kept = json.loads(edit.text)["hooks"]["PreToolUse"][0]
        self.assertEqual(kept, {"matcher": "Edit", "hooks": [handler("a.sh"), handler("b.sh")]})

    def test_the_persons_choice_about_shell_edits_stands(self) -> None:
        text = json.dumps({wiring.SHELL_EDITS: False})
        edit = wiring.merge(text, WANT, True)
        self.assertIs(json.loads(edit.text)[wiring.SHELL_EDITS], False)
        self.assertEqual(edit.set, {})
        self.assertNotIn(wiring.SHELL_EDITS, json.loads(wiring.merge("{}", WANT, False).text))

    def test_predecessors_give_way_and_come_back(self) -> None:
        group = {"matcher": "Edit|Write", "hooks": [handler("claude-session-guard pre-edit")]}
        before = json.dumps({"hooks": {"PreToolUse": [group]}}, indent=2)
        edit = wiring.merge(before, WANT, True)
        self.assertNotIn("claude-session-guard", edit.text)
        restore = [(e.event, e.as_group()) for e in edit.removed]
        after = wiring.unmerge(edit.text, edit.empty, restore, edit.set)
        self.assertEqual(after.text, before)


class Identity(unittest.TestCase):
    """Install and uninstall over generated settings."""

    def test_everything_else_stays(self) -> None:
        foreign, count = 0, 200 if FULL else 40
        for seed in range(count):
            with self.subTest(seed=seed):
                foreign += self.round(random.Random(seed))
        self.assertGreater(foreign, count // 4)
        self.assertLess(foreign, count * 3 // 4)

    def round(self, chance: random.Random) -> bool:
        settings, foreign = generated(chance)
        text = written(chance, settings)
        installed = wiring.merge(text, WANT, True)
        now = json_text.parse(installed.text).plain()
        wired = [e for e in wiring.entries(now) if e.owner == ownership.OURS]
        self.assertEqual(len(wired), len(WANT))
        self.assertEqual(len(wiring.entries(now)), len(WANT), "claude-session-guard's are left")
        self.assertEqual(stripped(now), stripped(settings))
        again = wiring.merge(installed.text, WANT, True)
        self.assertEqual(again.text, installed.text)
        back = wiring.unmerge(installed.text, installed.empty, [], installed.set)
        if foreign:  # only other people's: every byte
            self.assertEqual(back.text, text)
        else:
            left = json_text.parse(back.text).plain()
            self.assertEqual(wiring.entries(left), [])
            self.assertEqual(left.get(wiring.SHELL_EDITS), settings.get(wiring.SHELL_EDITS))
            self.assertEqual(json.dumps(stripped(left)), json.dumps(stripped(settings)), "the same, in the same order")
        return foreign


NAMES = ("model", "permissions", "env", "caf\xe9", "statusLine", "\u65e5\u672c", "a/b", "", "x y", "emoji \U0001f642")
OLD = ("csg hook", "/old\\ place/csg.pyz hook", "python3 -IS /x/csg hook", "csg start")
PREDECESSOR = ("claude-session-guard start", "/usr/local/bin/claude-session-guard pre-edit")


def generated(chance: random.Random) -> Tuple[Dict[str, Any], bool]:
    """Settings, and whether all hooks in them are other people's."""

    def value(depth: int) -> Any:
        kind = chance.randrange(8 if depth else 5)
        if kind == 5:
            return [value(depth - 1) for _ in range(chance.randrange(4))]
        if kind >= 6:
            return {n: value(depth - 1) for n in chance.sample(NAMES, chance.randrange(4))}
        return chance.choice([True, None, 0, -1.5, "", 't\xe4xt "quoted" \\ \n \u2028', 10**20])

    settings: Dict[str, Any] = {n: value(3) for n in chance.sample(NAMES, chance.randrange(6))}
    if chance.random() < 0.2:
        settings[wiring.SHELL_EDITS] = chance.choice([True, False])
    foreign = True
    if chance.random() < 0.8:
        hooks: Dict[str, Any] = {}
        events = ["PreToolUse", "PostToolUse", "SessionStart", "SessionEnd", "Stop", "Notification", "Unheard"]
        for event in chance.sample(events, chance.randrange(len(events))):
            groups: List[Any] = []
            for _ in range(chance.randrange(4)):
                commands = []
                for _ in range(chance.choice([1, 1, 2, 3])):
                    pick = chance.random()
                    old = OLD if pick < 0.15 else PREDECESSOR if pick < 0.25 else ("lint.sh \xfc", "true", "a | b")
                    foreign = foreign and old not in (OLD, PREDECESSOR)
                    commands.append(handler(chance.choice(old), **({"timeout": 5} if pick > 0.7 else {})))
                group: Dict[str, Any] = {"hooks": commands}
                if chance.random() < 0.7:
                    group = {"matcher": chance.choice(["Edit|Write", "Bash", "", "*"]), **group}
                groups.append(group)
            hooks[event] = groups
        items = list(settings.items())
        items.insert(chance.randrange(len(items) + 1), ("hooks", hooks))
        settings = dict(items)
    return settings, foreign


def written(chance: random.Random, settings: Dict[str, Any]) -> str:
    """The settings as text, in one of the ways that people and programs write JSON."""
    style = chance.randrange(6)
    indent: Any = (None, None, 2, 4, "\t", 3)[style]
    separators = (",", ":") if style == 0 else None
    text = json.dumps(settings, indent=indent, separators=separators, ensure_ascii=chance.random() < 0.3)
    if chance.random() < 0.3:  # odd spaces between the tokens
        text = "".join(spaced(chance, text))
    if chance.random() < 0.3:
        text = text.replace("\n", "\r\n")
    return text + chance.choice(["", "\n", "\r\n", "\n\n"])


def spaced(chance: random.Random, text: str) -> List[str]:
    """The text's tokens, with white space strewn between them."""
    parts = []
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^"{}\[\],:]+', text):
        parts += [token, chance.choice(["", "", " ", "\n", "\t "]) if token in tuple("{}[],:") else ""]
    return parts


def stripped(settings: Dict[str, Any]) -> Dict[str, Any]:
    """The settings without our own and claude-session-guard's entries, and what these alone had made."""
    left = copy.deepcopy(settings)
    left.pop(wiring.SHELL_EDITS, None)
    hooks = left.get("hooks", {})
    for event in list(hooks):
        for group in hooks[event]:
            group["hooks"] = [h for h in group["hooks"] if not ownership.owner(h)]
        hooks[event] = [group for group in hooks[event] if group["hooks"]]
        if not hooks[event]:
            del hooks[event]
    if not hooks:
        left.pop("hooks", None)
    return left


if __name__ == "__main__":
    unittest.main()
