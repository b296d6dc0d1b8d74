"""Shell commands that would remove, replace or change files that siblings hold: before they run."""

import os

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import sample


class LossCase(GitCase):
    """A is at work on a.py and src/c.py; b.py is nobody's."""

    def setUp(self) -> None:
        super().setUp()
        self.repo = self.clone()
        self.box.start(A, self.repo)
        self.box.start(B, self.repo)
        self.works(A, os.path.join(self.repo, "a.py"), cwd=self.repo)
        self.works(A, os.path.join(self.repo, "src", "c.py"), cwd=self.repo)

    def tearDown(self) -> None:
        self.no_errors()


class Held(LossCase):
    """Whole files would be lost: the line is held, once."""

    LINES = (
        "rm a.py",
        "rm -rf src",
        "rm -f *.py",
        'rm -f "$HOME"/nothing; unlink ./a.py',
        "mv a.py elsewhere.py",
        "mv src gone",
        "mv b.py a.py",
        "cp b.py a.py",
        "cp b.py src/c.py",
        "mkdir -p ../t && cp b.py ../t/c.py; cp -f b.py src/c.py",
        "install -m 644 b.py a.py",
        "ln -sf b.py a.py",
        "> a.py",
        "echo x > a.py",
        "git show HEAD:a.py > a.py",
        "cat <<'EOF' > a.py\nnew\nEOF",
        "echo x | tee a.py b.py",
        "truncate -s 0 a.py",
        "dd if=/dev/null of=a.py",
        "sort b.py -o a.py",
        "find . -name a.py -delete",
        "find . -name '*.py' -not -path './.git/*' -exec rm {} +",
        "find . -type d -name src -exec rm -rf {} +",
        "shred -u a.py",
        "sudo -n rm a.py",
        "cd src && rm c.py",
        "(cd src; rm -f c.py)",
        "rm \\\n  a.py",
        'g=1; r"m" a.py',
    )

    def test_each(self) -> None:
        for number, line in enumerate(sample(self.LINES, 8, self.id())):
            with self.subTest(line):
                answer = self.bash("b%d" % number, line, self.repo)
                self.assertEqual(answer.decision, "deny", line)
                self.assertTrue(answer.reason.startswith(TITLE), answer.reason)
                self.assertIn("would overwrite or remove", answer.reason)
                self.assertTrue("a.py" in answer.reason or "src/c.py" in answer.reason, answer.reason)

    def test_repeated_it_goes_through_once(self) -> None:
        """What came of it the holder is told after it: see test_deeds."""
        self.assertEqual(self.bash(B, "rm a.py", self.repo).decision, "deny")
        self.assertIn("wanted to run `rm` over files this session holds: `a.py`", self.prompt(A))
        again = self.bash(B, "rm a.py", self.repo)
        self.assertEqual((again.decision, again.context), ("", ""))
        self.assertEqual(self.bash(B, "rm a.py", self.repo).decision, "deny")

    def test_another_command_is_another_hold(self) -> None:
        self.assertEqual(self.bash(B, "rm a.py", self.repo).decision, "deny")
        self.assertEqual(self.bash(B, "mv a.py x", self.repo).decision, "deny")
        self.assertEqual(self.bash(B, "rm src/c.py", self.repo).decision, "deny")

    def test_a_line_with_git_is_held_for_both(self) -> None:
        answer = self.bash(B, "git checkout -- a.py; rm src/c.py", self.repo)
        self.assertEqual(answer.decision, "deny")
        self.assertIn("`git checkout --`", answer.reason)
        self.assertIn("`rm`", answer.reason)

    def test_settings(self) -> None:
        self.assertEqual(self.bash(B, "rm a.py", self.repo, CSG_ON_WRITE="deny").decision, "deny")
        self.assertEqual(self.bash(B, "mv a.py b", self.repo, CSG_ON_WRITE="off").stdout, b"")
        self.assertIn(TITLE, self.bash("another", "cp b.py a.py", self.repo, CSG_ON_WRITE="warn").context)


