"""Checks of the clients other than Claude Code: what of csg is wired into each, and whether it runs that."""

import json
import os
import shutil
from typing import Any, Dict, Iterator, List, Tuple

from csg.base import errors, loader, wording
from csg.clients import codex, json_text, others, ownership, settings_file, wiring
from csg.clients.other_client import OtherClient
from csg.clients.settings_file import shown
from csg.setup import codex_trust, other_clients
from csg.setup.checks.patient import Finding, Patient, same_program

#: The version of each that csg was tried with.
SEEN: Dict[str, wiring.Version] = {
    "codex": (0, 169, 0),
    "gemini": (0, 61, 0),
    "copilot": (1, 0, 102),
    "opencode": (1, 18, 33),
    "qwen": (0, 15, 10),
}
#: What Codex knows at the top of hooks.json; by any other it drops all hooks there (seen).
_CODEX_KEYS = {"description", "hooks"}
_MOST = 5  # named at once


def hooks(patient: Patient) -> Iterator[Finding]:
    """Is everything wired, once, to csg's file, in each that is there or is wired?"""
    for client in others.everyone(patient.here.environ):
        try:
            text = settings_file.read(client.hooks).text_as_found
            words = client.commands(text)
        except (errors.CsgError, json_text.NotJson) as error:
            yield _unreadable(client, str(error))
            continue
        if words:
            yield from _wired(patient, client, text, words)
        elif client.there:
            yield Finding(client.title, None, "without csg (%s)" % _install(patient, client))


def version(patient: Patient) -> Iterator[Finding]:
    """Is each that is wired as new as the one that csg was tried with?"""
    for client in having(patient):
        if not client.program:
            yield Finding(client.title, None, "no `%s` on PATH" % client.PROGRAM)
        elif client.version is None:
            yield Finding(client.title, None, "%s does not tell its version" % shown(client.program))
        elif client.version < SEEN[client.NAME]:
            tried = ".".join(map(str, SEEN[client.NAME]))
            yield Finding(client.title, None, "%s is older than %s, which csg was tried with" % (client.name(), tried))
        else:
            yield Finding(client.title, True, client.name())


def trust(patient: Patient) -> Iterator[Finding]:
    """Has the person let Codex run csg's hooks?  It skips the others without a word."""
    for client in having(patient):
        if isinstance(client, codex.Codex) and client.program:
            try:
                listed = codex_trust.ask(client, os.environ)
            except (errors.CsgError, OSError) as error:
                text = "does not say whether it runs csg's hooks (%s): %s" % (error, client.REVIEW)
                yield Finding(client.title, None, wording.name(text, 500))
            else:
                yield from _trusted(client, listed)


def server(patient: Patient) -> Iterator[Finding]:
    """Where csg's MCP server is registered: is its file there?"""
    for client in others.everyone(patient.here.environ):
        try:
            contents = settings_file.read(client.servers)
            words = None if contents.blank else client.registered(contents.text_as_found)
        except (errors.CsgError, ValueError):
            continue
        if words is None or not ownership.is_server(words):
            continue
        path = loader.as_path(words[-2])
        if os.path.isfile(path) if path.startswith("/") else shutil.which(path):
            yield Finding(client.title, True, "MCP server: %s" % shown(path))
        else:
            text = "its MCP server %s, which is registered, is not there" % shown(path)
            yield Finding(client.title, False, text, _install(patient, client, "--mcp"))


def folder(patient: Patient) -> Iterator[Finding]:
    """Does Gemini CLI trust this directory?  In others it runs no hook, and without a terminal nothing at all."""
    for client in having(patient):
        if client.NAME == "gemini":
            settings = _object(client.hooks)
            chosen = _within(_within(settings, "security"), "folderTrust").get("enabled", True)
            places = _object(os.path.join(client.folder, "trustedFolders.json"))
            here = os.path.realpath(os.fsdecode(patient.here.cwd))
            if chosen is not False and not _trusts(places, here):
                text = "%s is no folder that it trusts: it runs no hook here" % shown(here)
                yield Finding(client.title, None, text + " (run gemini here once and trust it)")


def having(patient: Patient) -> List[OtherClient]:
    """Those that csg's hooks are wired into."""
    return [client for client in others.everyone(patient.here.environ) if other_clients.wired(client)]


def _install(patient: Patient, client: OtherClient, *more: str) -> str:
    return patient.csg("install", "--client", client.NAME, *more)


def _unreadable(client: OtherClient, problem: str) -> Finding:
    text = wording.name(problem if client.hooks in problem else "%s: %s" % (client.hooks, problem), 500)
    if client.COMMENTS:  # they are none of its mistakes
        return Finding(client.title, None, "%s; csg reads only plain JSON, without comments" % text)
    return Finding(client.title, False, text, "mend the file by hand")


