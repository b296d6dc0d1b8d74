"""Five sessions at work in two repositories: hooks sent as their clients would."""

import os
from typing import Dict, Optional

from tests.support import Answer, Sandbox, event

PRICES, ROUND, TREE, DOCS, GUIDE = ["%s-1111-4222-8333-444444444444" % (letter * 8) for letter in "abcde"]
HOSTILE = "\u4fee\u6b63 cafe\u0301 \x1b[31m\u202e`<b>\U0001f600"


class Scene:
    """shop (a checkout, with a worktree shop-fix) and docs, with sessions in them."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.shop = box.repository("shop")
        self.docs = box.repository("docs", "trunk")
        self.fix = os.path.join(box.work, "shop-fix")
        own = os.path.join(self.shop, ".git", "worktrees", "shop-fix")
        box.write(os.path.join(own, "HEAD"), "ref: refs/heads/fix\n")
        box.write(os.path.join(own, "commondir"), "../..\n")
        box.write(os.path.join(self.fix, ".git"), "gitdir: %s\n" % own)
        self.places: Dict[str, str] = {PRICES: self.shop, ROUND: self.shop, TREE: self.fix}
        self.places.update({DOCS: self.docs, GUIDE: self.docs})
        for top in (self.shop, self.fix):
            for name in ("cart.py", "till.py"):
                box.write(os.path.join(top, name), "".join(["line %d\n" % n for n in range(1, 101)]))

    def begin(self, session: str, prompt: str) -> None:
        """A session starts, and is asked something."""
        self.box.start(session, self.places[session])
        self.box.send(event("UserPromptSubmit", session, self.places[session], prompt=prompt))

    def edit(self, session: str, name: str, line: Optional[int] = None) -> Answer:
        """It edits a file of its checkout, at that line."""
        path = os.path.join(self.places[session], name)
        given = {"file_path": path, "old_string": "line %d\n" % line, "new_string": "x\n"} if line else {}
        return self.use(session, "Edit", **(given or {"file_path": path, "old_string": "?", "new_string": "x"}))

    def use(self, session: str, tool: str, **given: str) -> Answer:
        """It is about to use a tool."""
        call = "toolu_%d" % len(self.box.log())
        fields = {"tool_name": tool, "tool_input": given, "tool_use_id": call}
        return self.box.send(event("PreToolUse", session, self.places[session], **fields))

    def play(self) -> None:
        """All of it: a conflict with lines, a held git command, a message, a switched branch."""
        self.begin(PRICES, "fix the prices")
        self.begin(ROUND, "round up what is paid")
        self.begin(TREE, HOSTILE)
        self.begin(DOCS, "write the manual")
        self.box.start(GUIDE, self.docs)
        self.edit(PRICES, "cart.py", 40)
        self.edit(PRICES, "till.py")
        self.edit(ROUND, "cart.py", 42)
        self.edit(ROUND, "src/\u4e2d\u6587/\u6587\u4ef6.py")
        self.edit(TREE, "till.py", 7)
        for name in ("a.md", "b.md", "chapters/a/long/way/down/to/the/first/one.md", "d.md"):
            self.edit(DOCS, name)
        held = self.use(ROUND, "Bash", command="git stash")
        assert held.decision == "deny", held.stdout
        self.box.csg("tell", GUIDE, "the manual has moved")
        self.box.write(os.path.join(self.docs, ".git", "HEAD"), "ref: refs/heads/next\n")
