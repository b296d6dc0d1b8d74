"""The house: what lies at the top, which module may import which, who may write to disk."""

import ast
import functools
import os
import subprocess
import unittest
from typing import Dict, List, Set

import build
from tests.support import TOP

ROOT = {"README.md", "LICENSE", "build.py", "csg", "tests", "install.sh"}

#: The rooms, from the ground up.  A module imports from its own room and from lower floors; rooms on one
#: floor know nothing of each other.  What lies in none is where the one file starts.
FLOORS: List[Set[str]] = [
    {"base"},
    {"shell"},
    {"git"},
    {"state", "clients"},
    {"talk", "slack", "machines"},
    {"hooks", "views", "setup"},
    {"mcp"},
    {"verbs"},
    {""},
]

#: What lies at the door, in no room.
DOOR = {"__init__", "__main__", "boot", "entry"}

#: Standard modules that a hot module may import at its top: those a bare interpreter has loaded, or has built in.
CHEAP = {"posix", "sys", "time", "marshal", "zlib"}
#: Modules that run at hooks; anything else may import whatever it likes.
HOT = {
    "base": """accelerator children config errors files locks logs paths policy process_table processes rules
        slack_settings spawn tools wire wording""",
    "shell": """braces budget builtins characters command command_line compounds conditions embedded environment
        execution expansion finders finding flow heredocs kills lexer line lists losses options outputs
        parentheses patterns places readers redirections removers runners source start unfinished unpacking
        unwrapping words wrappers writers written""",
    "git": """applying chains command_options commands conversions detours effects facts gitconfig head_changes
        head_course head_move head_moves head_names head_outcomes invocation judges listings merging pathspecs plumbing
        reach refs repository revisions selection status taking uncommitted worktrees writing""",
    "state": """claims crowd deeds elsewhere events fields heads holdings names notices outbox predecessor residents
        roster salvage sessions sweep told""",
    "slack": "delivery",
    "machines": "starting",
    "clients": """running dialects.codex dialects.copilot dialects.gemini dialects.opencode dialects.patch_command
        dialects.patch_input dialects.patch_places dialects.patch_text dialects.qwen dialects.terms signs
        transcript""",
    "hooks": """actions afterwards another_client answer briefing call deed_telling edit edit_places editing
        git_decision git_facts git_guard git_looks git_telling head_guard head_news head_telling hearing hook kill_guard
        kill_targets life meeting missed net overlap patching sender settling shell_began shell_changes shell_edits
        shell_guard shell_line shell_losses siblings starting status_line telling warning way_out""",
    "talk": "naming notifying",
    "": "boot entry",
}

#: Calls that change the disk, by the names they have in os and posix, and open() for writing.
WRITES = {"mkdir", "makedirs", "rename", "replace", "unlink", "rmdir", "remove", "symlink", "link", "truncate", "utime"}
WRITES |= {"ftruncate", "chmod", "fchmod", "chown", "removedirs", "renames", "mkfifo", "mknod"}
#: Cold modules that write where `files` has no business, and why.
WRITERS = {
    "setup.codex_trust": "its stage is a temporary directory of its own",
    "setup.demo": "its stage is a temporary directory of its own",
    "setup.rehearsal": "its stage is a temporary directory of its own",
}


@functools.lru_cache(maxsize=None)  # nobody changes it
def modules() -> Dict[str, ast.Module]:
    """Each module of the package by its name in it: `base.paths`, `base` for a room itself, `boot`."""
    found = {}
    for path in build.sources():
        with open(os.path.join(TOP, path), encoding="utf-8") as file:
            name = path[len("csg/") : -len(".py")].replace("/", ".")
            found[name[: -len(".__init__")] if name.endswith(".__init__") else name] = ast.parse(file.read())
    return found


def room(name: str) -> str:
    """The room that a module lies in; "" for the door."""
    return name.partition(".")[0] if name not in DOOR else ""


