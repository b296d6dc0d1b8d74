"""One call that means to write one file: its target and its Claim."""

from csg.base import errors, files, paths
from csg.hooks import call as calls
from csg.state import claims

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.state.holdings import Holding

_MOST = 1 << 17  # bytes of a file that are looked through: more would be felt at every edit of a long one


class Edit:
    """One call that means to write one file.

    given  the tool's input about this file
    kept   does the disk take what is noted about it?
    at     the lines that it changes, the first and the last of each place; empty where that is not known
    passing   what it was held for, being repeated, where it passes only if all of its call does; else None
    done   the file is written: there is nothing to hold any more, but both sides are told"""

    __slots__ = ("at", "call", "done", "given", "id", "kept", "passing", "target", "tool")

    def __init__(
        self, call: calls.Call, tool: str, stated: str, given: "Mapping[str, Any]", at: "list[int] | None" = None
    ) -> None:
        """stated  the path as the tool's input has it      at  the lines, where the client's dialect knows them"""
        self.call = call
        self.tool = tool
        self.given = given
        self.passing: list[Holding] | None = None
        self.target = claims.Target(paths.canonical(calls.stated_path(stated), call.cwd))
        self.id = call.tool_call()
        self.kept = True
        self.done = False
        self.at = _places(given, self.target.path) if at is None else at


def ignored(edit: Edit) -> bool:
    """Has the person turned the guard off for this path?  Costs nothing where there are no rules."""
    call = edit.call
    if b"CSG_RULES" not in call.environ:
        try:
            if b"CSG_RULES" not in files.head(paths.config_file(call.environ, call.home)):
                return False
        except OSError:
            return False
    return calls.settings(call).ignores(paths.text(edit.target.inside))


def _places(given: "Mapping[str, Any]", path: bytes) -> "list[int]":
    """Where the old text stands.  Most calls have one that stands there once; the others are looked at apart."""
    old = given.get("old_string")
    if (not isinstance(old, str) or not old) and "edits" not in given:
        return []
    try:
        data = files.head(path, _MOST)
    except OSError:
        return []
    if isinstance(old, str) and not given.get("replace_all"):
        at = data.find(old.encode("utf-8", "surrogatepass"))
        if at >= 0:
            first = data.count(b"\n", 0, at) + 1
            return [first, first + old.count("\n") - old.endswith("\n")]
    from csg.hooks import edit_places

    return edit_places.find(data, given)


def publish(edit: Edit) -> bool:
    """Add the Claim.  True if it is certain that nobody else of this same Session ever claimed the file.

    errors.NotForUs where another hook answers for this very call, or the Session has ended.  A disk
    that takes no Claim still lets the others' be seen, so that is only logged."""
    call, target = edit.call, edit.target
    try:
        for _ in range(3):
            if not calls.attached(call):
                raise errors.NotForUs  # this Session has ended; its last hook says nothing
            try:
                first, mine, alone = claims.publish(
                    call.home, call.name, target, call.now, edit.id, call.agent, call.pid, edit.tool, edit.at
                )
            except FileNotFoundError:  # ended or swept this moment
                continue
            if first or not (mine or edit.done):
                _first_or_again(edit, mine)
            else:
                call.mirror("edit", path=paths.text(target.path), tool=edit.tool)
            return alone
    except OSError as error:
        edit.kept = False
        call.log_error("claim not kept: %s" % error)
    return False


#: cold


def _first_or_again(edit: Edit, mine: bool) -> None:
    """The Claim is the first on the file, or another hook has published this same call."""
    call, target = edit.call, edit.target
    if not mine and not edit.done:
        from csg.state import told

        if told.answered(call.home, call.name, target.key, edit.id):
            raise errors.NotForUs
    else:
        call.log("edit", path=paths.text(target.path), tool=edit.tool)
        if files.exists(call.home + b"/machines/lock"):  # this machine shares: its carrier may have died
            calls.carried.append(call.home)
