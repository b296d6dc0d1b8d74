"""A program's arguments, taken apart."""

from csg.shell.words import part


class Options:
    """A program's arguments, taken apart as getopt does.

    given     (name, value) in order; a short option's name is its letter, a long one's begins with `--`
    operands  the other words;  dashes: how many of them stand before `--`, -1 if there is no `--`
    """

    __slots__ = ("dashes", "given", "operands")

    def __init__(
        self,
        words: "list[bytes]",
        short: bytes = b"",
        long: "tuple[bytes, ...]" = (),
        attached: bytes = b"",
        first: bool = False,
    ) -> None:
        """words     without the program's name
        short     letters that take a value (the rest of the word, or else the next)
        long      options that take the next word where they have no `=`
        attached  letters whose value, if there is one, is the rest of the word
        first     options end at the first operand, as for programs that run another"""
        self.given: list[tuple[bytes, bytes]] = []
        self.operands: list[bytes] = []
        self.dashes = -1
        k, n = 0, len(words)
        while k < n:
            word = words[k]
            k += 1
            if word[:1] != b"-" or word == b"-":
                if first:
                    self.operands = words[k - 1 :]
                    return
                self.operands.append(word)
            elif word == b"--":
                self.dashes = len(self.operands)
                self.operands += words[k:]
                return
            elif word[:2] == b"--":
                name, equals, value = word.partition(b"=")
                if name in long and not equals and k < n:
                    value = words[k]
                    k += 1
                self.given.append((name, part(word, value) if equals else value))
            else:
                for i in range(1, min(len(word), 32)):
                    letter = word[i : i + 1]
                    if letter in short or letter in attached:
                        value = part(word, word[i + 1 :])
                        if not value and letter in short and k < n:
                            value = words[k]
                            k += 1
                        self.given.append((letter, value))
                        break
                    self.given.append((letter, b""))

    def has(self, *names: bytes) -> bool:
        """Is one of these options there, and not taken back by a `--no-…` behind it?"""
        return self.value(*names) is not None

    def value(self, *names: bytes) -> "bytes | None":
        """The last value of these options; None if none is there, or a `--no-…` behind it takes it back."""
        found = None
        for name, value in self.given:
            if name in names:
                found = value
            elif name[:5] == b"--no-" and b"--" + name[5:] in names:
                found = None
        return found