def _wired(patient: Patient, client: OtherClient, text: str, words: List[List[str]]) -> Iterator[Finding]:
    name, install, good = client.title, _install(patient, client), True
    for said, mend in _problems(client, text, words):
        good = False
        yield Finding(name, False, said, mend or install)
    archives = sorted({path for path in map(_archive, words) if path})
    try:
        own = loader.archive()
    except errors.CsgError:
        own = ""
    for path in archives:
        if not os.path.isfile(path):
            good = False
            yield Finding(name, False, "%s, which its hooks call, is not there" % shown(path), install)
        elif own and not same_program(path, own):
            yield Finding(name, None, "its hooks call %s, which is another csg than this one" % shown(path))
    for path in sorted({loader.as_path(one[0]) for one in words if ownership.is_python(one[0])}):
        if path.startswith("/") and not os.access(path, os.X_OK):
            good = False
            yield Finding(name, False, "%s, which runs its hooks, is not there" % shown(path), install)
    if good:
        yield Finding(name, True, "wired: %s" % shown(client.hooks))


def _problems(client: OtherClient, text: str, words: List[List[str]]) -> Iterator[Tuple[str, str]]:
    """(what is wrong with the file of hooks, how to mend it; "": by installing)"""
    where = shown(client.hooks)
    if client.OWN:
        if text != client.whole(words[0], ""):
            yield "%s is not as this csg writes it" % where, ""
        return
    settings = json_text.parse(text).plain()
    if client.NAME == "codex":
        odd = sorted(set(settings) - _CODEX_KEYS)
        for key in odd[:_MOST]:
            said = "%s: it does not know the setting %s, and drops all hooks in that file" % (
                where,
                wording.quoted(key),
            )
            yield said, "take that setting out of that file"
    entries = [entry for entry in wiring.entries(settings, client.NAME) if entry.owner == ownership.OURS]
    if any(not ownership.client_of(ownership.command_words(entry.handler)) for entry in entries):
        yield "%s: a hook without --client %s speaks as to Claude Code" % (where, client.NAME), ""
    covering = {wire.name(): [entry for entry in entries if _covers(entry, wire)] for wire in client.WIRES}
    missing = [wire for wire, some in covering.items() if not some]
    twice = [wire for wire, some in covering.items() if len(some) > 1]
    if missing:
        yield "not wired: %s" % ", ".join(missing), ""
    if twice:
        yield "wired more than once: %s" % ", ".join(twice), ""


def _covers(entry: wiring.Entry, wire: wiring.Wire) -> bool:
    return entry.event == wire.event and entry.matcher in ("", "*", wire.matcher)


def _archive(words: List[str]) -> str:
    """The absolute path of csg's file in a hook's command, or "" where PATH decides."""
    return next((loader.as_path(w) for w in words if w.startswith("/") and ownership.is_archive(w)), "")


def _trusted(client: codex.Codex, listed: codex_trust.Hooks) -> Iterator[Finding]:
    name, good = client.title, True
    for warning in listed.warnings[:_MOST]:
        good = False
        yield Finding(name, False, "codex says: " + wording.name(warning, 400), "mend the file by hand")
    ours = [hook for hook in listed.hooks if ownership.owner({"command": hook.get("command")}) == ownership.OURS]
    off = [hook for hook in ours if hook.get("enabled") is False]
    new = [hook for hook in ours if hook.get("trustStatus") not in codex_trust.RUN]
    if new:
        good = False
        changed = [hook for hook in new if hook.get("trustStatus") == "modified"]
        why = "changed since they were reviewed" if len(changed) == len(new) else "not reviewed yet"
        text = "%d of csg's %d hooks are %s: it skips them without a word" % (len(new), len(ours), why)
        yield Finding(name, False, text, client.REVIEW.partition(";")[0])
    if off:
        good = False
        yield Finding(name, False, "%d of csg's hooks are switched off in it" % len(off), "type /hooks in codex")
    if good and ours:
        yield Finding(name, True, "it has been allowed all of csg's %d hooks" % len(ours))
    elif good:
        yield Finding(name, False, "it does not list csg's hooks in %s" % shown(client.hooks), "mend the file by hand")


def _object(path: str) -> Dict[str, Any]:
    try:
        value = json.loads(settings_file.read(path).text_as_found)
    except (errors.CsgError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _within(settings: Dict[str, Any], name: str) -> Dict[str, Any]:
    value = settings.get(name)
    return value if isinstance(value, dict) else {}


def _trusts(places: Dict[str, Any], here: str) -> bool:
    """By the rule of trustedFolders.json: the deepest place that says something (seen in its source, 0.61)."""
    best, trusted = -1, False
    for path, level in places.items():
        top = os.path.realpath(os.path.dirname(path) if level == "TRUST_PARENT" else path)
        if len(path) > best and (here + "/").startswith(top.rstrip("/") + "/"):
            best, trusted = len(path), level in ("TRUST_FOLDER", "TRUST_PARENT")
    return trusted
