"""Take csg out of Claude Code: its hooks, and whatever else `csg install` put there.

All else in the client's settings stays as it is.  claude-session-guard's hooks, where install replaced
them, come back.  csg's own file and its home stay: remove them by hand.
"""

import argparse
import os
from typing import Any, Dict, List

from csg.base import files, json_text
from csg.base.here import Here
from csg.base.loader import as_path
from csg.clients import claude, wiring
from csg.setup import install_record, settings_file
from csg.setup.settings_file import shown
from csg.verbs import install


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    install.scope(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")


def run(options: argparse.Namespace, here: Here) -> int:
    """Do it; 1 if a part failed.  CsgError."""
    work = _Uninstalling(options, here)
    good = True
    if options.scope == claude.USER:
        work.skill()
        good = work.server()
    work.hooks()
    return 0 if good else 1


class _Uninstalling:
    def __init__(self, options: argparse.Namespace, here: Here) -> None:
        self.dry = bool(options.dry_run)
        self.client = claude.Client(here.environ)
        self.record = install_record.Record(here.home)
        self.path = self.client.settings(options.scope, here.cwd)
        self.would = "would be " if self.dry else ""

    def hooks(self) -> None:
        """Take our entries out of the settings."""
        path = self.path
        facts = self.record.settings.get(path, {})
        if settings_file.read(path).data is None:
            self._forget()
            print("hooks: %s: not there" % shown(path))
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
            install.print_difference(path, done)
        else:
            done = settings_file.change(path, unmerge)
            self._tidy(done, facts)
            self._forget()
        if not done.written():
            print("hooks: %s: none of csg's there" % shown(path))
            return
        print("hooks: %s: %d %sremoved" % (shown(path), len(last[0].removed), self.would))
        for name in last[0].set:
            print("shell edits: %s %staken out again" % (name, self.would))
        if last[0].added:
            print("claude-session-guard: its hooks %sback" % self.would)

    def _tidy(self, done: settings_file.Changed, facts: Dict[str, Any]) -> None:
        """Remove what only csg had made: the file, its folder, the backup."""
        now = settings_file.read(self.path)
        if now.data is None:
            return
        blank = facts.get("blank")
        if not json_text.parse(now.text).nodes:
            if facts.get("created") is True:
                settings_file.remove(now)
            elif isinstance(blank, str) and not blank.strip():
                settings_file.restore(now, now.encode(blank))
        settings_file.remove_backup(self.path)
        made = facts.get("made")
        for folder in reversed(made if isinstance(made, list) else []):
            if isinstance(folder, str):
                files.remove_directory(os.fsencode(as_path(folder)))

    def _forget(self) -> None:
        if self.record.settings.pop(self.path, None) is not None and not self.dry:
            self.record.save()

    def skill(self) -> None:
        """Remove SKILL.md if install wrote it."""
        path = os.path.join(self.client.config, "skills", "csg", "SKILL.md")
        wrote = self.record.skills.get(path)
        if wrote is None:
            return
        now = settings_file.read(path)
        if now.data is not None and install.checksum(now.data) != wrote:
            print("skill: %s: changed since csg wrote it, so it stays" % shown(path))
        elif self.dry:
            print("skill: %s: would be removed" % shown(path))
            return
        else:
            settings_file.remove(now)
            folder = os.path.dirname(path)
            if files.remove_directory(os.fsencode(folder)):
                files.remove_directory(os.fsencode(os.path.dirname(folder)))
            print("skill: %s: removed" % shown(path))
        if not self.dry:
            del self.record.skills[path]
            self.record.save()

    def server(self) -> bool:
        """Have the client forget the MCP server; False if it did not."""
        have = self.client.server()
        if have is None or not claude.server_is_ours(have):
            return True
        if not self.client.program:
            print("mcp: still registered, and there is no `claude` on PATH: claude mcp remove --scope user csg")
            return False
        if self.dry:
            print("mcp: would run: claude mcp remove --scope user csg")
            return True
        good, said = self.client.run("mcp", "remove", "--scope", "user", claude.SERVER)
        if not good or self.client.server() is not None:
            print("mcp: the client did not take it out: %s" % shown(said))
            return False
        if self.record.servers.pop(self.client.registry, None) is not None:
            self.record.save()
        print("mcp: taken out")
        return True
