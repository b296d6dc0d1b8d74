"""What `csg install --client` and `csg uninstall` do for a client other than Claude Code.

As with Claude Code: only what is csg's is added, brought up to date or taken out, and all of it is on record before.
"""

import os
from typing import Any, Dict, List, Mapping, Optional, Sequence

from csg.base import errors, loader
from csg.clients import json_text, mcp_entry, others, ownership, settings_file, toml_text, wiring
from csg.clients.other_client import OtherClient
from csg.clients.settings_file import shown
from csg.setup import install_record, interpreters, own_file, settings_change, work


class Fastest:
    """The fastest command on this machine, found once and only if it is needed."""

    def __init__(self, run: work.Work) -> None:
        self._run = run
        self._command: Optional[interpreters.HookCommand] = None

    def words(self, client: OtherClient) -> List[str]:
        """Program and arguments of this client's hook.  CsgError."""
        if client.STABLE:
            return []
        if self._command is None:
            self._command, everyone = interpreters.hook_command(loader.archive(), os.environ, _wired(client))
            best = everyone[0]
            self._run.say("interpreter: %s (Python %s)" % (shown(best.path), best.version_text()))
        return [*self._command.texts(), "--client", client.NAME]


def install(run: work.Work, client: OtherClient, fastest: Fastest, hooks: bool, server: bool) -> None:
    """Wire csg into it.  CsgError, OSError.  `hooks`, `server`: which of them."""
    if client.program:
        run.say("client: %s (%s)" % (client.name(), shown(client.program)))
    else:
        run.say("client: %s: no `%s` on PATH; it is wired for when there is" % (client.title, client.PROGRAM))
    archive = loader.as_text(loader.archive())
    words = fastest.words(client) if hooks else []
    if hooks and client.OWN:
        own_file.install(run, client.hooks, client.whole(words, archive).encode(), "hooks", client.is_whole)
    elif hooks:
        same = server and client.servers == client.hooks
        _into_json(run, client, client.hooks, client.wanted(client.line(words, archive)), archive if same else "")
    if server and (client.servers != client.hooks or not hooks):
        if client.SERVERS:
            _into_json(run, client, client.servers, None, archive)
        else:
            _into_toml(run, client, archive)


def uninstall(run: work.Work, client: OtherClient) -> None:
    """Take csg out of it.  CsgError, OSError."""
    known = [table.get(path, {}) for table in (run.record.settings, run.record.own) for path in _files(client)]
    if client.servers != client.hooks and (client.servers in run.record.settings or _registered(client)):
        if client.SERVERS:
            _out_of_json(run, client, client.servers)
        else:
            _out_of_toml(run, client)
    if client.OWN:
        own_file.uninstall(run, client.hooks, "hooks", client.is_whole)
    else:
        _out_of_json(run, client, client.hooks)
    if not run.dry:  # what one file's folder was made for the other may be in
        made = {folder for facts in known for folder in install_record.texts(facts.get("made"))}
        install_record.remove_made({"made": sorted(made)})


def _files(client: OtherClient) -> List[str]:
    return list(dict.fromkeys([client.hooks, client.servers]))


def has(run: work.Work, client: OtherClient) -> bool:
    """Is anything of csg's in it, as far as can be seen?"""
    known = {*run.record.settings, *run.record.own}
    return bool(known & {client.hooks, client.servers}) or bool(wired(client)) or _registered(client)


def having(run: work.Work) -> List[OtherClient]:
    """All that `has` says yes of."""
    return [client for client in others.everyone(run.here.environ) if has(run, client)]


def wired(client: OtherClient) -> List[List[str]]:
    """Program and arguments of each hook of csg's in it; [] too where that cannot be read."""
    try:
        return client.commands(settings_file.read(client.hooks).text_as_found)
    except (errors.CsgError, json_text.NotJson):
        return []


def _wired(client: OtherClient) -> str:
    """The interpreter in csg's hooks there, or ""."""
    for words in wired(client):
        if words[0].startswith("/") and ownership.is_python(words[0]):
            return loader.as_path(words[0])
    return ""


def _registered(client: OtherClient) -> bool:
    try:
        contents = settings_file.read(client.servers)
        return not contents.blank and ownership.is_server(client.registered(contents.text_as_found))
    except (errors.CsgError, ValueError):
        return False


