"""The words of a warning: about a file that is edited, about a git command, about another checkout.

Pure: values in, text out.  Texts state facts and what the person prefers; orders can trip a model's
defences against injection.
"""

from csg.base import wording

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.hooks.siblings import Sibling

MOST = 9500  # characters; beyond 10,000 the client hands over a file and a preview instead
_SESSIONS = 10  # named in one warning; the others are counted
TITLE = "\u26a0\ufe0f CONCURRENCY WARNING:"


def warning(
    path: str, siblings: "Sequence[Sibling]", outcome: str, noted: bool = True, yours: str = "", removes: bool = False
) -> str:
    """The warning about one file: at most MOST characters for any number of siblings.

    path      relative to the reader's cwd
    siblings  newest first; two agents of one Session count as one session
    outcome   policy's decision: "warned", "held", "asked" or "denied"
    noted     does the disk take a note of it?  Without one, what is held cannot go through
    yours     the lines that the reader's own call changes, in words, or ""
    removes   would the call leave no such file?
    """
    who, many = _counted(siblings)
    here = [s for s in siblings if not s.worktree and not s.machine]
    claim = "%s at work on %s" % ("is" if many == 1 else "are", wording.quoted(path, 400))
    if not here:
        places = {
            " in a clone on another machine" if s.machine else " in another worktree of this repository"
            for s in siblings
        }
        claim += " and".join(sorted(places))
    lines = ["%s %s %s." % (TITLE, who, claim)]
    lines += [_line(s, yours) for s in siblings[:_SESSIONS]]
    if len(siblings) > _SESSIONS:
        lines.append("- and %d more." % (len(siblings) - _SESSIONS))
    words = _REMOVED if removes and outcome == "held" else _OUTCOMES[outcome]
    lines.append(outcome_words(words, noted) if here else _MERGE)
    if here:
        lines.append(_PREFERENCE)
    return whole(lines)


def whole(lines: "Sequence[str]") -> str:
    """Its lines made one text, of at most MOST characters."""
    text = "\n".join(lines)
    return text if len(text) <= MOST else text[: MOST - 1] + "\u2026"


def _counted(siblings: "Sequence[Sibling]") -> "tuple[str, int]":
    """Who, in words: sessions are counted, not their edits or agents; and how many that is."""
    others = len({s.id for s in siblings if not s.same})
    agents = sum(1 for s in siblings if s.same)
    who = [wording.count(others, "other session")] if others else []
    if agents:
        who.append("another agent of this session" if agents == 1 else "%d other agents of this session" % agents)
    return " and ".join(who), others + agents


_OUTCOMES = {
    "warned": "This call was not held back. The file may contain that work half-done, and failures may come from it.",
    "held": "This call was held and nothing was written: it would replace the whole file, that work included. %s",
    "asked": "Whether this call goes ahead is for the person to decide.",
    "denied": "This call was refused and nothing was written: the person's settings say so while that claim stands.",
}
_REMOVED = "This call was held and nothing was written: it would remove the file, that work included. %s"
_AGAIN = "The same %s goes through when it is repeated."
_FULL = "csg's disk takes no note of that, so the same %s is held again until those claims are over."
_PREFERENCE = "The person running these sessions prefers that overlapping edits are raised with them first."
_MERGE = "Nothing on this working tree is at risk now; the two versions will meet at merge."


def outcome_words(text: str, noted: bool, what: str = "call") -> str:
    """What became of the call, or of what else it was, with what lets it through after all.  `noted`: see `warning`."""
    return text % ((_AGAIN if noted else _FULL) % what) if "%s" in text else text


def _who(s: "Sibling") -> str:
    if s.same:
        who = "agent %s of this session" % wording.quoted(s.agent, 40) if s.agent else "the main agent of this session"
        if s.pid:
            who += ", open in another process (pid %d)" % s.pid
        facts = []
    elif s.machine:
        who = "session %s" % wording.quoted(wording.short(s.id))
        facts = [wording.client(s.client)] if s.client else []
        facts.append("machine " + wording.quoted(s.machine, 80))
        facts += ["of " + wording.quoted(s.owner, 80)] if s.owner else []
        state = "" if s.pushed is None else " (pushed)" if s.pushed else " (not pushed)"
        facts += ["branch " + wording.quoted(s.branch, 120) + state] if s.branch else []
    else:
        who = "session %s" % wording.quoted(wording.short(s.id)) + (
            ", agent %s" % wording.quoted(s.agent, 40) if s.agent else ""
        )
        facts = [wording.client(s.client)] if s.client else []
        if s.repository:
            facts.append("repository " + wording.quoted(s.repository, 80))
        if s.branch:
            facts.append("branch " + wording.quoted(s.branch, 120))
        facts.append("cwd " + wording.quoted(s.cwd, 200))
    if s.worktree:
        facts.append("editing in worktree " + wording.quoted(s.worktree, 200))
    return who + (" (%s)" % ", ".join(facts) if facts else "")


