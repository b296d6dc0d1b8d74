"""`csg install --statusline`: csg's line where there is none, and a way to have it behind another one."""

import json
import os
import shutil
import subprocess
import unittest
from typing import Any, Dict

from csg.base import loader
from tests.e2e.test_doctor import DoctorCase
from tests.e2e.test_install import BACKUP
from tests.e2e.test_mends import MendCase
from tests.support import archive, sample, sampled

OTHERS = (
    '{\r\n  "statusLine": {"type": "command", "command": "echo \\"it\'s\\" mine # `x`", "padding": 2},\r\n "a": 1 }'
)


class LineCase(DoctorCase):
    def line(self, path: str = "") -> Any:
        return json.loads(self.get(path)).get("statusLine")

    def shown(self, command: str) -> str:
        """What the client would show of it, with a session beside this one."""
        self.box.start("s2", self.box.work)
        stdin = json.dumps({"session_id": "me", "cwd": self.box.work}).encode()
        environ = {**self.box.environ, "NO_COLOR": "1"}
        done = subprocess.run(["/bin/sh", "-c", command], input=stdin, stdout=subprocess.PIPE, env=environ, timeout=60)
        self.assertEqual(done.returncode, 0)
        return done.stdout.decode()

    def checked(self) -> Dict[str, Any]:
        """What doctor says of it."""
        (found,) = self.examine()[1]["status line"]
        return found


@sampled(4)
class Fresh(LineCase):
    def test_set_and_taken_out_again(self) -> None:
        for text in sample(['{"model" :\t"a"}', "{ }\n", "{}", '{"statusline": 1}'], 1):
            self.put(text)
            os.chmod(self.settings, 0o640)
            said = self.run_csg("install", "--statusline")
            self.assertIn("status line: %s: set\n" % self.settings, said)
            words = [self.box.environ["CSG_PYTHON"], *loader.OPTIONS, loader.LOADER, archive(), "statusline"]
            self.assertEqual(set(self.line()), {"type", "command", "refreshInterval"})
            asked = subprocess.run(
                ["/bin/sh", "-c", self.line()["command"].replace("exec ", "printf '%s\\n' ", 1)], stdout=subprocess.PIPE
            )
            self.assertEqual(asked.stdout.decode().splitlines(), words)
            self.assertEqual(self.shown(self.line()["command"]), "2 here\n")
            self.assertEqual(self.get(os.path.join(self.config, BACKUP)), text)
            self.assertIn("status line: %s: already there" % self.settings, self.run_csg("install", "--statusline"))
            self.run_csg("install")
            check = self.checked()
            self.assertEqual((check["good"], check["text"]), (True, "set: " + self.settings))
            said = self.run_csg("uninstall")
            self.assertIn("status line: taken out again", said)
            self.assertEqual(self.get(), text)
            self.assertEqual(os.listdir(self.config), ["settings.json"])
        self.run_csg("install")
        self.assertIsNone(self.line(), "only where it is asked for")
        check = self.checked()
        self.assertEqual((check["good"], check["text"][:7]), (None, "not set"))

    def test_dry_run(self) -> None:
        said = self.run_csg("install", "--statusline", "--dry-run")
        self.assertIn("status line: %s: would be set" % self.settings, said)
        self.assertIn('+  "statusLine": {', said)
        self.assertFalse(os.path.exists(self.settings))

    def test_without_hooks(self) -> None:
        self.put('{"model": "a"}')
        said = self.run_csg("install", "--no-hooks", "--statusline")
        self.assertNotIn("hooks:", said)
        self.assertEqual(set(json.loads(self.get())), {"model", "statusLine"})
        self.run_csg("install", "--no-hooks", "--statusline")
        self.run_csg("uninstall")
        self.assertEqual(self.get(), '{"model": "a"}')

    def test_without_its_record_and_with_the_persons_changes(self) -> None:
        self.put('{"model": "a"}')
        self.run_csg("install", "--statusline")
        value = json.loads(self.get())
        value["statusLine"].update(padding=1, refreshInterval=3)
        self.put(json.dumps(value))
        self.run_csg("install")
        self.assertEqual(self.line(), value["statusLine"])
        os.unlink(os.path.join(self.box.home, "install.json"))
        self.run_csg("uninstall")
        self.assertIsNone(self.line())

    def test_an_older_one_is_brought_up_to_date(self) -> None:
        self.run_csg("install", "--statusline")
        new = self.line()
        for old in (self.get().replace(archive(), "/old/csg.pyz"), self.get().replace("refreshInterval", "padding")):
            self.put(old)
            self.run_csg("install")
            self.assertEqual(self.line()["command"], new["command"])
        self.put('{"statusLine": {"type": "command", "command": "csg statusline"}}')
        self.run_csg("install")
        self.assertEqual(self.line(), {"type": "command", "command": new["command"]})
        self.run_csg("uninstall")
        self.assertFalse(os.path.exists(self.settings))

    def test_a_symbolic_link_stays(self) -> None:
        target = os.path.join(self.box.user, "dotfiles", "claude.json")
        self.put("{}\n", target)
        os.makedirs(self.config)
        os.symlink(target, self.settings)
        self.run_csg("install", "--statusline")
        self.assertTrue(os.path.islink(self.settings))
        self.assertIn("statusLine", self.get(target))

    def test_twice_in_the_file(self) -> None:
        self.put('{"statusLine": {},\n"statusLine": {}}')
        self.assertIn("line 2: 'statusLine' stands twice", self.run_csg("install", "--statusline", code=1))


