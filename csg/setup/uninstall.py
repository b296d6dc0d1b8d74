"""What `csg uninstall` does: takes out of the client what `install` put there, and leaves what was there before.

All else in the client's settings stays as it is.  claude-session-guard's hooks, where install replaced
them, come back.
"""

from typing import Any, Dict, List

from csg.clients import json_text, ownership, settings_file, status_line, wiring
from csg.clients.settings_file import shown
from csg.setup import install_record, settings_change, work


def hooks(run: work.Work, scope: str) -> None:
    """Take our entries out of a scope's settings.  CsgError, OSError."""
    path = run.client.settings(scope, run.here.cwd)
    done = settings_change.take_back(run, path, install_record.restored)
    _tell(run, path, done)


def _tell(run: work.Work, path: str, done: settings_file.Changed) -> None:
    if done.before.data is None:
        run.say("hooks: %s: not there" % shown(path))
        return
    before, after = _plain(done.before.text), _plain(done.after)
    if status_line.words(after.get(wiring.STATUS_LINE)):
        run.say("status line: %s: csg is a part of another's, which stays: take it out by hand" % shown(path))
    if not done.written():
        run.say("hooks: %s: none of csg's there" % shown(path))
        return
    removed = len(_entries(before, ownership.OURS)) - len(_entries(after, ownership.OURS))
    run.say("hooks: %s: %d %sremoved" % (shown(path), removed, run.would))
    if wiring.SHELL_EDITS in before and wiring.SHELL_EDITS not in after:
        run.say("shell edits: %s %staken out again" % (wiring.SHELL_EDITS, run.would))
    if wiring.STATUS_LINE in before and wiring.STATUS_LINE not in after:
        run.say("status line: %staken out again" % run.would)
    if len(_entries(after, ownership.PREDECESSORS)) > len(_entries(before, ownership.PREDECESSORS)):
        run.say("claude-session-guard: its hooks %sback" % run.would)


def _plain(text: str) -> Dict[str, Any]:
    value = json_text.parse(text).plain() if text.strip() else {}
    return value if isinstance(value, dict) else {}


def _entries(settings: Dict[str, Any], owner: str) -> List[wiring.Entry]:
    return [entry for entry in wiring.entries(settings) if entry.owner == owner]
