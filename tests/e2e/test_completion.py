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
from typing import FrozenSet, List, Sequence

from csg.verbs import cli
from tests.support import Sandbox, SandboxCase, archive, need, sample, sampled, terminal

PUBLIC = list(cli.public())


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
        return self.ask_all([line])[0]

    def ask_all(self, lines: Sequence[str]) -> List[List[str]]:
        """The same of several lines, with one start of the shell."""
        raise NotImplementedError

    def answers(self, printed: List[str]) -> List[List[str]]:
        """What was offered for each line; a line of "=" ends each."""
        found: List[List[str]] = [[]]
        for one in printed:
            if one == "=":
                found.append([])
            else:
                found[-1].append(one)
        return found[:-1]

    def sessions(self) -> None:
        """Two of them, and a csg on PATH that knows them."""
        self.box.start("7f3a9c41-0000-4000-8000-000000000001", self.box.repository("shop"))
        self.box.csg("claim", "split $(touch it) `the` cart: 1", "--session", "7f3a")
        self.box.start("beta", self.box.repository("shop"))
        self.box.start("$(touch it)", self.box.repository("shop"))
        os.symlink(archive(), os.path.join(self.box.make("bin"), "csg"))
        self.box.environ["PATH"] = self.box.make("bin") + ":" + self.box.environ["PATH"]
        self.addCleanup(lambda: self.assertNotIn("it", os.listdir(self.box.work)))

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

    @sampled(5)
    class Everywhere(Completing):
        def test_verbs(self) -> None:
            offered, begun = self.ask_all(["csg ", "csg un"])
            self.assertLessEqual(set(PUBLIC), set(offered))
            self.assertNotIn("pre-edit", offered)
            self.assertEqual(set(begun), {"uninstall"})

        def test_every_option_that_help_names(self) -> None:
            verbs = sample(PUBLIC, 4)
            answers = self.ask_all(["csg %s --" % verb for verb in verbs])
            for verb, offered in zip(verbs, answers):
                self.assertLessEqual(options(verb), set(offered), verb)

        def test_the_words_an_option_takes(self) -> None:
            self.assertEqual(set(self.ask("csg install --scope ")), {"user", "project", "local"})

        def test_the_words_an_argument_takes(self) -> None:
            self.assertEqual(set(self.ask("csg completion z")), {"zsh"})

        def test_files(self) -> None:
            self.box.write("a file.txt")
            self.box.write("other.txt")
            first, later, no_file = self.ask_all(["csg check o", "csg check x --wait 3 o", "csg check --wait "])
            self.assertEqual((first, later), (["other.txt"], ["other.txt"]))
            self.assertNotIn("other.txt", no_file)

        def test_a_verb_after_help(self) -> None:
            self.assertEqual(self.ask_all(["csg help un", "csg help check o"]), [["uninstall"], []])

        def test_sessions_where_one_is_wanted(self) -> None:
            self.sessions()
            expected = {
                "csg tell ": ["7f3a9c41", "all", "beta"],
                "csg tell 7": ["7f3a9c41"],
                "csg tell --session b": ["beta"],
                "csg tell --session beta 7": ["7f3a9c41"],
                "csg tell beta 7": [],
                "csg release --session ": ["7f3a9c41", "beta"],
            }
            self.assertEqual(dict(zip(expected, map(sorted, self.ask_all(list(expected))))), expected)

        def test_a_session_joined_to_its_option(self) -> None:
            self.sessions()
            self.assertEqual([one.split("=")[-1] for one in self.ask("csg release --session=7")], ["7f3a9c41"])

        def test_no_session(self) -> None:
            self.assertEqual(self.ask("csg check --session "), [])