@sampled(2)
class Another(LineCase):
    def test_it_stays_and_the_other_way_works(self) -> None:
        """What is printed shows both, and is known again when it has been pasted."""
        self.put(OTHERS)
        said = self.run_csg("install", "--no-hooks", "--statusline")
        self.assertIn("has another one, which stays", said)
        before = self.line()
        self.assertEqual(before, json.loads(OTHERS)["statusLine"])
        check = self.checked()
        self.assertEqual((check["good"], check["text"][:14]), (None, "another one th"))
        (printed,) = [line for line in said.splitlines() if line[:1] == '"']
        self.assertTrue(printed.isascii())
        command = json.loads(printed)
        self.assertEqual(self.shown(command), "it's mine \u00b7 2 here\n")
        value = json.loads(self.get())
        value["statusLine"]["command"] = command
        self.put(json.dumps(value))
        check = self.checked()
        self.assertEqual((check["good"], check["text"][:9]), (True, "set, behi"))
        self.assertIn(
            "status line: %s: already there" % self.settings, self.run_csg("install", "--no-hooks", "--statusline")
        )
        self.assertEqual(self.line(), value["statusLine"])
        self.put(self.get().replace(archive() + " statusline", "/old/csg statusline"))
        check = self.checked()
        self.assertIn("/old/csg, which it runs, is not there", check["text"])
        self.assertTrue(check["mend"].startswith("put csg statusline in the place of /old/csg statusline in "))
        self.put(self.get().replace("/old/csg statusline", "csg statusline"))
        value["statusLine"] = self.line()
        self.assertEqual(self.checked()["good"], True)
        said = self.run_csg("uninstall")
        self.assertIn("csg is a part of another's, which stays", said)
        self.assertEqual(json.loads(self.get()), {"a": 1, "statusLine": value["statusLine"]})

    def test_alone_it_shows_only_the_other(self) -> None:
        self.put(OTHERS.replace('echo \\"it\'s\\" mine # `x`', "echo one; echo two"))
        printed = self.run_csg("install", "--statusline").splitlines()[-1]
        command = json.loads(printed)
        stdin = json.dumps({"session_id": "me", "cwd": self.box.work}).encode()
        done = subprocess.run(["/bin/sh", "-c", command], input=stdin, stdout=subprocess.PIPE, env=self.box.environ)
        self.assertEqual(done.stdout, b"one\ntwo\n")

    def test_what_is_no_command(self) -> None:
        for text in ('{"statusLine": null}', '{"statusLine": {"type": "other"}}', '{"statusLine": 3}'):
            self.put(text)
            self.assertIn("which stays", self.run_csg("install", "--statusline"))
            self.run_csg("uninstall")
            self.assertEqual(self.get(), text)


class Scopes(LineCase):
    def test_project_names_no_path_of_this_machine(self) -> None:
        top = self.box.repository()
        path = os.path.join(top, ".claude", "settings.json")
        self.run_csg("install", "--statusline", "--scope", "project", cwd=top)
        command = self.line(path)["command"]
        self.assertNotIn("/home", command)
        self.assertNotIn(archive(), command)
        self.assertEqual(self.shown(command), "2 here\n")
        os.unlink(os.path.join(self.bin, "csg"))
        self.assertEqual(self.shown(command), "", "where there is no csg it is silent")
        self.run_csg("uninstall", "--scope", "project", cwd=top)
        self.assertFalse(os.path.exists(path))

    def test_one_that_goes_before_it_is_named(self) -> None:
        path = os.path.join(self.box.work, ".claude", "settings.local.json")
        self.put(OTHERS, path)
        said = self.run_csg("install", "--statusline")
        self.assertIn("note: %s sets another one, and that is shown here" % path, said)
        self.assertIn("another one than csg's is set in " + path, self.checked()["text"])


class Mended(MendCase):
    def test_file_and_interpreter_are_gone(self) -> None:
        copy = os.path.join(self.box.make("moved"), "csg")
        shutil.copy(archive(), copy)
        for wrong in sample([copy, copy + "0", ""], 1):
            self.run_csg("install", "--statusline")
            value = json.loads(self.get())
            command = value["statusLine"]["command"].replace(archive(), wrong)
            gone = "exec /gone/python3 -ISc '%s' %s statusline" % (loader.LOADER, archive())
            value["statusLine"]["command"] = command if wrong else gone
            self.put(json.dumps(value))
            self.heal("status line")


if __name__ == "__main__":
    unittest.main()
