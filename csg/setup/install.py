"""What `csg install` does to the client's settings, and to a home that was claude-session-guard's.

Only our own entries are added or brought up to date, claude-session-guard's are replaced.  What is done is
remembered (install_record), so that it can be taken back.
"""

import json
import os
import shlex
import shutil
from typing import Any, Dict, List, Mapping, Optional

from csg.base import config, durable, files, loader, wording
from csg.clients import claude, json_text, ownership, resident, settings_file, status_line, wired, wiring
from csg.clients.settings_file import shown
from csg.setup import install_record, interpreters, resident_hook, settings_change, work
from csg.state import predecessor

#: For a file that is shared with others: no path of this machine, silent where csg is missing.
PORTABLE = "command -v csg >/dev/null || exit 0; exec csg hook"
_PROJECT_MODE = 0o644


class Installing(work.Work):
    """One run; `settings` merges our entries into a scope's settings."""

    def take_over(self) -> None:
        """Make a home that was claude-session-guard's csg's: what its dead sessions left goes, others are kept out."""
        if not self.dry and durable.close_to_others(self.here.home):
            self.say("home: %s was open to others, and no longer is" % shown(os.fsdecode(self.here.home)))
        window = config.load(self.here.environ, self.here.home).window
        stale = predecessor.stale(self.here.home, self.here.now, window)
        count = sum(1 for left in stale if (self.dry or files.remove(left.path)) and left.id)
        if count:
            many = "%s that %s over" % (wording.count(count, "session"), "is" if count == 1 else "are")
            self.say("claude-session-guard: %s %sremoved" % (many, self.would))

    def settings(
        self, scope: str, hooks: bool, shell_edits: bool, shown_line: bool, ask: Optional[bool] = None
    ) -> bool:
        """Merge our entries into a scope's settings; are the hooks resident then?

        hooks        bring the hooks there, or up to date
        shell_edits  with them: have the client report what shell commands edit
        shown_line   set the status line where there is none; csg's is brought up to date in any case
        ask          have the hooks resident, or not; None: as they are
        What is about to be written is recorded first, so whatever comes between, it can be taken back."""
        path = self.client.settings(scope, self.here.cwd)
        text = settings_file.preview(path, _looked_at).before.text
        command = self._command(text, scope)
        # a shared file is read by clients that nobody here knows
        oldest = None if scope == claude.PROJECT else self.client.oldest
        exec_form = (self.client.oldest or ()) >= claude.EXEC_FORM
        want = wiring.wanted(_handler(command, exec_form), oldest)
        server = hooks and command is not None and resident_hook.is_chosen(self, scope, text, ask)
        if server and command:
            want = resident.wanted(_handler(command, exec_form), command.net().handler(exec_form), oldest)
        last: List[wiring.Edit] = []
        line: List[Any] = []

        def merge(text: str) -> str:
            last[:] = [wiring.merge(text, want, shell_edits) if hooks else wiring.Edit(text)]
            line[:] = [status_line.merge(last[0], _line(command), shown_line)]
            return last[0].text

        def about(changed: settings_file.Changed, known: Mapping[str, Any]) -> Dict[str, Any]:
            return install_record.about(changed, last[0], known)

        mode = _PROJECT_MODE if scope == claude.PROJECT else 0o600
        done = settings_change.make(self, path, settings_file.of_text(merge), about, mode)
        self._tell(path, done, last[0], hooks)
        if shown_line:
            self._tell_line(path, last[0], line[0], _line_beside(command))
        return server

    def _command(self, text: str, scope: str) -> Optional[interpreters.HookCommand]:
        """The fastest command; None for one that is found by PATH."""
        for number, one in enumerate(self.client.everyone):
            if number == 0:
                self.say("client: %s (%s)" % (one.name(), shown(one.path)))
            elif one.version != self.client.everyone[0].version:
                self.say("client: %s is here, too (%s): the hooks suit it" % (one.name(), shown(one.path)))
        if not self.client.everyone:
            self.say("client: none found; the settings are written so that any understands them")
        if scope == claude.PROJECT:
            self.say("command: csg from PATH, since this file is shared: each machine runs its own")
            if not shutil.which("csg"):
                self.say("note: there is no csg on PATH here, so these hooks will do nothing until there is")
            return None
        command, everyone = interpreters.hook_command(loader.archive(), os.environ, _wired_interpreter(text))
        best = everyone[0]
        self.say(
            "interpreter: %s (Python %s, fastest of %d that were found)"
            % (shown(best.path), best.version_text(), len(everyone))
            if len(everyone) > 1
            else "interpreter: %s (Python %s)" % (shown(best.path), best.version_text())
        )
        return command

    def _tell(self, path: str, done: settings_file.Changed, edit: wiring.Edit, hooks: bool) -> None:
        stale = [e for e in edit.removed if e.owner == ownership.PREDECESSORS]
        old = len(edit.removed) - len(stale)
        would = self.would
        if stale:
            said = ", ".join(sorted({"%s (%s)" % (e.event, _words(e.handler)) for e in stale}))
            self.say("claude-session-guard: its hooks %sreplaced: %s" % (would, said))
        if edit.added or old:
            what = "%d hooks %s%s" % (len(edit.added), would, "brought up to date" if old else "added")
            backup = os.path.basename(done.before.real) + settings_file.BACKUP
            before = "" if self.dry or done.before.data is None else " (before: %s beside it)" % shown(backup)
            self.say("hooks: %s: %s%s" % (shown(path), what, before))
        elif hooks:
            self.say("hooks: %s: already there" % shown(path))
        if wiring.SHELL_EDITS in edit.set:
            self.say(
                "shell edits: %s %sset, so that csg sees what shell commands change (--no-shell-edits leaves it)"
                % (wiring.SHELL_EDITS, would)
            )

    def _tell_line(self, path: str, edit: wiring.Edit, line: Any, ours: str) -> None:
        """What became of the status line, which is this now, and who else has a say in it."""
        name = "status line: %s" % shown(path)
        part = status_line.words(line)
        if part:
            self.say("%s: %s" % (name, "%sset" % self.would if wiring.STATUS_LINE in edit.set else "already there"))
        elif isinstance(line, dict) and isinstance(line.get("command"), str):
            self.say("%s has another one, which stays; to have csg's behind it, make its command this one:" % name)
            self.say(json.dumps(status_line.behind(line["command"], ours)))
        else:
            self.say("%s says %s, which stays" % (name, wording.name(json.dumps(line), 80)))
        above = wired.line(wired.sources(self.client, self.here.cwd))
        if part and above and above.path != path and not status_line.words(above.settings[wiring.STATUS_LINE]):
            self.say("note: %s sets another one, and that is shown here" % shown(above.path))


