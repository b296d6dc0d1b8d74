"""The completion, in the shells themselves."""

import functools
import os
import pty
import re
import select
import signal
import subprocess
import time
import unittest
from typing import FrozenSet, List

from csg.verbs import cli
from tests.support import Sandbox, SandboxCase, archive, need, terminal

PUBLIC = [name for name, verb in cli.VERBS.items() if not verb.private]


@functools.lru_cache(maxsize=None)
def options(verb: str) -> FrozenSet[str]:
    """The long options that a verb's help names."""
    shown = subprocess.run([archive(), verb, "--help"], stdout=subprocess.PIPE, timeout=60).stdout.decode()
    return frozenset(["--help", *re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", shown)])


class Completing(SandboxCase):
    shell = ""
    generated: str

    @classmethod
    def setUpClass(cls) -> None:
        need(cls.shell)
        box = Sandbox()
        cls.addClassCleanup(box.remove)
        done = box.csg("completion", cls.shell)
        assert (done.returncode, done.stderr) == (0, b""), done
        cls.generated = done.stdout.decode()

    def script(self) -> str:
        """The generated script's path."""
        return self.box.write("completion." + self.shell, self.generated)

    def ask(self, line: str) -> List[str]:
        """What the shell offers for the last word of a line."""
        raise NotImplementedError

    def ask_all(self, lines: List[str]) -> List[List[str]]:
        """The same of several lines."""
        return [self.ask(line) for line in lines]

    def run_shell(self, *words: str) -> List[str]:
        """The lines of what the shell prints."""
        done = subprocess.run(
            [self.shell, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.box.environ, "TERM": "dumb"},
            cwd=self.box.work,
            encoding="utf-8",
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout.splitlines()


class Tests:
    """What every shell has to offer; in a class of its own so that it is not run by itself."""

    class Everywhere(Completing):
        def test_verbs(self) -> None:
            offered = self.ask("csg ")
            self.assertLessEqual(set(PUBLIC), set(offered))
            self.assertNotIn("pre-edit", offered)
            self.assertEqual(set(self.ask("csg un")), {"uninstall"})

        def test_every_option_that_help_names(self) -> None:
            answers = self.ask_all(["csg %s --" % verb for verb in PUBLIC])
            for verb, offered in zip(PUBLIC, answers):
                self.assertLessEqual(options(verb), set(offered), verb)

        def test_the_words_an_option_takes(self) -> None:
            self.assertEqual(set(self.ask("csg install --scope ")), {"user", "project", "local"})

        def test_the_words_an_argument_takes(self) -> None:
            self.assertEqual(set(self.ask("csg completion z")), {"zsh"})

        def test_files(self) -> None:
            self.box.write("a file.txt")
            self.box.write("other.txt")
            self.assertEqual(self.ask("csg check o"), ["other.txt"])


class Bash(Tests.Everywhere):
    shell = "bash"

    def ask(self, line: str) -> List[str]:
        script = self.script()
        program = (
            'source "$1"; line=$2; read -r -a COMP_WORDS <<<"$line"; [ "${line% }" = "$line" ] || COMP_WORDS+=("");'
            " COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); complete -p csg >/dev/null; _csg;"
            ' [ "${#COMPREPLY[@]}" = 0 ] || printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return self.run_shell("--norc", "-c", program, "bash", script, line)

    def test_a_file_name_with_a_space(self) -> None:
        self.box.write("a file.txt")
        self.assertEqual(self.ask("csg check a"), ["a file.txt"])

    def test_hosts(self) -> None:
        hosts = self.box.write("hosts", "192.0.2.7 buildbox\n")
        self.box.environ["HOSTFILE"] = hosts
        self.assertIn("buildbox", self.ask("csg deploy build"))


class Fish(Tests.Everywhere):
    shell = "fish"

    def ask(self, line: str) -> List[str]:
        offered = self.run_shell("--no-config", "-c", "source $argv[1]; complete -C $argv[2]", self.script(), line)
        return [one.split("\t")[0] for one in offered]


class Zsh(Tests.Everywhere):
    """zsh completes only at a terminal, so it gets one."""

    shell = "zsh"

    def setUp(self) -> None:
        super().setUp()
        for end in terminal():  # skips where there is none
            os.close(end)

    def ask(self, line: str) -> List[str]:
        return self.ask_all([line])[0]

    def ask_all(self, lines: List[str]) -> List[List[str]]:
        offered = os.path.join(self.box.make("asked-%d" % time.monotonic_ns()), "offered")
        start = self.box.write("start", _ZSH % (os.path.dirname(offered), self.script(), self.box.work))
        process, terminal = pty.fork()
        if process == 0:
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**self.box.environ, "TERM": "dumb"})
        try:
            os.write(terminal, b"source '%s'\n" % start.encode())
            answers = []
            for number, line in enumerate(["csg ", *lines], 0):
                if number:
                    os.write(terminal, line.encode() + b"\t")
                answers.append(self._answer(terminal, offered, number))
            return answers[1:]
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(terminal)

    def _answer(self, terminal: int, path: str, number: int) -> List[str]:
        """Wait until the file has this many answers after the first; the last."""
        limit = time.monotonic() + 30
        while True:
            if select.select([terminal], [], [], 0.02)[0]:
                os.read(terminal, 65536)
            try:
                with open(path, encoding="utf-8") as file:
                    parts = file.read().split("=\n")
            except FileNotFoundError:
                parts = []
            if len(parts) == number + 2:
                return sorted(set(parts[number].splitlines()) - {""})
            self.assertLess(time.monotonic(), limit, "zsh does not answer")


# Every word that is offered goes to a file, a line of "=" ends each answer, and the first one says "ready".
_ZSH = """
autoload -Uz compinit
compinit -u -D
HOME='%s'
source '%s'
cd '%s'
compadd() {
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- $offered >>$HOME/offered
  builtin compadd "$@"
}
answer() { zle complete-word; print = >>$HOME/offered; zle kill-whole-line }
zle -N answer
bindkey '^I' answer
zle-line-init() { print = >>$HOME/offered }
zle -N zle-line-init
"""


class Script(SandboxCase):
    def test_another_shell(self) -> None:
        done = self.box.csg("completion", "tcsh")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"tcsh", done.stderr)


if __name__ == "__main__":
    unittest.main()
