"""What the commands of a line mean to end: processes by pid, by name, by the port that they use.

Pure: which processes that are is for the caller to find out, before anything runs.  What only other programs
know (a terminal, a cgroup) ends nothing here: what cannot be known is silent.
"""

from csg.shell import command_line, finders
from csg.shell.finders import Aim, Selection
from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Command

#: Signals that end nothing.
_HARMLESS = frozenset(b"0 CONT CHLD WINCH URG INFO".split())
_SIGNALS = frozenset(
    b"""HUP INT QUIT ILL TRAP ABRT IOT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU
    URG XCPU XFSZ VTALRM PROF WINCH IO POLL PWR SYS INFO EMT""".split()
)
_RUNNERS = frozenset(b"npx bunx pnpx dlx x exec".split())
_MANAGERS = frozenset(b"npm pnpm yarn bun".split())
_BY_PORT = frozenset(b"kill-port kill-port-process killport cross-port-killer".split())
_LOOKED_AT = 2000  # bytes of a substitution


def aims(commands: "list[Command]") -> "list[Aim]":
    """What each command of a line that ends processes means, in the line's order."""
    found = []
    for number, command in enumerate(commands):
        aim = _aim(command, commands[:number])
        if aim is not None and (aim.pids or aim.ports or aim.selections or aim.files):
            aim.shown = b" ".join(command.words)[:400]
            found.append(aim)
    return found


def _aim(command: "Command", before: "list[Command]") -> "Aim | None":
    words = command.words
    if not words or isinstance(words[0], Unsure):
        return None
    name = basename(words[0])
    if name == b"kill":
        return _kill(command, before)
    if name == b"pkill":
        return _pkill(words, command.more, before)
    if name == b"killall":
        return _killall(words)
    if name == b"fuser":
        return _fuser(command) if Options(words[1:]).has(b"k", b"--kill") else None
    if name in _MANAGERS or name in _RUNNERS:
        words = _package(words)
        name = basename(words[0]).partition(b"@")[0] if words else b""
    if name in _BY_PORT:
        return _ports([word for word in words[1:] if word[:1] != b"-"])
    return _fkill(words[1:]) if name in (b"fkill", b"fkill-cli") else None


def signal(words: "list[bytes]", *names: bytes) -> "tuple[bytes, list[bytes]]":
    """The signal that is named in `-9`, `-KILL`, `--signal=KILL` (b"" if none is), and the other words.

    names  the options that take it as the next word"""
    for k, word in enumerate(words):
        if word == b"--":
            break
        if word in names and k + 1 < len(words):
            return _signal(words[k + 1]), words[:k] + words[k + 2 :]
        if word[:9] == b"--signal=":
            return _signal(word[9:]), words[:k] + words[k + 1 :]
        if word[:1] == b"-" and (word[1:].isdigit() or _signal(word[1:]) in _SIGNALS):
            return _signal(word[1:]), words[:k] + words[k + 1 :]
    return b"", words


def _signal(word: bytes) -> bytes:
    word = word.upper()
    return word[3:] if word[:3] == b"SIG" else word


def _kill(command: "Command", before: "list[Command]") -> "Aim | None":
    words = command.words[1:]
    if words[:1] and words[0] in (b"-l", b"-L", b"-t", b"--list", b"--table"):
        return None
    which, words = signal(words, b"-s", b"-n", b"--signal")
    if which in _HARMLESS:
        return None
    aim, unknown = Aim(), command.more
    for word in words:
        if isinstance(word, (Unsure, Pattern)):
            unknown = _within(aim, word, command.cwd) or unknown
        elif word.lstrip(b"-").isdigit() and len(word) < 12:
            aim.pids.append(int(word))
    if unknown:  # a variable, or xargs: what the line asked for before is what it ends
        for other in before:
            aim.add(finders.found(other, before))
    return aim


def _within(aim: Aim, word: bytes, cwd: "bytes | None") -> bool:
    """What a substitution in the word asks for; True if it asks for nothing that is known here."""
    if word[:3] == b"$(<":
        path = join(cwd, word[3:].strip(b" )"))
        aim.files += [path] if path is not None else []
        return path is None
    if len(word) > _LOOKED_AT or (b"$(" not in word and b"`" not in word):
        return True
    inner = command_line.commands(": " + word.decode("utf-8", "surrogateescape"), cwd)
    some = [finders.found(one, inner) for one in inner]
    for one in some:
        aim.add(one)
    return not any(some)


def _pkill(words: "list[bytes]", more: bool, before: "list[Command]") -> "Aim | None":
    which, rest = signal(words[1:], b"--signal")
    if which in _HARMLESS or more:
        return None
    return finders.by_pattern(rest)


def _killall(words: "list[bytes]") -> "Aim | None":
    which, rest = signal(words[1:], b"-s", b"--signal")
    options = Options(rest, b"uonyZcdt", (b"--user", b"--older-than", b"--younger-than", b"--ns", b"--context"))
    if which in _HARMLESS or options.has(b"i", b"l", b"o", b"y", b"n", b"t", b"c", b"--interactive", b"--list"):
        return None
    aim = Aim()
    for word in options.operands:
        if type(word) is bytes and word:
            chosen = Selection()
            if options.has(b"r", b"m", b"--regexp"):
                chosen.wanted.append(word)
            else:
                chosen.named = basename(word)
            chosen.any_case = options.has(b"I", b"--ignore-case")
            chosen.whole_group = options.has(b"g", b"--process-group")
            user = options.value(b"u", b"--user")
            chosen.users = [user] if user is not None else []
            aim.selections.append(chosen)
    return aim


def _fuser(command: "Command") -> "Aim | None":
    which, words = signal(command.words[1:])
    return finders.by_use(words, command.cwd) if which not in _HARMLESS else None


def _ports(words: "list[bytes]") -> Aim:
    aim = Aim()
    for word in words:
        aim.ports += finders.ports(word)
    return aim


def _fkill(words: "list[bytes]") -> Aim:
    """fkill: `:8080` is a port, digits are a pid, anything else a name."""
    aim = Aim()
    for word in words:
        if type(word) is not bytes or word[:1] == b"-":
            continue
        if word[:1] == b":":
            aim.ports += finders.ports(word[1:])
        elif word.isdigit() and len(word) < 12:
            aim.pids.append(int(word))
        elif word:
            chosen = Selection()
            chosen.named = word
            aim.selections.append(chosen)
    return aim


def _package(words: "list[bytes]") -> "list[bytes]":
    """What `npx`, `pnpm dlx`, `yarn dlx`, `bun x` run."""
    words = words[1:]
    while words and (words[0][:1] == b"-" or words[0] in _RUNNERS):
        words = words[2 if words[0] in (b"-p", b"--package") else 1 :]
    return words