def _handler(command: Optional[interpreters.HookCommand], exec_form: bool) -> Mapping[str, object]:
    return command.handler(exec_form) if command else {"type": "command", "command": PORTABLE}


def _line(command: Optional[interpreters.HookCommand]) -> str:
    """What the status line runs where it is csg's."""
    if command is None:
        return status_line.PORTABLE
    return "exec " + interpreters.HookCommand(command.interpreter, command.archive, status_line.VERB).shell()


def _line_beside(command: Optional[interpreters.HookCommand]) -> str:
    """The same where it is a part of another's: for people to paste, so it is short."""
    return "%s %s" % (shlex.quote(loader.as_text(command.archive)) if command else "csg", status_line.VERB)


def _looked_at(text: str) -> str:
    """An edit that changes nothing: says early what is wrong with the file."""
    wiring.check(json_text.parse(text), text)
    return text


def _wired_interpreter(text: str) -> str:
    """The interpreter in the settings' commands of ours, or ""."""
    for entry in wiring.entries(json_text.parse(text).plain()):
        words = ownership.command_words(entry.handler)
        if entry.owner == ownership.OURS and words and words[0].startswith("/") and ownership.is_python(words[0]):
            return loader.as_path(words[0])
    return ""


def _words(handler: Mapping[str, Any]) -> str:
    return shown(str(handler.get("command", "")))
