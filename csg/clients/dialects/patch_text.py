"""The patch text that models write for `apply_patch`, read: which files it concerns, and what it does to each.

Codex 0.169.0 was seen to read it as here.  It refuses a text that has a line of no kind; here such a line is skipped,
since another version may take it: rather a Claim too many than a file that nobody looks at.
"""

UPDATE, ADD, DELETE = "*** Update File: ", "*** Add File: ", "*** Delete File: "
_HEADERS = (UPDATE, ADD, DELETE)
_MOVE, _END_OF_FILE = "*** Move to: ", "*** End of File"
_BEGIN, _END = "*** Begin Patch", "*** End Patch"


class Chunk:
    """A piece of an update.

    context  a line below which it stands, or ""      old, new  its lines before and after, those that stay in both
    at_end   does it stand at the end of the file?    marks     what each of its lines begins with: " ", "-" or "+\""""

    __slots__ = ("at_end", "context", "marks", "new", "old")

    def __init__(self, context: str = "") -> None:
        self.context = context
        self.old: list[str] = []
        self.new: list[str] = []
        self.marks = ""
        self.at_end = False

    def take(self, line: str) -> None:
        """Another line of it, with its mark; an empty one stands for itself."""
        mark, text = line[:1] or " ", line[1:]
        self.marks += mark
        if mark != "+":
            self.old.append(text)
        if mark != "-":
            self.new.append(text)


class File:
    """What the patch does to one file.

    does     UPDATE, ADD or DELETE     path     as the patch has it
    target   where an update moves it, or ""
    chunks   of an update              lines    of a file that is added"""

    __slots__ = ("chunks", "does", "lines", "path", "target")

    def __init__(self, does: str, path: str) -> None:
        self.does = does
        self.path = path
        self.target = ""
        self.chunks: list[Chunk] = []
        self.lines: list[str] = []


def read(text: str) -> "list[File]":
    """The files of a patch, in its order; none if it is no patch."""
    lines = [line[:-1] if line[-1:] == "\r" else line for line in text.strip().split("\n")]
    if lines[0][:2] == "<<" and len(lines) > 2:  # as a shell would have it, where there is none
        lines = lines[1:-1]
    if lines[0].strip() != _BEGIN or lines[-1].strip() != _END:
        return []
    files: list[File] = []
    for line in lines[1:-1]:
        file = files[-1] if files else None
        updated = file if file is not None and file.does == UPDATE else None
        header = line.strip() if updated is None or line[:1] == "*" else ""
        does = next((one for one in _HEADERS if header.startswith(one)), "")
        if does:
            files.append(File(does, header[len(does) :]))
        elif updated is not None:
            _update(updated, line)
        elif file is not None and file.does == ADD and line[:1] == "+":
            file.lines.append(line[1:])
    return files


def _update(file: File, line: str) -> None:
    """Another line of an update."""
    if line[:1] == "*":
        if line.startswith(_MOVE) and not file.chunks:
            file.target = line[len(_MOVE) :]
        elif line == _END_OF_FILE and file.chunks:
            file.chunks[-1].at_end = True
    elif line == "@@" or line[:3] == "@@ ":
        file.chunks.append(Chunk(line[3:]))
    elif line[:1] in ("+", "-", " ") or (not line and file.chunks):
        if not file.chunks:
            file.chunks.append(Chunk())
        file.chunks[-1].take(line)
