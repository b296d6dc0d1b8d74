"""csg files on the built file."""

import json
import os
from typing import Any, Dict, List, Tuple

from csg.views import terminal
from tests.support import SandboxCase, event

A, B, C = ["%s-2222-4333-8444-555555555555" % (letter * 8) for letter in "abc"]


class Files(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.cart, self.other = self.box.write("shop/src/cart.py"), self.box.write("shop/lib/other.py")

    def say(self, *words: str, cwd: str = "", **environ: str) -> Tuple[int, str, str]:
        done = self.box.csg("files", *words, cwd=cwd or self.shop, environ=environ)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def listed(self, *words: str, cwd: str = "") -> List[Dict[str, Any]]:
        code, out, err = self.say("--json", *words, cwd=cwd)
        self.assertEqual((code, err), (0, ""))
        files: List[Dict[str, Any]] = json.loads(out)["files"]
        return files

    def names(self, *words: str, cwd: str = "") -> List[str]:
        return [os.path.basename(file["path"]) for file in self.listed(*words, cwd=cwd)]

    def test_nobody(self) -> None:
        self.assertEqual(self.say(), (0, "nobody holds a file\n", ""))

    def test_who_edits_what_contested_first(self) -> None:
        self.box.edit(A, self.cart, cwd=self.shop)
        self.box.edit(A, self.cart, cwd=self.shop)
        self.box.edit(B, self.cart, cwd=self.shop)
        self.box.edit(A, self.other, cwd=self.shop)
        self.box.send(event("UserPromptSubmit", B, self.shop, prompt="test the cart"))
        code, out, err = self.say()
        self.assertEqual((code, err), (0, ""))
        _, one, two, three = [line.split() for line in out.splitlines()]
        self.assertEqual(one[:6], ["\u2717", "src/cart.py", "test", "the", "cart", "(bbbbbbbb)"])
        self.assertEqual(two[:3], ["main", "(aaaaaaaa)", "2"])
        self.assertEqual(three[:4], ["lib/other.py", "main", "(aaaaaaaa)", "1"])
        first, second = self.listed()
        self.assertEqual((first["path"], first["contested"], first["edits"]), (self.cart, True, 3))
        self.assertEqual((second["path"], second["contested"]), (self.other, False))
        told = [(s["id"], s["name"], s["edits"], s["held"], s["process"]) for s in first["sessions"]]
        self.assertEqual(told, [(B, "test the cart", 1, True, "running"), (A, "main", 2, True, "running")])

    def test_paths_as_check_has_them(self) -> None:
        self.box.edit(A, self.cart, cwd=self.shop)
        self.box.edit(A, self.other, cwd=self.shop)
        for words, expected in (
            (("src/cart.py",), ["cart.py"]),
            (("src",), ["cart.py"]),
            (("lib/", "src"), ["other.py", "cart.py"]),
            (("*/o*.py",), ["other.py"]),
            (("**/*.py",), ["other.py", "cart.py"]),
            (("none",), []),
        ):
            self.assertEqual(self.names(*words), expected, words)
        self.assertEqual(self.names("../lib", cwd=self.shop + "/src"), ["other.py"])
        code, out, err = self.say("")
        self.assertEqual((code, out, err.count("\n")), (1, "", 1))

    def test_what_is_over_only_with_all(self) -> None:
        released, old = self.box.write("shop/released.py"), self.box.write("shop/old.py")
        for path in (released, old, self.cart):
            self.box.edit(A, path, cwd=self.shop)
        self.box.csg("release", "--session", A, released)
        folder = os.path.join(self.box.home, "state", A, "claims")
        (name,) = [name for name in os.listdir(folder) if "old.py" in name]
        with open(os.path.join(folder, name), "r+", encoding="ascii") as file:
            line = json.loads(file.read())
            line["t"] -= 3600
            file.seek(0)
            file.truncate()
            file.write(json.dumps(line) + "\n")
        os.utime(os.path.join(folder, name), (line["t"], line["t"]))
        self.assertEqual(self.names(), ["cart.py"])
        self.assertEqual(self.names("--all"), ["cart.py", "released.py", "old.py"])
        self.assertEqual([s["held"] for f in self.listed("--all") for s in f["sessions"]], [True, False, False])
        self.assertIn("not held", self.say("--all")[1])
        self.box.end(A, self.shop)
        self.assertEqual(self.names("--all"), [])

    def test_what_is_claimed_ahead_is_no_edit(self) -> None:
        self.box.start(A, self.shop)
        self.box.csg("claim", "--session", A, "soon", self.cart, cwd=self.shop)
        (file,) = self.listed()
        self.assertEqual((file["edits"], file["sessions"][0]["held"]), (0, True))
        self.assertIn("claimed", self.say()[1])

    def test_only_this_repository(self) -> None:
        api = self.box.repository("api")
        self.box.edit(A, self.cart, cwd=self.shop)
        self.box.edit(B, self.box.write("api/x.py"), cwd=api)
        self.assertEqual(self.names("--here"), ["cart.py"])
        self.assertEqual(self.names("--here", cwd=api), ["x.py"])
        self.assertEqual(sorted(self.names()), ["cart.py", "x.py"])
        self.assertIn("api/x.py", self.say()[1])

    def test_it_fits_and_hostile_names_stay_on_their_line(self) -> None:
        for number in range(3):
            bad = "s%d\n\x1b[31m`" % number
            path = self.box.write("shop/\u4e2d\x1b[2J" + "d" * 90 + "/f\n%d.py" % (number // 2))
            self.box.edit(bad, path, cwd=self.shop)
            self.box.csg("claim", "--session", bad, "\u202e \x9b e\u0301" * 9, cwd=self.shop)
        for width in ("60", "80", "200"):
            code, out, _ = self.say(COLUMNS=width)
            self.assertEqual(code, 0)
            for line in out.splitlines():
                self.assertTrue(line.isprintable(), line)
                self.assertLessEqual(terminal.columns(line), int(width))
