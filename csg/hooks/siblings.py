"""What is known of whoever else holds a file: the facts that a warning tells."""

from csg.base import paths, processes, wording
from csg.state import names, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.state import holdings


class Sibling:
    """What is said of one other Session (or another agent of the same one).  Text fields are raw.

    id          the Session's id, whole           edits    on the file, within the Window
    agent       the subagent's id, or ""          age      of the newest one, in seconds
    same        another agent of the reader's own Session
    pid         the process of the same Session that it runs in, if that is another one; else 0
    lines       which it changed, in words, or ""
    uncommitted whether the file has changes git does not have: True, False, or None if that is not known
    repository  its name, or ""                   process  "running", "gone" or "unknown"
    branch, cwd, intent                           worktree where it edits, if not here; else ""
    machine     where it runs, if on another one, and then whose it is, and whether its branch is pushed (or None)
    merge       what the two versions of an Overlap come to, or ""
    prompt      the first line of its latest prompt, where it states no intent; else ""
    client      another one than Claude Code, or ""
    """

    __slots__ = (
        "age",
        "agent",
        "branch",
        "client",
        "cwd",
        "edits",
        "id",
        "intent",
        "lines",
        "machine",
        "merge",
        "owner",
        "pid",
        "process",
        "prompt",
        "pushed",
        "repository",
        "same",
        "uncommitted",
        "worktree",
    )

    def __init__(self, id: str) -> None:
        self.id = id
        self.agent = self.repository = self.branch = self.cwd = self.intent = self.worktree = self.lines = ""
        self.merge = self.prompt = self.client = self.machine = self.owner = ""
        self.pushed: bool | None = None
        self.process = "unknown"
        self.same = False
        self.pid = 0
        self.uncommitted: bool | None = None
        self.edits = 0
        self.age = 0.0


def about(home: bytes, holding: "holdings.Holding", now: float, reader: bytes, reader_id: str) -> Sibling:
    """The facts about whoever holds a file, for a warning to the Session `reader`."""
    same = holding.name == reader
    session = None if same else sessions.load(home, holding.name)
    about = Sibling(reader_id if same else session.id if session else paths.text(holding.name))
    about.same = same
    about.agent = holding.agent
    about.edits = holding.edits
    about.lines = wording.lines(holding.places)
    about.age = now - holding.newest
    about.pid = holding.pid
    if holding.elsewhere:
        about.worktree = paths.text(holding.root)
    if session:
        about.client = session.client
        about.repository = paths.text(session.repository_name())
        about.branch = session.branch_now()
        about.cwd = paths.text(session.cwd)
        about.process = session.process()
        about.intent = names.intent(home, holding.name)
        about.prompt = "" if about.intent else names.prompt(home, holding.name)
        if about.process == processes.GONE and not holding.elsewhere and holding.root:
            from csg.git import uncommitted

            about.uncommitted = uncommitted.changes(home, holding.root, holding.path)
    return about