class Followed(LossCase):
    """The line is read as bash would run it."""

    LINES = (
        'F=a.py; rm "$F"',
        "for f in b.py a.py; do rm $f; done",
        'for f in *.py; do mv "$f" "$f.old"; done',
        "rm -f {b,a}.py",
        'rm "$PWD"/a.py',
        "rm -f $(git ls-files -m)",
        "git ls-files -m | xargs rm",
        "find . -name '*.py' -print0 | xargs -0 rm -f",
        "echo a.py | xargs -I@ cp b.py @",
        "ls *.py | while read -r f; do rm $f; done",
        "bash <<'EOF'\nrm a.py\nEOF",
        "echo 'rm a.py' | sh",
        "bash -c 'cp b.py \"$1\"' _ a.py",
        "source <(echo 'rm a.py')",
        "trap 'rm a.py' EXIT",
        'zap() { rm "$1"; }; zap a.py',
        "if [ -f a.py ]; then rm a.py; fi",
        "python3 -c \"open('a.py', 'w').write('x')\"",
        "python3 - <<'EOF'\nimport os\nos.remove('a.py')\nEOF",
        "git archive HEAD | tar xf -",
        "mkdir ../t && cp b.py ../t/a.py && cp -r ../t/. . ; cd ../t && mv a.py ../shop",
    )

    def test_held(self) -> None:
        for number, line in enumerate(sample(self.LINES, 8, self.id())):
            with self.subTest(line):
                self.assertEqual(self.bash("b%d" % number, line, self.repo).decision, "deny", line)

    def test_git_on_stdin(self) -> None:
        for number, line in enumerate(("bash <<E\ngit stash\nE", "echo stash | xargs git", "eval 'git reset --hard'")):
            self.assertIn("`git ", self.bash("b%d" % number, line, self.repo).reason, line)

    def test_what_does_not_run_is_silent(self) -> None:
        for line in (
            "true || rm a.py",
            "[ -f a.py ] || rm a.py",
            "if [ ! -e a.py ]; then rm -rf src; fi",
            "cd nowhere && rm a.py",
            "zap() { rm a.py; }; echo not called",
            "exit 0; rm a.py",
            "cat <<'EOF'\nrm a.py\nEOF",
            "git ls-files -o | xargs rm -f",
            "rm -rf .",
            "mv a.py nowhere/",
        ):
            with self.subTest(line):
                self.assertEqual(self.bash(B, line, self.repo).stdout, b"", line)

    def test_a_line_too_long_to_be_read_warns(self) -> None:
        long = "echo a; " * 2000
        self.assertIn("too long to be read` in ", self.bash(B, long + "rm a.py", self.repo).context)
        self.assertEqual(self.bash("b1", long, self.repo).stdout, b"")


class Warned(LossCase):
    """Files would be changed here and there: a warning, once."""

    def test_each(self) -> None:
        for line, told in (
            ("sed -i s/x/y/ a.py", "`sed -i`"),
            ("perl -pi -e s/x/y/ src/c.py", "`perl -i`"),
            ("echo x | tee -a a.py", "`tee`"),
        ):
            with self.subTest(line):
                session = B + told.strip("`").replace(" ", "")
                self.box.start(session, self.repo)
                answer = self.bash(session, line, self.repo)
                self.assertEqual(answer.decision, "")
                self.assertIn("%s in " % told, answer.context)
                self.assertIn("would change uncommitted work", answer.context)
                self.assertEqual(self.bash(session, line, self.repo).stdout, b"", "told once")

    def test_appending(self) -> None:
        self.assertIn("`a redirection that appends` in ", self.bash(B, "echo x >> a.py", self.repo).context)


class Silent(LossCase):
    LINES = (
        "rm b.py",
        "rm -rf build docs",
        "rm src",
        "rm -i a.py",
        "ls > ../out.txt",
        "cat a.py > /dev/null 2>&1",
        "cat < a.py > b.py",
        "cp a.py ../saved.py",
        "cp -n b.py a.py",
        "ln -s a.py link",
        "mv b.py c.py",
        "sed s/x/y/ a.py",
        "sed -i s/x/y/ b.py",
        "echo 'rm a.py'",
        "find . -name '*.txt' -delete",
        "find . -maxdepth 1 -name c.py -delete",
        "rm nowhere/a.py",
        "cd .. && rm -f a.py",
    )

    def test_what_concerns_nobody(self) -> None:
        for line in sample(self.LINES, 8, self.id()):
            with self.subTest(line):
                self.assertEqual(self.bash(B, line, self.repo).stdout, b"", line)

    def test_the_holders_own(self) -> None:
        self.assertEqual(self.bash(A, "rm a.py; rm -rf src", self.repo).stdout, b"")

    def test_what_git_has_as_it_is(self) -> None:
        self.git(self.repo, "commit", "-qam", "done")
        self.assertEqual(self.bash(B, "rm a.py; rm -rf src; echo x > a.py", self.repo).stdout, b"")

    def test_what_git_has_goes_with_it(self) -> None:
        self.git(self.repo, "commit", "-qam", "done")
        self.assertEqual(self.bash(B, "rm -rf .git", self.repo).decision, "deny")
        self.assertEqual(self.bash(B, "mv ../shop ../elsewhere", self.repo).decision, "deny")

    def test_what_is_not_there(self) -> None:
        self.box.edit(A, os.path.join(self.repo, "new.py"), cwd=self.repo)
        self.assertEqual(self.bash(B, "echo x > new.py", self.repo).stdout, b"")


class Outside(GitCase):
    def test_without_git(self) -> None:
        path = self.box.write("plain/a.txt")
        self.box.start(B)
        self.box.edit(A, path)
        answer = self.bash(B, "rm -r plain", self.box.work)
        self.assertEqual(answer.decision, "deny")
        self.assertIn("a.txt", answer.reason)
        self.no_errors()
