"""What is found in a command line: its simple commands, and what each finds on its stdin."""


class Input:
    """What is on a program's stdin, by where it comes from: one of these, or nothing that is known.

    text     the text itself: of a here-document, a here-string
    command  whose output it is
    path     the file (absolute)
    waits    it is a here-document whose body has not been met yet
    """

    __slots__ = ("command", "path", "text", "waits")

    def __init__(
        self, text: "bytes | None" = None, command: "Command | None" = None, path: "bytes | None" = None
    ) -> None:
        self.text = text
        self.command = command
        self.path = path
        self.waits = False

    def pending(self) -> bool:
        """Is there a here-document at the beginning of it that has not been met?"""
        if self.waits:
            return True
        return self.command is not None and self.command.stdin is not None and self.command.stdin.pending()


class Command:
    """One simple command.

    words     the program and its arguments, without quotes; see Pattern and Unsure.  Programs that only
              run another (`sudo`, `env` …) are taken off
    cwd       the directory that it runs in, by the `cd`s before it; None if that is not known
    targets   the files that it is redirected to
    assigned  the `NAME=value` words in front of it
    more      xargs adds words that are not known
    stdin     what it reads; None: what the whole line does
    first     nothing has changed the disk before it: what is not there now is not there for it
    follows   the command on which it hangs, and whether that has to succeed (`&&`) or to fail (`||`); None: on none
    """

    __slots__ = ("assigned", "cwd", "first", "follows", "more", "stdin", "targets", "words")

    def __init__(
        self, words: "list[bytes]", cwd: "bytes | None", targets: "list[bytes]", assigned: "list[bytes]", more: bool
    ) -> None:
        self.words = words
        self.cwd = cwd
        self.targets = targets
        self.assigned = assigned
        self.more = more
        self.stdin: Input | None = None
        self.first = False
        self.follows: tuple[Command, bool] | None = None
