"""What `csg install` does: our hooks into the client's settings, the skill into its folder, the MCP server.

Only our own entries are added or brought up to date, claude-session-guard's are replaced.  What is done is
remembered (install_record), so that it can be taken back.
"""

import os
import shlex
import shutil
from typing import Any, Callable, List, Mapping

from csg.base import errors, files, loader
from csg.base.here import Here
from csg.clients import claude, json_text, settings_file, wiring
from csg.clients.settings_file import shown
from csg.setup import install_record, interpreters, skill

#: For a file that is shared with others: no path of this machine, silent where csg is missing.
PORTABLE = "command -v csg >/dev/null || exit 0; exec csg hook"
_PROJECT_MODE = 0o644


class Installing:
    """One run.  Every part may raise CsgError.

    say    is given what is done, a line at a time
    dry    say what would be done, and do nothing"""

    def __init__(self, here: Here, say: Callable[[str], None], dry: bool) -> None:
        self.here = here
        self.say = say
        self.dry = dry
        self.archive = loader.archive()
        self.client = claude.Client(here.environ)
        self.record = install_record.Record(here.home)

    def hooks(self, scope: str, shell_edits: bool) -> None:
        """Merge our entries into a scope's settings; `shell_edits`: have the client report what shell commands edit."""
        path = self.client.settings(scope, self.here.cwd)
        text = settings_file.preview(path, _looked_at).before.text
        command = self._command(text, scope)
        want = wiring.wanted(command, self.client.version)
        last: List[wiring.Edit] = []

        def merge(text: str) -> str:
            last[:] = [wiring.merge(text, want, shell_edits)]
            return last[0].text

        if self.dry:
            done = settings_file.preview(path, merge)
            for line in done.difference():
                self.say(line)
        else:
            done = settings_file.change(path, merge, _PROJECT_MODE if scope == claude.PROJECT else 0o600)
        self._tell(path, done, last[0])
        if not self.dry and done.written():
            self._remember(path, done, last[0])

    def _command(self, text: str, scope: str) -> Mapping[str, object]:
        version = self.client.version
        if version:
            self.say("client: Claude Code %s (%s)" % (self.client.version_text(), shown(self.client.program)))
        else:
            self.say("client: none found on PATH; the settings are written for a current one")
        if scope == claude.PROJECT:
            self.say("command: csg from PATH, since this file is shared: each machine runs its own")
            if not shutil.which("csg"):
                self.say("note: there is no csg on PATH here, so these hooks will do nothing until there is")
            return {"type": "command", "command": PORTABLE}
        command, everyone = interpreters.hook_command(self.archive, os.environ, _wired_interpreter(text))
        best = everyone[0]
        self.say(
            "interpreter: %s (Python %s, fastest of %d that were found)"
            % (shown(best.path), best.version_text(), len(everyone))
            if len(everyone) > 1
            else "interpreter: %s (Python %s)" % (shown(best.path), best.version_text())
        )
        return command.handler(exec_form=self.client.knows(claude.EXEC_FORM))

    def _tell(self, path: str, done: settings_file.Changed, edit: wiring.Edit) -> None:
        stale = [e for e in edit.removed if e.owner == wiring.PREDECESSORS]
        old = len(edit.removed) - len(stale)
        would = "would be " if self.dry else ""
        if stale:
            said = ", ".join(sorted({"%s (%s)" % (e.event, _words(e.handler)) for e in stale}))
            self.say("claude-session-guard: its hooks %sreplaced: %s" % (would, said))
        if edit.added or old:
            what = "%d hooks %s%s" % (len(edit.added), would, "brought up to date" if old else "added")
            backup = os.path.basename(done.before.real) + settings_file.BACKUP
            before = "" if self.dry or done.before.data is None else " (before: %s beside it)" % shown(backup)
            self.say("hooks: %s: %s%s" % (shown(path), what, before))
        else:
            self.say("hooks: %s: already there" % shown(path))
        if wiring.SHELL_EDITS in edit.set:
            self.say(
                "shell edits: %s %sset, so that csg sees what shell commands change (--no-shell-edits leaves it)"
                % (wiring.SHELL_EDITS, would)
            )

    def _remember(self, path: str, done: settings_file.Changed, edit: wiring.Edit) -> None:
        known = json_text.parse(done.before.text).plain()
        had = any(entry.owner == wiring.OURS for entry in wiring.entries(known))
        facts = self.record.settings.get(path) if had else None
        if facts is None:
            facts = {"made": [os.fsencode(folder).decode("utf-8", "surrogateescape") for folder in done.made]}
            facts["created"] = done.before.data is None
            if done.before.data is not None and done.before.blank:
                facts["blank"] = done.before.text_as_found
        facts["empty"] = {**edit.empty, **install_record.empty(facts)}
        facts["set"] = {**install_record.was_set(facts), **edit.set}
        stale = [e for e in edit.removed if e.owner == wiring.PREDECESSORS]
        facts["replaced"] = [*map(list, install_record.replaced(facts)), *[[e.event, e.as_group()] for e in stale]]
        self.record.settings[path] = facts
        self.record.save()

    def skill(self) -> None:
        """Write SKILL.md."""
        path = self.client.skill()
        data = skill.TEXT.encode()
        before = settings_file.read(path)
        if before.data == data:
            self.say("skill: %s: already there" % shown(path))
            return
        if before.data is not None and self.record.skills.get(path) != install_record.checksum(before.data):
            raise errors.CsgError("%s: there is a skill of this name already: move it away first" % shown(path))
        if self.dry:
            self.say("skill: %s: would be written" % shown(path))
            return
        files.make_shared_directory(os.fsencode(os.path.dirname(path)))
        files.replace_durably(os.fsencode(before.real), data, 0o644)
        self.record.skills[path] = install_record.checksum(data)
        self.record.save()
        self.say("skill: %s: written" % shown(path))

    def server(self) -> bool:
        """Register the MCP server with the client; False if the client refused."""
        words = [loader.as_text(self.archive), "mcp"]
        add = ["mcp", "add", "--scope", "user", claude.SERVER, "--", self.archive, "mcp"]
        have = self.client.server()
        if have == words:
            self.say("mcp: already registered")
            return True
        if not self.client.program:
            self.say(
                "mcp: there is no `claude` on PATH to register it with; where there is: %s" % _line(["claude", *add])
            )
            return True
        if have is not None and not claude.server_is_ours(have):
            raise errors.CsgError("another MCP server is called csg: `claude mcp remove --scope user csg` removes it")
        if self.dry:
            self.say("mcp: would run: %s" % _line(["claude", *add]))
            return True
        if have is not None:
            self.client.run("mcp", "remove", "--scope", "user", claude.SERVER)
        good, said = self.client.run(*add)
        if not good or self.client.server() != words:
            self.say("mcp: the client did not register it: %s" % shown(said))
            return False
        self.record.servers[self.client.registry] = words
        self.record.save()
        self.say("mcp: registered for all projects")
        return True


def _looked_at(text: str) -> str:
    """An edit that changes nothing: says early what is wrong with the file."""
    wiring.check(json_text.parse(text), text)
    return text


def _wired_interpreter(text: str) -> str:
    """The interpreter in the settings' commands of ours, or ""."""
    for entry in wiring.entries(json_text.parse(text).plain()):
        words = wiring.command_words(entry.handler)
        if entry.owner == wiring.OURS and words[0].startswith("/") and wiring.is_python(words[0]):
            return loader.as_path(words[0])
    return ""


def _words(handler: Mapping[str, Any]) -> str:
    return shown(str(handler.get("command", "")))


def _line(words: List[str]) -> str:
    return " ".join(map(shlex.quote, words))
