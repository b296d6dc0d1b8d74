"""Checks of the client: what of csg is wired into it, and whether it works."""

import os
from typing import Iterator, List

from csg.base import loader, wording
from csg.clients import claude, ownership, wired, wiring
from csg.clients.settings_file import shown
from csg.setup import rehearsal
from csg.setup.checks import other_clients, resident
from csg.setup.checks.patient import Finding, Patient


def hooks(patient: Patient) -> Iterator[Finding]:
    """Is everything wired, once, to files that are there?"""
    name = "hooks"
    for source in patient.sources:
        if source.problem:
            text = "%s: %s" % (shown(source.path), source.problem)
            yield Finding(name, False, text, "mend the file by hand")
    if not patient.hooks:
        if not patient.client.program and not os.path.isdir(patient.client.config) and other_clients.having(patient):
            yield Finding(name, None, "Claude Code is not here, as far as can be seen")
        else:
            yield Finding(name, False, "not wired into the client", patient.install())
        return
    shared = patient.client.settings(claude.PROJECT, patient.here.cwd)
    suiting = None if all(w.source.path == shared for w in patient.hooks) else patient.client.oldest
    # what only older clients need is missing only where there is one
    wanted = [wire for wire, _ in wiring.wanted({}, suiting) if suiting or not wire.until]
    wanted = resident.wires(patient, wanted)
    missing = [wire.name() for wire in wanted if not any(w.covers(wire) for w in patient.hooks)]
    missing += resident.without_net(patient, wanted)
    gone = [w for w in patient.hooks if w.archive() and not os.path.isfile(w.archive())]
    twice = _twice(patient, wanted)
    old = {w.source.path: w.source for w in patient.everything if w.owner == ownership.PREDECESSORS}
    if missing:
        mend = patient.install([max(patient.hooks, key=lambda w: _rank(patient, w)).source])
        yield Finding(name, False, "not wired: %s" % ", ".join(missing), mend)
    for path in sorted({w.archive() for w in gone}):
        mend = patient.install(w.source for w in gone if w.archive() == path)
        yield Finding(name, False, "%s, which they call, is not there" % shown(path), mend)
    if twice:
        text = "wired more than once: %s" % ", ".join(map(shown, twice))
        yield Finding(name, False, text, _mend_twice(patient, twice))
    for path, source in sorted(old.items()):
        text = "claude-session-guard's hooks run as well: %s" % shown(path)
        yield Finding(name, False, text, _mend_old(patient, source))
    if not missing and not gone and not twice and not old:
        where = sorted({w.source.path for w in patient.hooks})
        yield Finding(name, True, "all %d wired: %s" % (len(wanted), ", ".join(map(shown, where))))


def switched_off(patient: Patient) -> Iterator[Finding]:
    """Does a setting keep the client from running hooks?"""
    good = True
    for source in patient.sources:
        if source.settings.get("disableAllHooks") is True:
            good = False
            mend = "take that setting out of that file"
            yield Finding("switched on", False, "%s: disableAllHooks" % shown(source.path), mend)
        only = source.managed and source.settings.get("allowManagedHooksOnly") is True
        if only and not any(w.source.managed for w in patient.hooks):
            good = False
            mend = "ask whoever administers this machine to add csg's hooks there"
            yield Finding("switched on", False, "%s: allowManagedHooksOnly" % shown(source.path), mend)
    if good:
        yield Finding("switched on", True, "no setting keeps hooks from running")


