"""csg report: in the terminal, as JSON, as a page."""

import json
import os
import time

from tests import played
from tests.e2e import browser
from tests.support import SandboxCase


class Report(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop, self.site = self.box.repository("shop"), self.box.repository("site")
        self.past = played.Past(self.box.home)
        played.afternoon(self.past, self.shop, self.site, time.time())

    def text(self, *words: str, code: int = 0) -> str:
        done = self.box.csg("report", *words)
        self.assertEqual(done.returncode, code, done.stderr)
        return (done.stderr if code else done.stdout).decode()

    def test_in_the_terminal(self) -> None:
        text = self.text()
        for part in ("4 sessions, 35 edits", "went ahead 1", "repeated 1", "src/cart.py 2", "shop ", "on record"):
            self.assertIn(part, text)
        self.assertIn("no session met another", self.text("--since", "1s"))
        self.assertNotIn("on record: what", self.text("--since", "2d"))

    def test_json_and_here(self) -> None:
        facts = json.loads(self.text("--json"))
        self.assertEqual((facts["version"], facts["warnings"]["given"], facts["holds"]["repeated"]), (1, 2, 1))
        done = self.box.csg("report", "--here", "--json", cwd=self.site)
        self.assertEqual(json.loads(done.stdout)["warnings"]["given"], 0)

    def test_a_page_without_a_script(self) -> None:
        path = os.path.join(self.box.work, "report.html")
        self.text("--html", path)
        with open(path, encoding="utf-8") as file:
            page = file.read()
        self.assertNotIn("<script", page)
        self.assertIn("default-src 'none'", page)
        self.assertIn("went ahead", page)
        self.assertIn("is a directory", self.text("--html", self.shop, code=2))

    def test_in_a_real_browser(self) -> None:
        browser.program()
        hostile = "x</i></bdi><img src=x onerror=document.title='owned'>\u202e"
        self.past.start("bad", time.time() - 600, self.shop, hostile)
        for n in range(3):
            self.past.meet("bad", time.time() - 500 + n, self.shop + "/" + hostile.replace("/", "|"), [played.PRICES])
        path = os.path.join(self.box.work, "report.html")
        self.text("--html", path)
        page = browser.Browser()
        try:
            page.open(path)
            self.assertEqual((page.console, page.requests), ([], ["file://" + path]))
            self.assertEqual(page.run("document.title"), "How sessions met")
            self.assertEqual(page.run("document.querySelectorAll('img, script').length"), 0)
            self.assertIn("worktree", page.run("document.querySelector('.help').textContent"))
            for width in (1280, 360):
                page.look(width, 800, "dark")
                self.assertLessEqual(page.run("document.documentElement.scrollWidth"), width)
                self.assertGreater(page.run("document.querySelector('.bar i').getBoundingClientRect().width"), 50)
            self.assertTrue(page.print("").startswith(b"%PDF"))
        finally:
            page.close()
