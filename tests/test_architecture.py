"""The house: what lies at the top, which module may import which, who may write to disk."""

import ast
import os
import subprocess
import unittest
from typing import Dict, Set

from tests.support import TOP

ROOT = {"README.md", "LICENSE", "build.py", "csg", "tests", "install.sh"}

#: Each hot module and what it may import from the package; the rest is cold and may import anything
#: but `__main__` and `boot`.  A name after "later:" is imported inside a function, where it is needed.
LEAVES: Dict[str, Set[str]] = {
    "errors": set(),
    "wire": set(),
    "files": set(),
    "paths": set(),
    "policy": set(),
    "wording": set(),
    "shell": set(),
    "rules": {"policy"},
    "git_commands": {"paths", "shell"},
    "repository": {"files", "paths"},
    "processes": {"files"},
    "spawn": set(),
}
DOMAIN: Dict[str, Set[str]] = {
    "roster": {"files"},
    "sessions": {"files", "paths", "processes", "repository", "roster", "wire"},
    "claims": {"files", "paths", "repository", "roster", "wire"},
    "holdings": {"claims", "files", "paths", "processes", "roster", "wire"},
    "notices": {"files", "roster", "wire"},
    "config": {"files", "paths", "policy", "rules"},
    "slack_settings": {"config", "files", "paths"},
    "outbox": {"files", "paths", "roster", "sessions", "wire"},
    "events": {"files", "outbox", "paths", "slack_settings", "wire"},
    "briefing": {"holdings", "paths", "processes", "roster", "sessions", "uncommitted", "wording"},
    "sweep": {"files", "paths", "processes", "roster", "sessions"},
    "telling": {"claims", "holdings", "notices", "paths", "wording"},
}
ENTRY: Dict[str, Set[str]] = {
    "call": {"config", "errors", "events", "files", "paths", "policy", "roster", "sessions", "wire"},
    "delivery": {"events", "outbox", "poster", "spawn"},
    "meeting": {"briefing", "claims", "config", "files", "holdings", "paths", "policy", "repository"}
    | {"telling", "wording"},
    "editing": {"call", "claims", "errors", "files", "meeting", "paths", "policy", "telling"},
    "git_guard": {"briefing", "call", "claims", "config", "files", "git_commands", "holdings", "paths", "policy"}
    | {"repository", "roster", "rules", "telling", "wording"},
    "shell_edits": {"call", "claims", "config", "errors", "files", "holdings", "paths", "policy", "repository"}
    | {"sessions", "shell", "telling", "wording"},
    "hook": {"briefing", "call", "delivery", "editing", "errors", "events", "git_guard", "holdings", "paths", "policy"}
    | {"roster", "sessions", "shell_edits", "sweep", "telling", "wire"},
    "__main__": {"cli", "hook", "mcp"},
    "boot": set(),
}
HOT = {**LEAVES, **DOMAIN, **ENTRY}

#: Calls that change the disk, by the names they have in os and posix, and open() for writing.
WRITES = {"mkdir", "makedirs", "rename", "replace", "unlink", "rmdir", "remove", "symlink", "link", "truncate", "utime"}
WRITES |= {"ftruncate", "chmod", "fchmod", "chown", "removedirs", "renames", "mkfifo", "mknod"}
#: Cold modules that write where `files` has no business, and why.
WRITERS = {
    "demo": "its stage is a temporary directory of its own",
    "rehearsal": "its stage is a temporary directory of its own",
}


def modules() -> Dict[str, ast.Module]:
    found = {}
    for name in sorted(os.listdir(os.path.join(TOP, "csg"))):
        if name.endswith(".py"):
            with open(os.path.join(TOP, "csg", name), encoding="utf-8") as file:
                found[name[:-3]] = ast.parse(file.read())
    return found


def imported(tree: ast.Module) -> Set[str]:
    """What a module imports from the package when it runs (not for type checking)."""
    found = set()
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            skipped |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "csg" and id(node) not in skipped:
            found |= {alias.name for alias in node.names if alias.name != "VERSION"}
    return found


