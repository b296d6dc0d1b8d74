"""`csg doctor` about other clients, with programs that stand in for them; tests/agents has the real Codex."""

import json
import os
import shutil
import sys
import unittest
from typing import Any, Dict, List, Tuple

from csg.setup.checks import other_clients
from tests.e2e.test_doctor import DoctorCase
from tests.support import archive, sample, sampled

#: Says its version, and as `app-server` what a file beside it says; it takes no notice of what it is asked, but waits
#: for it to be asked all.
_PROGRAM = """#!%s -S
import os, sys
if sys.argv[1:] == ["--version"]:
    print("the client %%s" %% open(__file__ + ".version").read().strip())
elif sys.argv[1:] == ["app-server"]:
    for line in sys.stdin:
        if "hooks/list" in line:
            said = open(__file__ + ".says").read().replace("STAGE", os.environ["CODEX_HOME"])
            print(said, flush=True)
"""


class ClientsCase(DoctorCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_csg("install")

    def put_client(self, name: str, version: str) -> None:
        """A program of this name on PATH."""
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(_PROGRAM % sys.executable)
        os.chmod(path, 0o755)
        self.box.write(path + ".version", version)

    def codex(self, version: str = "0.169.0", status: str = "trusted", **more: Any) -> str:
        """Codex is here, csg is in it, and it says this of each of its hooks; the path of its hooks.json."""
        self.put_client("codex", version)
        self.run_csg("install", "--client", "codex")
        path = os.path.join(self.box.user, ".codex", "hooks.json")
        with open(path, encoding="utf-8") as file:
            groups = [group for listed in json.load(file)["hooks"].values() for group in listed]
        hooks = [
            {**group["hooks"][0], "sourcePath": "STAGE/hooks.json", "enabled": True, "trustStatus": status}
            for group in groups
        ]
        data = {"hooks": hooks, "warnings": [], "errors": [], **more}
        self.says(json.dumps({"id": 2, "result": {"data": [data]}}))
        return path

    def says(self, text: str) -> None:
        """What Codex's app-server says."""
        self.box.write(os.path.join(self.bin, "codex.says"), text)

    def found(self, name: str) -> List[Tuple[Any, str, str]]:
        """(good, text, mend) of what is found about a client."""
        return [(one["good"], one["text"], one["mend"]) for one in self.examine()[1].get(name, [])]

    def change(self, path: str, what: Any) -> None:
        with open(path, encoding="utf-8") as file:
            value: Dict[str, Any] = json.load(file)
        what(value)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file)


