"""What is found in a command line: its simple commands."""


class Command:
    """One simple command.

    words    the program and its arguments, without quotes; see Pattern and Unsure.  Programs that only
             run another (`sudo`, `env` …) are taken off
    cwd      the directory that it runs in, by the `cd`s before it; None if that is not known
    targets  the files that it is redirected to
    assigned the `NAME=value` words in front of it
    more      xargs adds words that are not known
    answered  something is on its stdin that may answer its questions
    """

    __slots__ = ("answered", "assigned", "cwd", "more", "targets", "words")

    def __init__(
        self, words: "list[bytes]", cwd: "bytes | None", targets: "list[bytes]", assigned: "list[bytes]", more: bool
    ) -> None:
        self.words = words
        self.cwd = cwd
        self.targets = targets
        self.assigned = assigned
        self.more = more
        self.answered = False