class Root(unittest.TestCase):
    def test_nothing_new_at_the_top(self) -> None:
        try:
            listed = subprocess.run(["git", "ls-files"], cwd=TOP, stdout=subprocess.PIPE, check=True).stdout.decode()
            names = {line.split("/")[0] for line in listed.splitlines()}
        except (OSError, subprocess.SubprocessError):
            names = {name for name in os.listdir(TOP) if name not in ("dist", "__pycache__")}
        self.assertLessEqual({name for name in names if not name.startswith(".")}, ROOT)


class Graph(unittest.TestCase):
    def test_hot_modules_import_what_is_written_down(self) -> None:
        trees = modules()
        for name, allowed in HOT.items():
            self.assertEqual(imported(trees[name]) - allowed, set(), name)
            self.assertEqual(allowed - imported(trees[name]), set(), "%s no longer imports these" % name)

    def test_arrows_point_down(self) -> None:
        order = [LEAVES, DOMAIN, ENTRY]
        for level, group in enumerate(order):
            above = {name for higher in order[level + 1 :] for name in higher}
            for name, allowed in group.items():
                if name != "boot":
                    self.assertEqual(allowed & above - {"hook"}, set(), name)

    def test_no_cycles(self) -> None:
        graph = {name: imported(tree) for name, tree in modules().items()}
        graph["__main__"] = set()  # where everything arrives
        done: Set[str] = set()

        def visit(name: str, trail: "tuple[str, ...]") -> None:
            self.assertNotIn(name, trail, "a cycle: %s" % " -> ".join((*trail, name)))
            if name not in done:
                for other in graph.get(name, ()):
                    if not (other == "cli" and name != "__main__"):  # verbs name cli's `Here` as a type
                        visit(other, (*trail, name))
                done.add(name)

        for name in graph:
            visit(name, ())

    def test_hot_modules_import_nothing_else_at_their_top(self) -> None:
        for name, tree in modules().items():
            if name in HOT:
                for node in tree.body:
                    if isinstance(node, ast.Import):
                        names = {alias.name for alias in node.names}
                        self.assertLessEqual(names, {"posix", "sys", "time", "marshal", "zlib"}, name)
                    elif isinstance(node, ast.ImportFrom):
                        self.assertEqual(node.module, "csg", name)


class Disk(unittest.TestCase):
    def test_only_files_writes(self) -> None:
        for name, tree in modules().items():
            if name == "files" or name in WRITERS:
                continue
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                function = node.func
                if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                    if function.value.id in ("os", "posix", "shutil"):
                        self.assertNotIn(
                            function.attr, WRITES | {"copy", "move", "rmtree"}, "%s:%d" % (name, node.lineno)
                        )
                    if function.value.id in ("os", "posix") and function.attr == "open":
                        flags = ast.dump(node)
                        for flag in ("O_CREAT", "O_TRUNC", "O_APPEND"):
                            self.assertNotIn(flag, flags, "%s:%d" % (name, node.lineno))
                if isinstance(function, ast.Name) and function.id == "open":
                    modes = [a.value for a in node.args[1:2] if isinstance(a, ast.Constant)]
                    modes += [
                        k.value.value for k in node.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)
                    ]
                    for mode in modes:
                        self.assertFalse(set(str(mode)) & set("wax+"), "%s:%d" % (name, node.lineno))


class Verbs(unittest.TestCase):
    def test_every_verb_has_a_module_with_a_description(self) -> None:
        from csg import cli

        trees = modules()
        for name, verb in cli.VERBS.items():
            self.assertIn(verb.module, trees, name)
            self.assertTrue(ast.get_docstring(trees[verb.module]), name)
            defined = {node.name for node in trees[verb.module].body if isinstance(node, ast.FunctionDef)}
            self.assertLessEqual({"arguments", "run"}, defined, name)