@sampled(3)
class Wired(ClientsCase):
    def test_one_that_is_not_here_is_no_matter(self) -> None:
        good, found = self.examine()
        self.assertTrue(good)
        for name in ("Codex", "Gemini CLI", "Copilot CLI", "OpenCode", "Qwen Code"):
            self.assertNotIn(name, found)

    def test_one_that_is_here_without_csg(self) -> None:
        self.box.make("user", ".qwen")
        ((good, text, _),) = self.found("Qwen Code")
        self.assertIsNone(good)
        self.assertIn("csg install --client qwen", text)

    def test_each_is_well_after_install(self) -> None:
        for name in ("gemini", "copilot", "opencode", "qwen"):
            self.put_client(name, "99.0.0")
        self.codex()
        self.box.write(os.path.join(self.box.user, ".gemini", "trustedFolders.json"), json.dumps({"/": "TRUST_FOLDER"}))
        for name in ("gemini", "copilot", "opencode", "qwen"):
            self.run_csg("install", "--client", name, "--mcp")
        good, found = self.examine()
        self.assertTrue(good, found)
        for name in ("Codex", "Gemini CLI", "Copilot CLI", "OpenCode", "Qwen Code"):
            self.assertEqual({one["good"] for one in found[name]}, {True}, found[name])
            self.assertIn("wired: ", found[name][0]["text"])

    def test_an_event_is_missing(self) -> None:
        path = self.codex()
        self.change(path, lambda value: value["hooks"].pop("SessionEnd"))
        self.wrong("Codex", "not wired: SessionEnd", "csg install --client codex")

    def test_wired_twice(self) -> None:
        path = self.codex()
        self.change(path, lambda value: value["hooks"]["SessionEnd"].extend(value["hooks"]["SessionEnd"]))
        self.wrong("Codex", "wired more than once: SessionEnd", "csg install --client codex")

    def test_another_clients_words(self) -> None:
        path = self.codex()

        def edit(value: Dict[str, Any]) -> None:
            handler = value["hooks"]["SessionEnd"][0]["hooks"][0]
            handler["command"] = handler["command"].replace(" --client codex", "")

        self.change(path, edit)
        self.wrong("Codex", "a hook without --client codex", "csg install --client codex")

    def test_a_setting_that_codex_does_not_know(self) -> None:
        path = self.codex()
        self.change(path, lambda value: value.update(odd=1))
        self.wrong("Codex", "does not know the setting `odd`", "take that setting out of that file")

    def test_a_file_that_is_no_json(self) -> None:
        path = self.codex()
        with open(path, "a", encoding="utf-8") as file:
            file.write("}")
        self.wrong("Codex", "hooks.json", "mend the file by hand")

    def test_comments_are_no_mistake(self) -> None:
        self.box.write(os.path.join(self.box.user, ".gemini", "settings.json"), "{} // mine\n")
        ((good, text, _),) = self.found("Gemini CLI")
        self.assertIsNone(good)
        self.assertIn("without comments", text)

    def test_the_file_that_is_called_is_gone_or_another(self) -> None:
        path = self.codex()
        with open(path, encoding="utf-8") as file:
            text = file.read()
        other = os.path.join(self.box.make("elsewhere"), "csg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(archive(), other))
        self.wrong("Codex", "elsewhere/csg, which its hooks call, is not there", "csg install --client codex")
        self.box.write(other, "#!/bin/sh\n")
        self.assertIn((None, "its hooks call %s, which is another csg than this one" % other, ""), self.found("Codex"))

    def test_a_file_of_csgs_own_that_was_changed(self) -> None:
        self.run_csg("install", "--client", "copilot")
        path = os.path.join(self.box.user, ".copilot", "hooks", "csg.json")
        self.change(path, lambda value: value["hooks"].pop("SessionEnd"))
        self.wrong("Copilot CLI", "is not as this csg writes it", "csg install --client copilot")

    def test_the_servers_file_is_gone(self) -> None:
        self.codex()
        copy = os.path.join(self.box.make("moved"), "csg")
        shutil.copy(archive(), copy)
        config = os.path.join(self.box.user, ".codex", "config.toml")
        self.box.write(config, "[mcp_servers.csg]\ncommand = %s\nargs = ['mcp']\n" % json.dumps(copy))
        self.assertIn((True, "MCP server: %s" % copy, ""), self.found("Codex"))
        os.remove(copy)
        self.wrong("Codex", "which is registered, is not there", "csg install --client codex --mcp")

    def test_without_claude_code(self) -> None:
        self.codex()
        self.run_csg("uninstall", "--client", "claude")
        os.remove(os.path.join(self.bin, "claude"))
        shutil.rmtree(os.path.join(self.box.user, ".claude"), ignore_errors=True)
        good, found = self.examine()
        self.assertEqual([one["good"] for one in found["hooks"]], [None], found["hooks"])
        self.assertTrue(good, found)


class Versions(ClientsCase):
    def test_an_older_one_is_said(self) -> None:
        self.codex("0.100.0")
        text = "Codex 0.100.0 is older than 0.169.0, which csg was tried with"
        self.assertIn((None, text, ""), self.found("Codex"))

    def test_one_that_does_not_say(self) -> None:
        self.codex("something")
        self.assertTrue(any("does not tell its version" in text for _, text, _ in self.found("Codex")))


@sampled(3)
class Trust(ClientsCase):
    def test_not_reviewed(self) -> None:
        self.codex(status="untrusted")
        said, mend = "hooks are not reviewed yet: it skips them without a word", "Trust all and continue"
        self.wrong("Codex", said, mend)

    def test_changed_since(self) -> None:
        self.codex(status="modified")
        self.wrong("Codex", "changed since they were reviewed", "Trust all and continue")

    def test_switched_off(self) -> None:
        self.codex()
        with open(os.path.join(self.bin, "codex.says"), encoding="utf-8") as file:
            text = file.read()
        self.says(text.replace('"enabled": true', '"enabled": false', 1))
        self.wrong("Codex", "1 of csg's hooks are switched off", "type /hooks in codex")

    def test_what_it_says_of_the_file_is_foreign(self) -> None:
        path = self.codex(warnings=["failed to parse STAGE/hooks.json: `\n\x1b[31m"])
        bad = [text for good, text, _ in self.found("Codex") if good is False]
        self.assertEqual(bad, ["codex says: failed to parse %s: '\\x0a\\x1b[31m" % path])

    def test_no_answer_or_an_odd_one_is_no_mistake_of_the_persons(self) -> None:
        self.codex()
        odd = ["", "{}", '{"id": 2}', '{"id": 2, "error": {"code": 1}}', '{"id": 2, "result": {"data": []}}', "x"]
        for text in sample(odd, 2):
            with self.subTest(text=text):
                self.says(text)
                (said,) = [one for one in self.found("Codex") if "does not say" in one[1]]
                self.assertIsNone(said[0])
                self.assertIn("Trust all and continue", said[1])

    def test_the_persons_own_home_is_only_read(self) -> None:
        self.codex()
        before = self.tree()
        self.examine()
        self.assertEqual(self.tree(), before)


class Folders(unittest.TestCase):
    def test_the_deepest_place_counts(self) -> None:
        places = {"/w": "TRUST_FOLDER", "/w/a": "DO_NOT_TRUST", "/w/a/b/c": "TRUST_PARENT"}
        for here, wanted in (("/w", True), ("/w/x", True), ("/w/a", False), ("/w/a/x", False), ("/w/a/b/d", True)):
            self.assertEqual(other_clients._trusts(places, here), wanted, here)
        for here in ("/", "/wx"):
            self.assertFalse(other_clients._trusts(places, here), here)


class Gemini(ClientsCase):
    def test_a_folder_that_is_not_trusted(self) -> None:
        self.put_client("gemini", "0.61.0")
        self.run_csg("install", "--client", "gemini")
        self.assertTrue(any("is no folder that it trusts" in text for _, text, _ in self.found("Gemini CLI")))
        path = os.path.join(self.box.user, ".gemini", "settings.json")
        self.change(path, lambda value: value.update(security={"folderTrust": {"enabled": False}}))
        self.assertFalse(any("is no folder that it trusts" in text for _, text, _ in self.found("Gemini CLI")))