def _into_json(
    run: work.Work, client: OtherClient, path: str, want: Optional[Sequence[wiring.Wanted]], archive: str
) -> None:
    """Hooks where some are wanted, the server where `archive` says what it runs; `path` may be for both."""
    shape = client.shape()
    last: List[wiring.Edit] = []
    registered: List[str] = []
    if want is None and client.COMMENTS and not _is_plain(settings_file.read(path).text):
        _leave_to_person(run, client, path, "it has comments", archive)
        return

    def merge(text: str) -> str:
        try:
            wiring.check(json_text.parse(text), text, shape)
        except json_text.NotJson as error:
            if client.COMMENTS:
                raise errors.CsgError("%s: csg changes only plain JSON, without comments" % error) from None
            raise
        last[:] = [wiring.Edit(text) if want is None else wiring.merge(text, want, shape=shape)]
        registered[:] = [mcp_entry.merge(last[0], client.SERVERS, client.server(archive))] if archive else []
        return last[0].text

    def about(changed: settings_file.Changed, known: Mapping[str, Any]) -> Dict[str, Any]:
        return install_record.about(changed, last[0], known, shape)

    done = settings_change.make(run, path, settings_file.of_text(merge), about)
    if want is not None:
        _tell_hooks(run, client, done, last[0])
    for what in registered:
        run.say("mcp: %s: %s" % (shown(path), run.would + what if what else "already there"))


def _into_toml(run: work.Work, client: OtherClient, archive: str) -> None:
    path = client.servers
    try:
        toml_text.with_server(settings_file.read(path).text_as_found, archive)
    except toml_text.Unsure as error:
        _leave_to_person(run, client, path, str(error), archive)
        return

    def whole(before: settings_file.Contents) -> Optional[bytes]:
        text = toml_text.with_server(before.text_as_found, archive)
        return before.data if text == before.text_as_found else before.encode(text)

    def about(changed: settings_file.Changed, known: Mapping[str, Any]) -> Dict[str, Any]:
        return install_record.about_whole(changed, _without_server(changed.before, known), known)

    done = settings_change.make(run, path, whole, about, is_json=False)
    run.say("mcp: %s: %s" % (shown(path), run.would + "added" if done.written() else "already there"))


def _leave_to_person(run: work.Work, client: OtherClient, path: str, why: str, archive: str) -> None:
    run.say("mcp: %s stays as it is: %s; by hand:" % (shown(path), why))
    run.say(client.by_hand(archive))


def _out_of_json(run: work.Work, client: OtherClient, path: str) -> None:
    shape = client.shape()

    def edit(now: settings_file.Contents, facts: Mapping[str, Any]) -> Optional[bytes]:
        return install_record.restored(now, facts, shape)

    done = settings_change.take_back(run, path, edit)
    before, after = done.before.text, done.after
    if path == client.hooks:
        count = len(client.commands(before)) - len(client.commands(after))
        if done.before.data is None:
            run.say("hooks: %s: not there" % shown(path))
        else:
            run.say(
                "hooks: %s: %s" % (shown(path), "%d %sremoved" % (count, run.would) if count else "none of csg's there")
            )
    if (
        path == client.servers
        and done.written()
        and client.registered(before)
        and not (after.strip() and client.registered(after))
    ):
        run.say("mcp: %s: %staken out" % (shown(path), run.would))


def _out_of_toml(run: work.Work, client: OtherClient) -> None:
    done = settings_change.take_back(run, client.servers, _without_server, is_json=False)
    if done.written():
        run.say("mcp: %s: %staken out" % (shown(client.servers), run.would))


def _without_server(now: settings_file.Contents, facts: Mapping[str, Any]) -> Optional[bytes]:
    """What to leave of a TOML file.  CsgError."""
    if install_record.unchanged(now, facts):
        return install_record.original(facts)
    if now.data is None:
        return None
    try:
        text = toml_text.without_server(now.text_as_found)
    except toml_text.NotToml as error:
        raise errors.CsgError("not understood: %s" % error) from None
    if text == now.text_as_found:
        return now.data
    return None if not text.strip() and facts and install_record.original(facts) is None else now.encode(text)


def _is_plain(text: str) -> bool:
    try:
        json_text.parse(text)
    except json_text.NotJson:
        return False
    return True


def _tell_hooks(run: work.Work, client: OtherClient, done: settings_file.Changed, edit: wiring.Edit) -> None:
    path = shown(done.before.path)
    if not edit.added and not edit.removed:
        run.say("hooks: %s: already there" % path)
        return
    what = "%d hooks %s%s" % (len(edit.added), run.would, "brought up to date" if edit.removed else "added")
    backup = os.path.basename(done.before.real) + settings_file.BACKUP
    run.say(
        "hooks: %s: %s%s"
        % (path, what, "" if run.dry or done.before.data is None else " (before: %s beside it)" % shown(backup))
    )
    if client.REVIEW and edit.added:
        run.say("review: " + client.REVIEW)
