"""The client's status line in its settings: whose it is, and how csg's gets there and goes again.  Pure.

The shape is the client's (settings reference): {"statusLine": {"type": "command", "command": LINE}}, for `/bin/sh -c`.
"""

import re
import shlex
from typing import Any, Dict, List, Mapping

from csg.clients import json_text, ownership, wiring

VERB = "statusline"
#: For a file that is shared with others: no path of this machine, silent where csg is missing.
PORTABLE = "command -v csg >/dev/null || exit 0; exec csg " + VERB
_REFRESH = 10  # seconds; what others do is no event of this client, so it has to look by itself
_PLAIN = re.compile(r"[\w./~@%+:,= -]+")


def value(command: str) -> Dict[str, Any]:
    """The setting that runs this command."""
    return {"type": "command", "command": command, "refreshInterval": _REFRESH}


def words(setting: Any) -> List[str]:
    """Program and arguments of csg's part of the command, as they stand in the setting; [] if csg is not in it."""
    return ownership.command_words(setting, (VERB,))


def is_ours(setting: Any) -> bool:
    """Is it csg's, and nothing else?"""
    if not words(setting):
        return False
    command = setting["command"]
    return command == PORTABLE or len(ownership.simple_commands(command)) == 1


def behind(theirs: str, ours: str) -> str:
    """A command that shows another's line, and csg's behind it where there is one.  `ours`: for the shell."""
    first = theirs if _PLAIN.fullmatch(theirs) else "sh -c " + shlex.quote(theirs)
    return (
        'i=$(cat); a=$(printf %%s "$i" | %s); b=$(printf %%s "$i" | %s); '
        'printf \'%%s%%s%%s\\n\' "$a" "${a:+${b:+ \u00b7 }}" "$b"' % (first, ours)
    )


def merge(edit: wiring.Edit, command: str, add: bool) -> Any:
    """Bring csg's status line up to date, or add it where none is set and `add` says so; what is set then.

    What somebody else has set there stays, be csg a part of it.  json_text.NotJson."""
    root = json_text.parse(edit.text)
    setting = root.plain().get(wiring.STATUS_LINE)
    new = None
    if wiring.STATUS_LINE not in root.keys:
        new = value(command) if add else None
    elif is_ours(setting) and setting["command"] != command:
        edit.text = json_text.remove(edit.text, (wiring.STATUS_LINE,))
        new = {**setting, "command": command}
    if new is None:
        return setting
    edit.add((), new, wiring.STATUS_LINE)
    edit.set[wiring.STATUS_LINE] = new
    return new


def unmerge(edit: wiring.Edit, empty: Mapping[str, str]) -> None:
    """Take csg's out again, whatever was changed in it.  `empty`: see wiring.unmerge.  json_text.NotJson."""
    root = json_text.parse(edit.text)
    if wiring.STATUS_LINE in root.keys and is_ours(root.plain()[wiring.STATUS_LINE]):
        edit.text = json_text.remove(edit.text, (wiring.STATUS_LINE,), empty.get("", ""))
