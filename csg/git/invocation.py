"""One call of git as its command line says it: the directory, the settings, the arguments."""

from csg.base import paths
from csg.git import pathspecs
from csg.git.command_options import ASKING, NONE, OPTIONS, VALUED
from csg.git.effects import EVERY, SUBMODULES, TAKE, Effect
from csg.shell.command import Command
from csg.shell.options import Options
from csg.shell.places import Listed
from csg.shell.words import Pattern, Unsure, join, part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csg.shell.places import Place


_PATHSPECS = {
    b"--literal-pathspecs": b":(literal)",
    b"--glob-pathspecs": b":(glob)",
    b"--noglob-pathspecs": b":(literal)",
    b"--icase-pathspecs": b":(icase)",
}


class Invocation:
    """A git command, its general options taken off.

    arguments  the command's name and what follows it; none if git only prints something
    directory  where git works; None if unknown
    config     what -c sets: names in small letters, values
    more       xargs adds arguments that are not known
    fed        may something other than a person be at its stdin?
    input      the file (absolute) that it finds on its stdin; b"" if that is none, or not known
    piped      the command whose output it finds there; None if that is none, or not known
    exists     see commands.verdict
    """

    __slots__ = ("_magic", "arguments", "config", "directory", "exists", "fed", "input", "more", "piped")

    def __init__(
        self,
        command: Command,
        exists: "Callable[[bytes], bool] | None",
        config: "Sequence[tuple[bytes, bytes]]" = (),
        fed: bool = False,
    ) -> None:
        """`config`: settings that commands before it have made."""
        self.directory = command.cwd
        self.more = command.more
        self.input = (command.stdin.path or b"") if command.stdin is not None else b""
        self.piped = command.stdin.command if command.stdin is not None else None
        self.exists = exists
        self.fed = fed
        self.config: list[tuple[bytes, bytes]] = list(config)
        self._magic = b""  # what --glob-pathspecs and the like put in front of each
        self.arguments: list[bytes] = []
        tree: bytes | None = None  # --work-tree
        for word in command.assigned:
            name, _, value = word.partition(b"=")
            if name == b"GIT_WORK_TREE":
                tree = part(word, value)
        words = command.words
        k = 1
        while k < len(words) and words[k][:1] == b"-":
            word = words[k]
            name, equals, value = word.partition(b"=")
            k += 1
            if name in VALUED and not equals:
                value = words[k] if k < len(words) else b""
                k += 1
            elif name in ASKING and not (name == b"--exec-path" and equals):
                return
            else:
                value = part(word, value)
            if name == b"-C" and value:
                self.directory = join(self.directory, value)
            elif name == b"-c":
                self.set(value)
            elif name == b"--work-tree":
                tree = value
            elif name in _PATHSPECS:
                self._magic = _PATHSPECS[name]
        if k < len(words) and not isinstance(words[k], (Unsure, Pattern)):
            self.arguments = words[k:]
        if tree is not None:
            self._enter_tree(tree)

    def _enter_tree(self, stated: bytes) -> None:
        """--work-tree, relative to -C's directory: git goes to its top unless it is in it already."""
        tree = join(self.directory, stated)
        inside = tree is not None and self.directory is not None and paths.is_below(self.directory, tree)
        if not inside:
            self.directory = tree

    def effect(
        self, kind: str, shown: str, named: "list[bytes] | None" = None, states: int = EVERY, whole: bool = True
    ) -> "Effect | None":
        """An Effect, limited to these pathspecs if there are any and all are known.  `whole`: see Effect."""
        named = named or []
        limits: list[bytes] = []
        words: list[bytes] | None = None if self.more else []
        listed: list[Place] | None = None
        for word in named:
            if isinstance(word, Listed):
                words, listed = None, [*(listed or []), *word.places]
                continue
            if isinstance(word, Unsure):
                words = None
                if kind == TAKE and not word.many:
                    continue  # `git add "$file"`: hardly ever somebody else's
                word = word.before[: word.before.rfind(b"/") + 1]
            elif words is not None:
                words += self._as_given(word)
            pathspec = pathspecs.without_magic(bytes(word)) if self._magic != b":(literal)" else bytes(word)
            if pathspec is None:
                continue
            limits.append(pathspec)
        if not limits and listed is None and kind == TAKE and words is None and named and not self.more:
            return None
        found = Effect(kind, shown, self.directory, limits or None, states, words)
        if self.more or b"" in limits or self._magic == b":(icase)":
            found.paths = None
        elif listed is not None:
            found.places = listed
        found.whole = whole
        return found

    def listed(self, found: "Effect | None", options: Options) -> "Effect | None":
        """The same, without a limit if the pathspecs stand in a file; git refuses some combinations."""
        value = options.value(b"--pathspec-from-file")
        if value is None:
            return None if options.has(b"--pathspec-file-nul") else found
        if options.operands:
            return None
        if found is not None:
            found.paths = found.words = None
            if value != b"-" and not options.has(b"--pathspec-file-nul"):
                found.listing = join(self.directory, value) or b""
        return found

    def nesting(self, words: "list[bytes]", found: "Effect | None") -> "Effect | None":
        """The same, in submodules too if an option or a setting says so."""
        on = self.configured(b"submodule.recurse")
        for word in words:
            if word in (b"--recurse-submodules", b"--no-recurse-submodules"):
                on = word == b"--recurse-submodules"
        if found is not None and on:
            found.nested = SUBMODULES
        return found

    def _as_given(self, word: bytes) -> "list[bytes]":
        """A word as pathspecs that mean the same without any option, and without the shell."""
        if isinstance(word, Pattern):  # the shell's stops at slashes; and what it names may be a directory
            return [b":(glob)" + word, b":(glob)" + word.rstrip(b"/") + b"/**"]
        plain = word[:1] != b":" or self._magic == b":(literal)"
        return [self._magic + word if plain else bytes(word)]

    def configured(self, name: bytes) -> "bool | None":
        """Is a boolean (its name in small letters) set to true or to false by -c, or earlier in the line?"""
        found = None
        for given, value in self.config:
            if given == name:
                found = value.lower() not in (b"false", b"no", b"off", b"0", b"")
        return found

    def set(self, setting: bytes) -> None:
        """Take over a `name=value`; a name alone is true."""
        name, equals, value = setting.partition(b"=")
        self.config.append((name.lower(), value if equals else b"true"))

    def options(self, words: "list[bytes]") -> Options:
        """The command's own arguments, or some of them, taken apart."""
        valued = OPTIONS.get(self.arguments[0], NONE)
        return Options(words, valued.short, valued.long, valued.attached)
