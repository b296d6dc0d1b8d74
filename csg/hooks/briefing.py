"""What one Session is told about others: facts gathered for `wording`."""

from csg.base import paths, processes, wording
from csg.state import holdings, roster, sessions

_SESSIONS, _FILES = 12, 3  # looked at closely; more do not fit into a brief


def sibling(home: bytes, holding: holdings.Holding, now: float, reader: bytes, reader_id: str) -> wording.Sibling:
    """The facts about whoever holds a file, for a warning to the Session `reader`."""
    same = holding.name == reader
    session = None if same else sessions.load(home, holding.name)
    about = wording.Sibling(reader_id if same else session.id if session else paths.text(holding.name))
    about.same = same
    about.agent = holding.agent
    about.edits = holding.edits
    about.age = now - holding.newest
    about.pid = holding.pid
    if holding.elsewhere:
        about.worktree = paths.text(holding.root)
    if session:
        about.repository = paths.text(session.repository_name())
        about.branch = session.branch_now()
        about.cwd = paths.text(session.cwd)
        about.process = session.process()
        about.intent = sessions.intent(home, holding.name)
        if about.process == processes.GONE and not holding.elsewhere and holding.root:
            from csg.git import uncommitted

            about.uncommitted = uncommitted.changes(holding.root, holding.path)
    return about


def text(home: bytes, reader: sessions.Session, now: float, window: float) -> str:
    """The brief for a Session that starts: its siblings in the same repository; "" if it has none.

    A sibling counts while its process is not provably gone, or while it holds a file."""
    found = []
    for name in roster.names(home):
        if name == reader.name:
            continue
        session = sessions.load(home, name)
        if session is None or session.place() != reader.place():
            continue
        held, more = holdings.newest(home, name, now, window, _FILES)
        if not held and session.process() == processes.GONE:
            continue
        active = held[0].newest if held else roster.last_active(home, name)
        found.append((active, session, held, more))
    if not found:
        return ""
    found.sort(key=lambda item: -item[0])
    cwd = paths.canonical(reader.cwd)
    siblings = []
    for _, session, held, more in found[:_SESSIONS]:
        about = wording.Sibling(session.id)
        about.branch = session.branch_now()
        about.intent = sessions.intent(home, session.name)
        shown = [(paths.text(paths.relative(h.path, cwd)), now - h.newest) for h in held]
        siblings.append((about, shown, more))
    siblings += [(wording.Sibling(session.id), [], 0) for _, session, _, _ in found[_SESSIONS:]]
    place = reader.repository_name() or reader.cwd
    return wording.brief(siblings, paths.text(place))