def client(patient: Patient) -> Iterator[Finding]:
    """Is the client new enough for what csg uses?"""
    one, everyone = patient.client, patient.client.everyone
    good = True
    for each in everyone:
        if not all(w.suits(each.version) for w in patient.hooks if not w.source.plugin):
            good = False
            does = resident.silences(patient, each.version) or "cannot run the hooks"
            text = "%s (%s) %s as they are wired" % (each.name(), shown(each.path), does)
            yield Finding("client", False, text, patient.install(_sources(patient)))
    if one.version is None:
        yield Finding("client", None, "no `claude` on PATH that tells its version")
        return
    if good:
        text = everyone[0].name()
        lacks = []
        if one.before(claude.CONTEXT):
            lacks.append("warnings come at a call's end")
        if one.before(claude.CLIENT_PID):
            lacks.append("its process is found by name")
        if one.before(claude.SHELL_EDITS):
            lacks.append("edits by shell commands are not seen")
        yield Finding("client", True, text + ("; " + ", ".join(lacks) if lacks else ""))
    if not one.before(claude.SHELL_EDITS) and patient.hooks:
        values = [s.settings.get(wiring.SHELL_EDITS) for s in patient.sources]
        if True not in values:
            yield Finding("client", None, "%s is not set: edits by shell commands may go unseen" % wiring.SHELL_EDITS)


def server(patient: Patient) -> Iterator[Finding]:
    """Is the MCP server registered, with a file that is there?"""
    words = patient.client.server()
    if resident.is_wired(patient):
        yield from resident.server(patient)
    elif words is None:
        yield Finding("MCP", None, "not registered (csg install --mcp)")
    elif not ownership.is_server(words):
        yield Finding("MCP", None, "another server is called csg")
    else:
        path = loader.as_path(words[-2])
        if resident.is_there(path):
            yield Finding("MCP", True, shown(path))
        else:
            mend = patient.csg("install", "--mcp") + ("" if patient.client.program else ", where `claude` is on PATH")
            yield Finding("MCP", False, "%s, which is registered, is not there" % shown(path), mend)


def rehearse(patient: Patient) -> Iterator[Finding]:
    """Do the wired hooks warn?"""
    if not patient.hooks:
        yield Finding("rehearsal", None, "nothing is wired to rehearse with")
        return
    try:
        taken = rehearsal.play(patient.hooks, [loader.as_path(word) for word in patient.client.server() or ()])
    except rehearsal.Failed as error:
        mend = "mend what stands above, or: " + patient.install(_sources(patient))
        yield Finding("rehearsal", False, wording.name(str(error), 500), mend)
    else:
        yield Finding("rehearsal", True, "two pretend sessions met, the second was warned, in %.0f ms" % (taken * 1000))


def _twice(patient: Patient, wires: List[wiring.Wire]) -> List[str]:
    """The files in which a wire is covered that another entry covers as well."""
    found: List[str] = []
    for wire in wires:
        covering = [w.source.path for w in patient.hooks if w.covers(wire)]
        if len(covering) > 1:
            found += covering
    return sorted(set(found))


def _sources(patient: Patient) -> List[wired.Source]:
    return [w.source for w in patient.hooks]


def _rank(patient: Patient, hook: wired.Wired) -> int:
    """Where a hook that is missing belongs: rather to the person's own settings than to others that csg is in."""
    scope = patient.scope(hook.source.path)
    return 3 - claude.SCOPES.index(scope) if scope else 0


def _mend_twice(patient: Patient, where: List[str]) -> str:
    """`where`: the files.  One place is enough; rather the one that is for all projects, and that csg can change."""
    twice = {w.source.path: w.source for w in patient.hooks if w.source.path in where}
    if len(twice) == 1:
        return patient.install(twice.values())
    plugins = [source for source in twice.values() if source.plugin]
    scopes = [scope for scope in map(patient.scope, twice) if scope]
    named = [patient.csg("uninstall", *(["--scope", scope] if scope != claude.USER else [])) for scope in scopes]
    if plugins:
        off = "switch the plugin off: " + patient.plugin("disable", plugins[0])
        return "%s, or %s" % (" && ".join(named), off) if named else off
    return " && ".join(named[1:]) if len(named) > 1 else "ask whoever administers this machine which of them is to stay"


def _mend_old(patient: Patient, source: wired.Source) -> str:
    """What to do about claude-session-guard's hooks in a file: csg takes their place, unless it is wired elsewhere."""
    if source.plugin:
        return patient.plugin("disable", source)
    if source.managed or not any(w.source.path == source.path for w in patient.hooks):
        return "take the hooks that call claude-session-guard out of that file"
    return patient.install([source])
