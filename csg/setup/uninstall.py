"""What `csg uninstall` does: takes out of the client what `install` put there, and leaves what was there before.

All else in the client's settings stays as it is.  claude-session-guard's hooks, where install replaced
them, come back.
"""

import os
from typing import Any, Callable, Dict, List

from csg.base import files
from csg.base.here import Here
from csg.base.loader import as_path
from csg.clients import claude, json_text, settings_file, wiring
from csg.clients.settings_file import shown
from csg.setup import install_record


class Uninstalling:
    """One run.  Every part may raise CsgError; `say` and `dry` as install has them."""

    def __init__(self, here: Here, say: Callable[[str], None], dry: bool) -> None:
        self.here = here
        self.say = say
        self.dry = dry
        self.client = claude.Client(here.environ)
        self.record = install_record.Record(here.home)
        self.would = "would be " if self.dry else ""

    def hooks(self, scope: str) -> None:
        """Take our entries out of a scope's settings."""
        path = self.client.settings(scope, self.here.cwd)
        facts = self.record.settings.get(path, {})
        if settings_file.read(path).data is None:
            self._forget(path)
            self.say("hooks: %s: not there" % shown(path))
            return
        last: List[wiring.Edit] = []

        def unmerge(text: str) -> str:
            wiring.check(json_text.parse(text), text)
            restore = install_record.replaced(facts)
            edit = wiring.unmerge(text, install_record.empty(facts), restore, install_record.was_set(facts))
            last[:] = [edit]
            return edit.text

        if self.dry:
            done = settings_file.preview(path, unmerge)
            for line in done.difference():
                self.say(line)
        else:
            done = settings_file.change(path, unmerge)
            self._tidy(path, facts)
            self._forget(path)
        if not done.written():
            self.say("hooks: %s: none of csg's there" % shown(path))
            return
        self.say("hooks: %s: %d %sremoved" % (shown(path), len(last[0].removed), self.would))
        for name in last[0].set:
            self.say("shell edits: %s %staken out again" % (name, self.would))
        if last[0].added:
            self.say("claude-session-guard: its hooks %sback" % self.would)

    def _tidy(self, path: str, facts: Dict[str, Any]) -> None:
        """Remove what only csg had made: the file, its folder, the backup."""
        now = settings_file.read(path)
        if now.data is None:
            return
        blank = facts.get("blank")
        if not json_text.parse(now.text).nodes:
            if facts.get("created") is True:
                settings_file.remove(now)
            elif isinstance(blank, str) and not blank.strip():
                settings_file.restore(now, now.encode(blank))
        settings_file.remove_backup(path)
        made = facts.get("made")
        for folder in reversed(made if isinstance(made, list) else []):
            if isinstance(folder, str):
                files.remove_directory(os.fsencode(as_path(folder)))

    def _forget(self, path: str) -> None:
        if self.record.settings.pop(path, None) is not None and not self.dry:
            self.record.save()

    def skill(self) -> None:
        """Remove SKILL.md if install wrote it."""
        path = self.client.skill()
        wrote = self.record.skills.get(path)
        if wrote is None:
            return
        now = settings_file.read(path)
        if now.data is not None and install_record.checksum(now.data) != wrote:
            self.say("skill: %s: changed since csg wrote it, so it stays" % shown(path))
        elif self.dry:
            self.say("skill: %s: would be removed" % shown(path))
            return
        else:
            settings_file.remove(now)
            folder = os.path.dirname(path)
            if files.remove_directory(os.fsencode(folder)):
                files.remove_directory(os.fsencode(os.path.dirname(folder)))
            self.say("skill: %s: removed" % shown(path))
        if not self.dry:
            del self.record.skills[path]
            self.record.save()

    def server(self) -> bool:
        """Have the client forget the MCP server; False if it did not."""
        have = self.client.server()
        if have is None or not claude.server_is_ours(have):
            return True
        if not self.client.program:
            self.say("mcp: still registered, and there is no `claude` on PATH: claude mcp remove --scope user csg")
            return False
        if self.dry:
            self.say("mcp: would run: claude mcp remove --scope user csg")
            return True
        good, said = self.client.run("mcp", "remove", "--scope", "user", claude.SERVER)
        if not good or self.client.server() is not None:
            self.say("mcp: the client did not take it out: %s" % shown(said))
            return False
        if self.record.servers.pop(self.client.registry, None) is not None:
            self.record.save()
        self.say("mcp: taken out")
        return True