def _line(s: "Sibling", yours: str = "") -> str:
    text = "- %s: %s" % (_who(s), wording.count(s.edits, "edit"))
    if s.lines:
        text += " in %s%s" % (s.lines, " (yours: %s)" % yours if yours else "")
    text += ", the last " + wording.ago(s.age)
    text += {"running": "; its process is running", "gone": "; its process is gone"}.get(s.process, "")
    if s.uncommitted is not None:
        text += ", and the file has %s changes" % ("uncommitted" if s.uncommitted else "no uncommitted")
    text += "; " + s.merge if s.merge else ""
    if s.intent:
        text += ". Intent: " + wording.quoted(s.intent, 300)
    elif s.prompt:
        text += ". Latest prompt: " + wording.quoted(s.prompt, 120)
    return text + "."


_DOES = {
    "discard": "would throw away",
    "take": "would take along",
    "write": "would overwrite or remove",
    "edit": "would change",
}


_KILLING = "The person running these sessions prefers that what another session runs is ended only after asking them."
COMMAND_OUTCOMES = {
    "warned": "This command was not held back.",
    "held": "This command was held and nothing was run. %s",
    "asked": "Whether this command is run is for the person to decide.",
    "denied": "This command was refused and nothing was run: the person's settings say so while those claims stand.",
}


#: cold


def checkout(path: str, root: str, cwd: str, branch: str) -> str:
    """What is said when an edit lands in another checkout of the repository the session works in."""
    return "csg: %s is in the checkout %s%s, not in the one of this session's cwd, %s." % (
        wording.quoted(path, 400),
        wording.quoted(root, 200),
        " (branch %s)" % wording.quoted(branch, 120) if branch else "",
        wording.quoted(cwd, 200),
    )


def git_warning(
    commands: "Sequence[str]",
    kind: str,
    root: str,
    held: "Sequence[tuple[Sibling, Sequence[str]]]",
    outcome: str,
    noted: bool = True,
) -> str:
    """The warning about git commands that concern files siblings hold: at most MOST characters.

    commands  their short names    root  the checkout    held  who, with the paths in the checkout
    kind      policy's
    outcome, noted   see `warning`
    """
    whose, _ = _counted([s for s, _ in held])
    shown = " and ".join(["`%s`" % wording.name(command, 80) for command in commands])
    lines = ["%s %s in %s %s uncommitted work of %s." % (TITLE, shown, wording.quoted(root, 200), _DOES[kind], whose)]
    for sibling, files in held[:_SESSIONS]:
        listed = ", ".join([wording.quoted(file, 120) for file in files[:8]])
        more = " and %d more" % (len(files) - 8) if len(files) > 8 else ""
        lines.append(_line(sibling).rstrip(".") + ": " + listed + more + ".")
    if len(held) > _SESSIONS:
        lines.append("- and %d more." % (len(held) - _SESSIONS))
    lines += [outcome_words(COMMAND_OUTCOMES[outcome], noted, "command"), _PREFERENCE]
    return whole(lines)


def kill_warning(
    commands: "Sequence[str]", hit: "Sequence[tuple[Sibling, Sequence[str]]]", outcome: str, noted: bool = True
) -> str:
    """The warning about commands that would end processes of siblings: at most MOST characters.

    commands  in short    hit  whose, with each process in words    outcome, noted   see `warning`
    """
    whose, _ = _counted([s for s, _ in hit])
    many = sum(len(processes) for _, processes in hit)
    shown = " and ".join([wording.quoted(command, 80) for command in commands])
    what = "a process" if many == 1 else "%d processes" % many
    lines = ["%s %s would end %s of %s." % (TITLE, shown, what, whose)]
    for sibling, processes in hit[:_SESSIONS]:
        more = " and %d more" % (len(processes) - 8) if len(processes) > 8 else ""
        lines.append("- %s: %s%s." % (_who(sibling), ", ".join(processes[:8]), more))
    if len(hit) > _SESSIONS:
        lines.append("- and %d more." % (len(hit) - _SESSIONS))
    lines += [outcome_words(COMMAND_OUTCOMES[outcome], noted, "command"), _KILLING]
    return whole(lines)
