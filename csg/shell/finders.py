"""Programs that say which processes there are, and how they are asked: lsof, pgrep, pidof, fuser, `ps | grep`.

What such a program prints, another one ends (`kill $(lsof -ti:3000)`): see `kills`.
"""

from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Command

_MOST = 1000  # ports of one range
_SPECIAL = b"|+?(){}"


class Selection:
    """Processes chosen by what they are called.

    named        the program's name is this; b"" if patterns say it
    wanted       extended regular expressions that all have to be found,   unwanted: none of these
    whole        in the whole command line, not in the program's name only
    exact        as the whole of it;   any_case, inverted (those where it is not)
    parents, groups   of these only, if any are named;   users: ids or names
    pick         "newest", "oldest" or "" for all
    whole_group  the process groups of those that are found
    """

    __slots__ = (
        *(
            "any_case",
            "exact",
            "groups",
            "inverted",
            "named",
            "parents",
            "pick",
            "unwanted",
            "users",
            "wanted",
            "whole",
        ),
        "whole_group",
    )

    def __init__(self) -> None:
        self.named = b""
        self.wanted: list[bytes] = []
        self.unwanted: list[bytes] = []
        self.whole = self.exact = self.any_case = self.inverted = self.whole_group = False
        self.parents: list[int] = []
        self.groups: list[int] = []
        self.users: list[bytes] = []
        self.pick = ""


class Aim:
    """What one command means.

    shown  the command         pids   negative ones are process groups, -1 is everything
    files  that hold a pid     ports  a port, and whether those count that are only connected to it
    selections  by name
    """

    __slots__ = ("files", "pids", "ports", "selections", "shown")

    def __init__(self) -> None:
        self.shown = b""
        self.pids: list[int] = []
        self.ports: list[tuple[int, bool]] = []
        self.selections: list[Selection] = []
        self.files: list[bytes] = []

    def add(self, other: "Aim | None") -> None:
        """Also what the other one means."""
        if other is not None:
            self.pids += other.pids
            self.ports += other.ports
            self.selections += other.selections
            self.files += other.files


def found(command: "Command", line: "list[Command]") -> "Aim | None":
    """The processes whose ids a command prints; None if it is no such program.  `line`: what else runs with it."""
    words = command.words
    if not words or isinstance(words[0], Unsure):
        return None
    name = basename(words[0])
    if name == b"lsof":
        return _lsof(words[1:], line)
    if name == b"pgrep":
        return by_pattern(words[1:])
    if name == b"pidof":
        return _pidof(words[1:])
    if name == b"fuser":
        return by_use(words[1:], command.cwd)
    if name == b"ps":
        return _listed(line)
    if name in (b"ss", b"netstat"):
        return _sockets(words[1:], line)
    if name == b"cat":
        aim = Aim()
        some = [join(command.cwd, word) for word in words[1:] if word[:1] != b"-"]
        aim.files = [path for path in some if path is not None]
        return aim
    return None


def ports(word: bytes) -> "list[tuple[int, bool]]":
    """The ports of `3000`, `3000,3001`, `3000-3010`; none of a service's name."""
    numbers: list[int] = []
    if type(word) is bytes:
        for part in word.split(b","):
            first, dash, last = part.partition(b"-")
            if first.isdigit() and len(first) < 6 and (not dash or (last.isdigit() and len(last) < 6)):
                numbers += list(range(int(first), int(last or first) + 1))[:_MOST]
    return [(number, False) for number in numbers if 0 < number < 65536]


def by_pattern(words: "list[bytes]") -> "Aim | None":
    """pgrep's and pkill's way to choose; None where that cannot be told."""
    long = b"pgroup group parent session terminal euid uid pidfile older runstates delimiter ns nslist cgroup env"
    options = Options(words, b"dFgGOPrstuU", tuple([b"--" + name for name in long.split()]))
    beyond = (b"F", b"G", b"O", b"r", b"s", b"t", b"--group", b"--session", b"--terminal", b"--pidfile", b"--older")
    if options.has(*beyond, b"--runstates", b"--ns", b"--nslist", b"--cgroup", b"--env", b"--help", b"--version"):
        return None
    if any(type(word) is not bytes for word in options.operands) or len(options.operands) > 1:
        return None
    chosen = Selection()
    chosen.wanted = list(options.operands)
    chosen.whole = options.has(b"f", b"--full")
    chosen.exact = options.has(b"x", b"--exact")
    chosen.any_case = options.has(b"i", b"--ignore-case")
    chosen.inverted = options.has(b"v", b"--inverse")
    chosen.pick = "newest" if options.has(b"n", b"--newest") else "oldest" if options.has(b"o", b"--oldest") else ""
    for into, names in ((chosen.parents, (b"P", b"--parent")), (chosen.groups, (b"g", b"--pgroup"))):
        for part in (options.value(*names) or b"").split(b","):
            if part:
                if not part.isdigit() or len(part) > 11:
                    return None
                into.append(int(part))
    chosen.users = [part for part in (options.value(b"u", b"U", b"--euid", b"--uid") or b"").split(b",") if part]
    if not (chosen.wanted or chosen.parents or chosen.groups or chosen.users):
        return None
    aim = Aim()
    aim.selections.append(chosen)
    return aim


