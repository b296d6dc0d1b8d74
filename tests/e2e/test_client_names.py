"""Which client a session runs in is said beside it wherever people and models see it: of Claude Code nothing."""

import json

from tests.e2e.mcp_client import ServerCase
from tests.support import event

CODEX, CLAUDE, GEMINI = ["%s-1111-4222-8333-444444444444" % (letter * 8) for letter in "cab"]


class Beside(ServerCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.file = self.box.write("shop/cart.py", "a\n")
        self.begin(CODEX, "codex")
        self.box.start(CLAUDE, self.shop)

    def begin(self, session: str, client: str) -> str:
        """A session of another client's starts; what it is told."""
        fields = event("SessionStart", session, self.shop, source="startup")
        done = self.box.csg("hook", "--client", client, stdin=json.dumps(fields).encode(), environ={"CLAUDE_PID": None})
        self.assertEqual(done.returncode, 0)
        return done.stdout.decode()

    def shown(self, *words: str) -> str:
        done = self.box.csg(*words, cwd=self.shop)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return done.stdout.decode()

    def meet(self) -> str:
        """Both hold the file; what Claude Code's is told."""
        self.shown("claim", "round up", "cart.py", "--session", CODEX)
        return self.box.edit(CLAUDE, self.file, cwd=self.shop).context

    def test_a_warning(self) -> None:
        self.assertIn("- session `cccccccc` (Codex, repository `shop`, branch `main`, cwd", self.meet())

    def test_a_brief(self) -> None:
        text = self.begin(GEMINI, "codex")
        self.assertIn("`cccccccc` (Codex) on `main` holds no file now", text)
        self.assertIn("`aaaaaaaa` on `main` holds no file now", text)

    def test_a_message(self) -> None:
        self.shown("tell", CLAUDE, "hello", "--session", CODEX)
        self.assertIn(
            "message from session `cccccccc` (Codex)", self.box.edit(CLAUDE, self.file, cwd=self.shop).context
        )

    def test_status(self) -> None:
        self.meet()
        clients = {s["id"]: s["client"] for s in json.loads(self.shown("status", "--json"))["sessions"]}
        self.assertEqual(clients, {CODEX: "codex", CLAUDE: ""})
        text = self.shown("status")
        self.assertIn("Codex: round up (cccccccc)", text)
        self.assertIn("\nmain (aaaaaaaa)", text)

    def test_files(self) -> None:
        self.meet()
        self.assertIn("Codex: round up (cccccccc)", self.shown("files"))
        (file,) = json.loads(self.shown("files", "--json"))["files"]
        self.assertEqual({s["id"]: s["client"] for s in file["sessions"]}, {CODEX: "codex", CLAUDE: ""})

    def test_looking_back_even_after_the_end(self) -> None:
        self.meet()
        self.box.end(CLAUDE, self.shop)
        fields = event("SessionEnd", CODEX, self.shop, reason="other")
        self.box.csg("hook", "--client", "codex", stdin=json.dumps(fields).encode())
        self.assertEqual(self.box.sessions(), [])
        for verb in ("log", "timeline", "report"):
            with self.subTest(verb=verb):
                self.assertIn("Codex: ", self.shown(verb))
        lanes = json.loads(self.shown("timeline", "--json"))["lanes"]
        self.assertEqual({lane["id"]: lane["client"] for lane in lanes}, {CODEX: "codex", CLAUDE: ""})
        self.assertNotIn("Codex", {lane["name"] for lane in lanes})

    def test_the_status_line_and_what_a_shell_offers(self) -> None:
        self.meet()
        fields = json.dumps({"session_id": CLAUDE, "cwd": self.shop}).encode()
        line = self.box.csg("statusline", stdin=fields, environ={"NO_COLOR": "1"}).stdout.decode()
        self.assertIn("*Codex: round up*", line)

    def test_what_models_are_told_by_the_server(self) -> None:
        self.meet()
        client = self.server(self.shop, CLAUDE_CODE_SESSION_ID=CLAUDE)
        listed = client.call("list_sessions")
        self.assertIn("session `cccccccc` (Codex, repository `shop`", listed["content"][0]["text"])
        held = client.call("check_files", paths=["cart.py"])
        self.assertIn("session `cccccccc` (Codex) on branch `main`", held["content"][0]["text"])
        holders = held["structuredContent"]["files"][0]["holders"]
        self.assertEqual({h["session"]: h["client"] for h in holders}, {CODEX: "Codex", CLAUDE: ""})
