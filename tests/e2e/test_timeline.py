"""csg timeline: in the terminal, as JSON, as a page in a file and in a browser."""

import json
import os
import stat
import time

from tests import played
from tests.support import SandboxCase

A = played.PRICES


class Timeline(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop, self.site = self.box.repository("shop"), self.box.repository("site")
        played.afternoon(played.Past(self.box.home), self.shop, self.site, time.time())

    def text(self, *words: str, code: int = 0) -> str:
        done = self.box.csg("timeline", *words)
        self.assertEqual(done.returncode, code, done.stderr)
        return (done.stderr if code else done.stdout).decode()

    def test_the_chart(self) -> None:
        text = self.text()
        self.assertIn("4 sessions, 35 edits, 2 conflicts, 2 holds, 1 commit", text)
        self.assertIn("warned, went ahead  src/cart.py", text)
        self.assertNotIn("\x1b", text)
        self.assertEqual(self.text("--since", "1s"), "nothing happened in this time\n")

    def test_here(self) -> None:
        done = self.box.csg("timeline", "--here", "--json", cwd=self.site)
        self.assertEqual([one["id"] for one in json.loads(done.stdout)["lanes"]], [played.DOCS])

    def test_what_hooks_really_write(self) -> None:
        other, path = "abcdabcd-1111-4222-8333-444444444444", self.box.write("shop/new.py")
        self.box.start(other, self.shop)
        self.box.edit(other, path, cwd=self.shop)
        third = "dcbadcba-1111-4222-8333-444444444444"
        self.box.start(third, self.shop)
        self.box.edit(third, path, cwd=self.shop)
        self.assertEqual(self.box.edit(third, path, "Write", cwd=self.shop).decision, "deny")
        self.box.end(other, self.shop)
        facts = json.loads(self.text("--json"))
        mine = [mark for mark in facts["marks"] if mark["session"] in (other, third)]
        kinds = [(mark["kind"], mark["session"][:4]) for mark in mine]
        starts, both = [("start", "abcd"), ("start", "dcba")], [("conflict", "dcba"), ("edit", "dcba")]
        self.assertEqual(sorted(kinds), sorted([*starts, *both, ("edit", "abcd"), ("hold", "dcba"), ("end", "abcd")]))
        (hold,) = [mark for mark in mine if mark["kind"] == "hold"]
        self.assertEqual((hold["files"], hold["others"], hold["outcome"]), ([path], [other], "open"))

    def test_into_a_file(self) -> None:
        path = os.path.join(self.box.work, "a page.html")
        self.assertRegex(self.text("--html", path), r"^written: .*a page\.html \(\d+ KB\)\n$")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8") as file:
            page = file.read()
        self.assertIn("default-src 'none'", page)
        self.assertNotIn("http://", page.replace("http://www.w3.org/2000/svg", ""))
        self.assertNotIn("https://", page)
        link = os.path.join(self.box.work, "link.html")
        os.symlink(path, link)
        self.text("--html", "link.html")
        self.assertTrue(os.path.islink(link))
        self.assertEqual(self.box.csg("timeline", "--html", "-").stdout[:15], b"<!doctype html>")

    def test_what_is_no_file_is_left_alone(self) -> None:
        fifo = os.path.join(self.box.work, "fifo")
        os.mkfifo(fifo)
        for name, code, why in (
            (self.shop, 2, "is a directory"),
            ("new/", 2, "is a directory"),
            ("", 2, "directory"),
            (fifo, 1, "is no file"),
            ("nowhere/x.html", 1, "No such file"),
            ("/proc/x.html", 1, "cannot be written"),
        ):
            said = self.text("--html", name, code=code)
            self.assertEqual(said.count("\n"), 1)
            self.assertIn(why, said)
        self.assertTrue(stat.S_ISFIFO(os.stat(fifo).st_mode))
        self.assertEqual(sorted(os.listdir(self.box.work)), ["fifo", "shop", "site"])

    def test_in_the_browser(self) -> None:
        seen = os.path.join(self.box.path, "seen")
        browser = self.box.write("browser", '#!/bin/sh\nenv >"%s"\necho "url $1" >>"%s"\n' % (seen, seen))
        os.chmod(browser, 0o700)
        self.box.environ.update(BROWSER=browser, SLACK_BOT_TOKEN="xoxb-secret")
        self.assertIn("shown: ", self.text("--open"))
        with open(seen, encoding="utf-8") as file:
            told = file.read()
        page = os.path.join(self.box.home, "pages", "timeline.html")
        self.assertIn("url file://%s\n" % page, told)
        self.assertNotIn("xoxb", told)
        self.assertEqual(stat.S_IMODE(os.stat(page).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(page)).st_mode), 0o700)

    def test_without_a_browser(self) -> None:
        self.box.environ.update(BROWSER="/nonexistent/browser", PATH="/nonexistent")
        self.assertIn("no browser could be started; the page is in", self.text("--open", code=1))

    def test_wrong_usage(self) -> None:
        self.assertIn("is no time", self.text("--since", "soon", code=2))
        self.text("--json", "--open", code=2)