@sampled(4)
class Bash(Tests.Everywhere):
    shell = "bash"

    def ask_all(self, lines: Sequence[str]) -> List[List[str]]:
        program = (
            'source "$1"; shift; complete -p csg >/dev/null; for line; do read -r -a COMP_WORDS <<<"$line";'
            ' [ "${line% }" = "$line" ] || COMP_WORDS+=(""); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _csg;'
            ' [ "${#COMPREPLY[@]}" = 0 ] || printf "%s\\n" "${COMPREPLY[@]}"; echo =; done'
        )
        lines = [line.replace("=", " = ") for line in lines]  # as bash does
        return self.answers(self.run_shell("--norc", "-c", program, "bash", self.script(), *lines))

    def test_names_while_several_are_listed(self) -> None:
        self.sessions()
        self.assertEqual(set(self.ask("csg tell --session ")), {"7f3a9c41", "beta"})
        self.box.environ["COMP_TYPE"] = "9"
        named = self.ask("csg tell --session ")
        self.assertEqual(
            sorted(named), ["7f3a9c41  (split $(touch it) 'the' cart: 1, in shop)", "beta  (main, in shop)"]
        )
        self.assertEqual(self.ask("csg tell --session b"), ["beta"])

    def test_at_a_terminal(self) -> None:
        self.sessions()
        for end in terminal():  # skips where there is none
            os.close(end)
        script = self.script()
        process, end = pty.fork()
        if process == 0:
            os.chdir(self.box.work)
            os.execvpe(
                "bash", ["bash", "--norc", "--noprofile", "-i"], {**self.box.environ, "TERM": "dumb", "PS1": "> "}
            )
        try:
            # the first Tab puts in what all share, here nothing; the second lists
            self.type_in(end, "source '%s'; csg() { echo \"run:$2\"; }\n" % script, "> ")
            self.type_in(end, "csg tell --session \t\t", "7f3a9c41  (split $(touch it) 'the' cart: 1, in shop)")
            self.type_in(end, "\025csg tell --session=7\t\n", "run:--session=7f3a9c41")
            self.type_in(end, "csg tell b\t\n", "run:beta")
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(end)

    def type_in(self, end: int, text: str, until: str) -> None:
        """Type it, and wait until this is shown."""
        os.write(end, text.encode())
        shown, limit = "", time.monotonic() + 30
        while until not in shown:
            self.assertLess(time.monotonic(), limit, shown)
            if select.select([end], [], [], 0.1)[0]:
                shown += os.read(end, 65536).decode()

    def test_a_file_name_with_a_space(self) -> None:
        self.box.write("a file.txt")
        self.assertEqual(self.ask("csg check a"), ["a file.txt"])

    def test_hosts(self) -> None:
        hosts = self.box.write("hosts", "192.0.2.7 buildbox\n")
        self.box.environ["HOSTFILE"] = hosts
        self.assertIn("buildbox", self.ask("csg deploy build"))


class Fish(Tests.Everywhere):
    shell = "fish"

    def ask_all(self, lines: Sequence[str]) -> List[List[str]]:
        program = "source $argv[1]; for line in $argv[2..-1]; complete -C $line; echo =; end"
        printed = self.run_shell("--no-config", "-c", program, self.script(), *lines)
        return self.answers([one.split("\t")[0] for one in printed])


class Zsh(Tests.Everywhere):
    """zsh completes only at a terminal, so it gets one."""

    shell = "zsh"

    def setUp(self) -> None:
        super().setUp()
        for end in terminal():  # skips where there is none
            os.close(end)

    def ask_all(self, lines: Sequence[str]) -> List[List[str]]:
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
ASKED='%s'
source '%s'
cd '%s'
compadd() {
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- $offered >>$ASKED/offered
  builtin compadd "$@"
}
answer() { zle complete-word; print = >>$ASKED/offered; zle kill-whole-line }
zle -N answer
bindkey '^I' answer
zle-line-init() { print = >>$ASKED/offered }
zle -N zle-line-init
"""


class Script(SandboxCase):
    def test_sessions(self) -> None:
        self.assertEqual(self.box.csg("completion", "sessions").stdout, b"")
        for last in "12":
            self.box.start("7f3a9c41-0000-4000-8000-00000000000" + last, self.box.repository("shop", "prices"))
        self.box.csg("claim", "x" * 80, "--session", "7f3a9c41-0000-4000-8000-000000000002")
        lines = sorted(self.box.csg("completion", "sessions").stdout.decode().splitlines())
        self.assertEqual(lines[0], "7f3a9c41-0000-4000-8000-000000000001\tprices, in shop")
        self.assertRegex(lines[1], "^7f3a9c41-0000-4000-8000-000000000002\tx+\u2026x+, in shop$")

    def test_another_shell(self) -> None:
        done = self.box.csg("completion", "tcsh")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"tcsh", done.stderr)


if __name__ == "__main__":
    unittest.main()
