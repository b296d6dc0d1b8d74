"""Which repository it is on other machines."""

import os
import subprocess

from csg.git import repository
from csg.machines import remotes
from tests.support import SandboxCase, need

SAME = [
    "git@github.com:our/shop.git",
    "git@GitHub.com:our/shop",
    "github.com:our/shop.git",
    "ssh://git@github.com/our/shop.git",
    "ssh://git@github.com:22/our/shop",
    "https://github.com/our/shop.git",
    "https://someone:secret@github.com:443/our/shop/",
    "http://github.com//our/./shop",
    "git://github.com/our/shop.git",
    "git+ssh://git@github.com/our/shop.git",
    "  https://github.com/our/shop\n",
]
OTHERS = {
    "https://github.com:8443/our/shop": "github.com:8443/our/shop",
    "https://github.com/our/Shop": "github.com/our/Shop",
    "https://git.example.com/a%20b/c": "",
    "https://git.example.com/%7Eme/c": "git.example.com/~me/c",
    "ssh://git@[::1]:2222/our/shop": "[::1]:2222/our/shop",
    "git@[fe80::1]:our/shop": "[fe80::1]/our/shop",
    "/srv/git/shop.git": "",
    "../shop": "",
    "file:///srv/git/shop.git": "",
    "C:\\work\\shop": "",
    "https://github.com/": "",
    "https://github.com/../x": "",
    "https:///our/shop": "",
    "ext::sh -c evil": "",
    "github.com:": "",
    "https://github.com/our/shop\x1b[31m": "",
    "https://github.com/" + "x" * 600: "",
    "": "",
}


class Normalised(SandboxCase):
    def test_the_ways_to_write_one(self) -> None:
        for url in SAME:
            self.assertEqual(remotes.normalised(url), "github.com/our/shop", url)

    def test_others(self) -> None:
        for url, expected in OTHERS.items():
            self.assertEqual(remotes.normalised(url), expected, url)

    def test_what_is_normalised_stays(self) -> None:
        for url in [*SAME, *OTHERS]:
            once = remotes.normalised(url)
            self.assertEqual(remotes.normalised("https://" + once) if once else "", once)


class Origin(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        need("git")
        self.place = self.box.make("work", "shop")
        self.git("init", "--quiet")

    def git(self, *words: str) -> None:
        environ = {**self.box.environ, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *words], cwd=self.place, env=environ, check=True, stdout=subprocess.DEVNULL)

    def called(self) -> str:
        found = repository.find(os.fsencode(os.path.realpath(self.place)))
        assert found is not None
        return remotes.of(found, {os.fsencode(k): os.fsencode(v) for k, v in self.box.environ.items()})

    def test_of_a_repository(self) -> None:
        self.assertEqual(self.called(), "")
        self.git("remote", "add", "origin", "https://me:secret@example.com/shop.git")
        self.assertEqual(self.called(), "example.com/shop")

    def test_what_the_person_writes_instead(self) -> None:
        self.git("config", "--global", "url.ssh://git@example.com/our/.insteadOf", "our:")
        self.git("remote", "add", "origin", "our:shop")
        self.assertEqual(self.called(), "example.com/our/shop")

    def test_what_the_repository_says(self) -> None:
        self.git("remote", "add", "origin", "https://example.com/fork/shop")
        self.box.write("shop/.csg", "CSG_REPOSITORY=example.com/our/shop\n")
        self.assertEqual(self.called(), "example.com/our/shop")
        self.box.write("shop/.csg", "CSG_REPOSITORY=../evil\n")
        self.assertEqual(self.called(), "example.com/fork/shop")

    def test_nothing_is_run_for_it(self) -> None:
        self.git("remote", "add", "origin", "ext::sh -c touch% %G/ran")
        self.git("config", "remote.origin.vcs", "evil")
        self.git("config", "core.sshCommand", "touch ran")
        self.git("config", "core.fsmonitor", "touch ran")
        self.assertEqual(self.called(), "")
        self.assertFalse(os.path.exists(os.path.join(self.place, "ran")))
