"""Programs that run another one, the rest of their arguments: how each is called."""


class Wrapper:
    """Its options (see options.Options), and how many operands are its own, in front of the command."""

    __slots__ = ("attached", "long", "operands", "short")

    def __init__(self, short: bytes = b"", long: bytes = b"", operands: int = 0, attached: bytes = b"") -> None:
        self.short = short
        self.long = tuple([b"--" + name for name in long.split()])
        self.operands = operands
        self.attached = attached


_NO_OPTIONS = Wrapper()
WRAPPERS = {
    b"env": Wrapper(b"uCSP", b"unset chdir split-string"),
    b"sudo": Wrapper(
        b"ughpCrtTUDRa",
        b"user group host prompt close-from role type command-timeout other-user chdir chroot",
    ),
    b"doas": Wrapper(b"uCa"),
    b"nice": Wrapper(b"n", b"adjustment"),
    b"nohup": _NO_OPTIONS,
    b"setsid": _NO_OPTIONS,
    b"time": Wrapper(b"fo", b"format output"),
    b"gtime": Wrapper(b"fo", b"format output"),
    b"timeout": Wrapper(b"ks", b"kill-after signal", 1),
    b"gtimeout": Wrapper(b"ks", b"kill-after signal", 1),
    b"command": _NO_OPTIONS,
    b"builtin": _NO_OPTIONS,
    b"exec": Wrapper(b"a"),
    b"noglob": _NO_OPTIONS,
    b"nocorrect": _NO_OPTIONS,
    b"xargs": Wrapper(
        b"IJnPLsdEaRS", b"max-args max-procs max-lines max-chars delimiter arg-file process-slot-var", 0, b"iel"
    ),
    b"stdbuf": Wrapper(b"ioe", b"input output error"),
    b"ionice": Wrapper(b"cnpPu", b"class classdata pid"),
    b"chrt": Wrapper(b"TPDp", b"", 1),
    b"taskset": Wrapper(b"", b"", 1),
    b"flock": Wrapper(b"wE", b"wait timeout conflict-exit-code", 1),
    b"caffeinate": Wrapper(b"tw"),
    b"arch": _NO_OPTIONS,
    b"unbuffer": _NO_OPTIONS,
}

#: Those that are part of the shell: what they run, this shell runs.
BUILTIN = frozenset(b"command builtin time noglob nocorrect".split())
