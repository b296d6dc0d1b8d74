"""Command lines as nobody types them, and how long something takes."""

import random
import time
from typing import Callable, List

#: Repeated to 100 KB each.
UNITS = (
    ["(", "$(", "$((", "((", "`", "'", '"', "\\", ";", "|", "&", "<", ">", "<(", "${", "[[", "{", "}", "&&", "||"],
    [";;"],
    ["\n", " ", "\t", "a", "\u00e9", "git", "git ", "git;", "git&&", "git stash;", "git stash\n", "git -C a "],
    ["bash -c ", "bash -c '", "eval ", 'eval "', "xargs ", "sudo ", "xargs -I{} ", "find -exec ", "a=b "],
    ["cd a;", "cd ..;", "cd a/b/../c;", '"${x:-', '"$(', "<<E\n", "<<-E\nE\nx", "<<a\naaaaa", "> f ", "$'\\x'"],
    ["{a,b} ", "$x", "*", "~/a ", "((a)(a", "a=(", "f()", "if git ", "case x in a)"],
    ["git add a b ", "\\`", "`\\", "git commit -m 'a b' && "],
)

FRAGMENTS = [
    *["git", "git ", "stash", "reset", "--hard", "checkout", "--", ".", "a.py", "clean", "add", "-A", "commit"],
    *["'", '"', "\\", "`", "$(", "(", ")", "{", "}", ";", "|", "&&", "||", "&", "\n", " ", "\t", ">", ">>"],
    *["<<EOF\n", "\nEOF\n", "<<", "<<<", "<<-", "bash -c ", "sh -c '", "eval ", "sudo -u x ", "env A=1 ", "xargs "],
    *["cd x", "cd ..", "cd ", "pushd ", "popd", "-f", "case x in", "esac", "if ", "then ", "fi", "for x in ", "do "],
    *["[[", "]]", "((", "))", "$((", "${x", "$x", "#", "*", "?", "[", "~"],
    *["$'", "=", "a=(", "find . -exec ", "\\;", "{}"],
    *["-am", "2>&1", "|&", "-C", "done", "{a,b}", "\u00e9", "\udcff", "%", "!", "0", "\r"],
    *["<(", ">(", "function ", "coproc ", "time ", "exec ", "\0"],
]


def generated(chance: random.Random, seeds: List[str]) -> str:
    """A command line made of fragments, or a real one with something wrong."""
    if chance.random() < 0.5:
        return "git " + "".join(chance.choice(FRAGMENTS) for _ in range(chance.randrange(1, 40)))
    line = chance.choice(seeds)
    for _ in range(chance.randrange(1, 6)):
        at, kind = chance.randrange(len(line) + 1), chance.randrange(5)
        if kind == 0:
            line = line[:at] + line[at + chance.randrange(1, 4) :]
        elif kind == 1:
            line = line[:at] + chance.choice(FRAGMENTS) + line[at:]
        elif kind == 2:
            line = line[:at] + chr(chance.randrange(1, 0x250)) + line[at:]
        elif kind == 3:
            line = line + chance.choice((" && ", "; ", " | ", "\n", " ")) + chance.choice(seeds)
        else:
            other = chance.choice(seeds)
            line = line[:at] + other[chance.randrange(len(other)) :]
    return line


def cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time; the best of three, since others use this machine too."""
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best