def by_use(words: "list[bytes]", cwd: "bytes | None") -> Aim:
    """fuser's way: `3000/tcp`, `-n tcp 3000`.  Whoever has a file open is not looked for."""
    options = Options(words, b"nM", (b"--namespace",))
    space = options.value(b"n", b"--namespace")
    aim = Aim()
    for word in options.operands:
        if type(word) is bytes:
            port, slash, protocol = word.partition(b"/")
            if (slash and protocol in (b"tcp", b"udp")) or (not slash and space in (b"tcp", b"udp")):
                aim.ports += ports(port.split(b",")[0])
    return aim


def _lsof(words: "list[bytes]", line: "list[Command]") -> Aim:
    """`-ti:3000`, `-t -i tcp:3000`, `-iTCP:3000 -sTCP:LISTEN`; `lsof -i | grep 3000` too."""
    aim, addresses, k = Aim(), [], 0
    listening = any(b"LISTEN" in word for word in words) or any(b"LISTEN" in one.words for one in line)
    while k < len(words):
        word = words[k]
        at = word.find(b"i")
        if word[:1] == b"-" and word[:2] != b"--" and at > 0 and word[1:2] not in b"sscpud":
            address = word[at + 1 :]
            if not address and k + 1 < len(words) and words[k + 1][:1] != b"-":
                k += 1
                address = words[k]
            addresses.append(address)
        k += 1
    for address in addresses:
        if type(address) is bytes and b":" in address:
            aim.ports += [(port, not listening) for port, _ in ports(address[address.rfind(b":") + 1 :])]
    if addresses and not any(b":" in address for address in addresses):
        aim.ports += [(port, not listening) for port in _numbers(line)]
    return aim


def _pidof(words: "list[bytes]") -> Aim:
    aim = Aim()
    for word in Options(words, b"oS").operands:
        if type(word) is bytes and word:
            chosen = Selection()
            chosen.named = basename(word)
            aim.selections.append(chosen)
    return aim


def _sockets(words: "list[bytes]", line: "list[Command]") -> Aim:
    """`ss -lptn 'sport = :3000'`, `netstat -tlnp | grep :3000`."""
    aim = Aim()
    for word in words:
        for part in word.split():
            if part[:1] == b":":
                aim.ports += ports(part[1:])
    if not aim.ports:
        aim.ports = [(port, False) for port in _numbers(line)]
    return aim


def _numbers(line: "list[Command]") -> "list[int]":
    """The ports that the line's `grep`s and `awk`s look for in a list of sockets."""
    found = []
    for pattern in [pattern for pattern, unwanted in _greps(line) if not unwanted]:
        digits = pattern.strip(b":*. \\b$")
        if digits.isdigit() and 1 < len(digits) < 6:
            found.append(int(digits))
    return found


def _listed(line: "list[Command]") -> Aim:
    """`ps aux | grep NAME | grep -v grep | awk '{print $2}'`"""
    chosen, aim = Selection(), Aim()
    chosen.whole = True
    for pattern, unwanted in _greps(line):
        (chosen.unwanted if unwanted else chosen.wanted).append(pattern)
    chosen.any_case = any(b"i" in word for one in line if _is_grep(one) for word in one.words if word[:1] == b"-")
    if chosen.wanted:
        aim.selections.append(chosen)
    return aim


def _is_grep(command: "Command") -> bool:
    return bool(command.words) and basename(command.words[0]) in (b"grep", b"egrep", b"fgrep")


def _greps(line: "list[Command]") -> "list[tuple[bytes, bool]]":
    """(an extended regular expression that a `grep` or an `awk` looks for, whether it drops what fits)"""
    found = []
    for one in line:
        if _is_grep(one):
            options = Options(one.words[1:], b"efmABCd", (b"--regexp", b"--max-count"))
            pattern = options.value(b"e", b"--regexp")
            if pattern is None and options.operands:
                pattern = options.operands[0]
            if pattern is None or isinstance(pattern, (Unsure, Pattern)):
                continue
            name = basename(one.words[0])
            if name == b"fgrep" or options.has(b"F", b"--fixed-strings"):
                pattern = b"".join(
                    [
                        b"\\" + pattern[i : i + 1] if not pattern[i : i + 1].isalnum() else pattern[i : i + 1]
                        for i in range(len(pattern))
                    ]
                )
            elif name == b"grep" and not options.has(b"E", b"P", b"--extended-regexp", b"--perl-regexp"):
                pattern = _extended(pattern)
            found.append((pattern, options.has(b"v", b"--invert-match")))
        elif one.words and basename(one.words[0]) in (b"awk", b"gawk", b"mawk"):
            for word in one.words[1:]:
                begin = word.find(b"/")
                end = word.find(b"/", begin + 1)
                if type(word) is bytes and 0 <= begin < end and word.lstrip()[:1] in (b"/", b"!"):
                    found.append((word[begin + 1 : end], word.lstrip()[:1] == b"!"))
    return found


def _extended(basic: bytes) -> bytes:
    """A basic regular expression as an extended one, GNU's additions among it."""
    made, k = b"", 0
    while k < len(basic):
        c = basic[k : k + 1]
        if c == b"\\" and k + 1 < len(basic):
            follows = basic[k + 1 : k + 2]
            made += follows if follows in _SPECIAL else c + follows
            k += 2
        else:
            made += b"\\" + c if c in _SPECIAL else c
            k += 1
    return made