def imported(tree: ast.Module) -> Set[str]:
    """What of the package a module names in any import, for type checking too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name[len("csg.") :] for alias in node.names if alias.name.startswith("csg.")}
        elif isinstance(node, ast.ImportFrom) and node.module == "csg":
            found |= {alias.name for alias in node.names if alias.name != "VERSION"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("csg."):
            where = (node.module or "")[len("csg.") :]
            inside = os.path.isdir(os.path.join(TOP, "csg", where.replace(".", "/")))
            found |= {"%s.%s" % (where, alias.name) for alias in node.names} if inside else {where}
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
    def test_every_module_lies_in_a_room(self) -> None:
        rooms = {name for floor in FLOORS for name in floor}
        self.assertEqual({room(name) for name in modules()}, rooms)

    def test_arrows_point_down(self) -> None:
        floors = {name: number for number, floor in enumerate(FLOORS) for name in floor}
        trees = modules()
        for name, tree in trees.items():
            for other in imported(tree):
                self.assertIn(other, trees, name)
                here, there = room(name), room(other)
                if here != there:
                    self.assertLess(floors[there], floors[here], "%s imports %s" % (name, other))

    def test_no_verb_imports_another(self) -> None:
        for name, tree in modules().items():
            if room(name) == "verbs":
                verbs = {other for other in imported(tree) if room(other) == "verbs"}
                self.assertLessEqual(verbs, {"verbs.cli"} - {name}, name)

    def test_no_circles(self) -> None:
        graph = {name: imported(tree) for name, tree in modules().items()}
        done: Set[str] = set()

        def visit(name: str, trail: "tuple[str, ...]") -> None:
            self.assertNotIn(name, trail, "a circle: %s" % " -> ".join((*trail, name)))
            if name not in done:
                for other in graph[name]:
                    visit(other, (*trail, name))
                done.add(name)

        for name in graph:
            visit(name, ())

    def test_hot_modules_import_nothing_dear_at_their_top(self) -> None:
        hot = {("%s.%s" % (where, name)).lstrip(".") for where, names in HOT.items() for name in names.split()}
        trees = modules()
        self.assertLessEqual(hot, set(trees))
        for name in sorted(hot):
            for node in trees[name].body:
                if isinstance(node, ast.Import):
                    self.assertLessEqual({alias.name for alias in node.names}, CHEAP, name)
                elif isinstance(node, ast.ImportFrom):
                    self.assertTrue((node.module or "").startswith("csg."), name)
                    self.assertLessEqual(imported(ast.Module([node], [])), hot, name)


class Disk(unittest.TestCase):
    def test_only_files_writes(self) -> None:
        for name, tree in modules().items():
            if name in ("base.files", "base.durable", "base.locks") or name in WRITERS:
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


class Sizes(unittest.TestCase):
    """What has become too long to be read at one sitting is split by its jobs."""

    MODULE, CLASS = 350, 150  # lines

    def test_no_module_is_too_long(self) -> None:
        lines = {}
        for path in build.sources():
            with open(os.path.join(TOP, path), encoding="utf-8") as file:
                lines[path] = len(file.readlines())
        self.assertEqual({path: number for path, number in lines.items() if number > self.MODULE}, {})

    def test_no_class_is_too_long(self) -> None:
        lines = {}
        for name, tree in modules().items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    lines["%s.%s" % (name, node.name)] = (node.end_lineno or 0) - node.lineno + 1
        self.assertEqual({name: number for name, number in lines.items() if number > self.CLASS}, {})


class Children(unittest.TestCase):
    """Whatever csg starts gets an environment that `children` made, or a fixed one."""

    STARTS = {"run", "Popen", "call", "check_call", "check_output", "posix_spawn", "posix_spawnp", "execve", "execvpe"}
    MADE = ast.dump(ast.parse("children.environment", mode="eval").body)
    INHERITING = {"system", "popen", "execv", "execvp", "execl", "execlp", "spawnv", "spawnvp", "getoutput"}

    def test_environments(self) -> None:
        seen = set()
        for name, tree in modules().items():
            assigned = [(node.targets[0], node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign)]
            made = {self.named(target) for target, value in assigned if self.clean(value)}
            made -= {self.named(target) for target, value in assigned if not self.clean(value)}
            for node in ast.walk(tree):
                function = node.func if isinstance(node, ast.Call) else None
                if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
                    continue
                # the start itself gives way to csg under another Python, environment and all
                if function.value.id in ("subprocess", "os", "posix") and name not in ("base.children", "entry"):
                    self.assertNotIn(function.attr, self.INHERITING, name)
                if function.value.id in ("subprocess", "posix", "os") and function.attr in self.STARTS:
                    seen.add(name)
                    assert isinstance(node, ast.Call)
                    if name != "base.children":  # that one is handed it
                        given = [keyword.value for keyword in node.keywords if keyword.arg == "env"]
                        where = "%s:%d" % (name, node.lineno)
                        self.assertEqual(len(given), 1, where)
                        self.assertTrue(self.clean(given[0]) or self.named(given[0]) in made, where)
        self.assertLessEqual({"base.children", "clients.claude", "setup.interpreters", "setup.deploy"}, seen)

    def named(self, node: ast.AST) -> str:
        return ast.dump(node).replace("Store()", "Load()")

    def clean(self, value: ast.AST) -> bool:
        if isinstance(value, ast.Dict):
            return all(isinstance(one, ast.Constant) for one in value.values)
        return isinstance(value, ast.Call) and ast.dump(value.func) == self.MADE


class Verbs(unittest.TestCase):
    def test_every_verb_has_a_module_with_a_description(self) -> None:
        from csg.verbs import cli

        trees = modules()
        for name, verb in cli.VERBS.items():
            tree = trees["verbs." + verb.module]
            self.assertTrue(ast.get_docstring(tree), name)
            defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            self.assertLessEqual({"arguments", "run"}, defined, name)
