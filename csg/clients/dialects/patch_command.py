"""A command line that is nothing but `apply_patch` with its patch.

Codex 0.169.0 carries out such a line itself when the patch comes as a here-document, after a `cd` if need be, and runs
no PostToolUse.  With the patch as an argument the shell runs it, where `apply_patch` is on PATH.
"""

_NAMES = ("apply_patch", "applypatch")
_QUOTES = "'\""
_SPACES = " \t"
_SPECIAL = set("|&;<>()$`\\\"'*?[#~{}! \t\n")  # in a word of the shell


def read(command: str, cwd: str) -> "tuple[str, str] | None":
    """(the patch, what its paths are relative to); None for any other line."""
    line = command.strip()
    if line[:3] in ("cd ", "cd\t"):
        folder, line = _word(line[3:].lstrip(_SPACES))
        line = line.lstrip(_SPACES)
        if not folder or line[:2] != "&&":
            return None
        cwd = folder if folder[:1] == "/" else cwd.rstrip("/") + "/" + folder
        line = line[2:].lstrip()
    name, line = _word(line)
    if name not in _NAMES or line[:1] not in ("<", *_SPACES):
        return None
    line = line.lstrip(_SPACES)
    text = _document(line[2:]) if line[:2] == "<<" else _argument(line)
    return None if text is None else (text, cwd)


def _word(line: str) -> "tuple[str, str]":
    """The word that the line begins with, and what comes after it; "" where it would have to be expanded."""
    if line[:1] in _QUOTES and line:
        end = line.find(line[0], 1)
        word, rest = line[1:end], line[end + 1 :]
        if end < 0 or (line[0] == '"' and any(one in word for one in "$`\\")):
            return "", line
        return word, rest
    end = next((at for at, one in enumerate(line) if one in _SPECIAL), len(line))
    return line[:end], line[end:]


def _document(line: str) -> "str | None":
    """The text of a here-document, which must be all there is; `line`: what follows the `<<`."""
    first, _, body = line.partition("\n")
    tabs = first[:1] == "-"
    mark, rest = _word(first[tabs:].strip())
    if not mark or rest or not body:
        return None
    lines = body.split("\n")
    for at, one in enumerate(lines):
        if (one.lstrip("\t") if tabs else one) == mark:
            return None if "".join(lines[at + 1 :]).strip() else "\n".join(lines[:at])
    return None


def _argument(line: str) -> "str | None":
    """The text of the only argument, in quotation marks."""
    if line[:1] not in _QUOTES or not line:
        return None
    if line[0] == "'":
        return line[1:-1] if line.find("'", 1) == len(line) - 1 else None
    text, at = "", 1
    while at < len(line) and line[at] != '"':
        if line[at] in "$`":
            return None
        if line[at] == "\\" and line[at + 1 : at + 2] in ("\\", '"', "$", "`", "\n"):
            at += 1
            text += line[at] if line[at] != "\n" else ""
        else:
            text += line[at]
        at += 1
    return text if at == len(line) - 1 else None
