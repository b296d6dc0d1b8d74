import unittest

from csg.clients.dialects import patch_command

PATCH = "*** Begin Patch\n*** Add File: it's\n+$x\n*** End Patch"


class Read(unittest.TestCase):
    def test_lines_that_are_nothing_else(self) -> None:
        for line, folder in (
            ("apply_patch <<'EOF'\n%s\nEOF", "/w"),
            ("applypatch <<EOF\n%s\nEOF\n", "/w"),
            ('  apply_patch  <<  "P A"\n%s\nP A\n\n', "/w"),
            ("apply_patch<<-EOF\n%s\n\tEOF", "/w"),
            ("cd sub && apply_patch <<'EOF'\n%s\nEOF", "/w/sub"),
            ("cd 'a b' && apply_patch <<'EOF'\n%s\nEOF", "/w/a b"),
            ('cd "/a b"&&apply_patch <<EOF\n%s\nEOF', "/a b"),
        ):
            self.assertEqual(patch_command.read(line % PATCH, "/w"), (PATCH, folder), line)

    def test_the_patch_as_an_argument(self) -> None:
        plain = PATCH.replace("'", "")
        self.assertEqual(patch_command.read("apply_patch '%s'" % plain, "/w"), (plain, "/w"))
        text = PATCH.replace("$", "\\$")
        self.assertEqual(patch_command.read('cd x && apply_patch "%s"' % text, "/"), (PATCH, "/x"))

    def test_other_lines(self) -> None:
        for line in (
            "",
            "cd",
            "cd ",
            "cd x",
            "cd x &&",
            "apply_patch",
            "apply_patch ",
            "apply_patch <<",
            "apply_patch <<EOF",
            "apply_patch <<EOF\nx",
            "apply_patch <<'EOF\nx\nEOF",
            "apply_patch <<$E\nx\n$E",
            "apply_patch <<EOF && rm x\nx\nEOF",
            "apply_patch <<EOF\nx\nEOF\nrm x",
            "apply_patch <<EOF | tee y\nx\nEOF",
            "echo; apply_patch <<EOF\nx\nEOF",
            "cd a; apply_patch <<EOF\nx\nEOF",
            "cd a || apply_patch <<EOF\nx\nEOF",
            "cd a b && apply_patch <<EOF\nx\nEOF",
            'cd "$A" && apply_patch <<EOF\nx\nEOF',
            "cd $A && apply_patch <<EOF\nx\nEOF",
            "apply_patches <<EOF\nx\nEOF",
            "apply_patch < file",
            "apply_patch 'x' && rm y",
            "apply_patch 'x' 'y'",
            'apply_patch "x$(rm y)"',
            'apply_patch "x`rm y`"',
            'apply_patch "x',
            'apply_patch "',
            "apply_patch '",
            "apply_patch 'x",
            "apply_patch x",
        ):
            self.assertIsNone(patch_command.read(line, "/w"), line)
