"""server_policy: what keeps the client from starting csg's MCP server."""

import os
from typing import Any, List, Tuple
from unittest import mock

from csg.clients import claude, server_policy, wired
from tests.unit.clients.test_claude import Case

WORDS = ["/opt/csg", "mcp"]
MANAGED = "etc/claude-code/managed-settings.json"
USER = "user-settings.json"


class Lists(Case):
    def kept_out(self, *settings: Tuple[str, Any]) -> List[Tuple[str, str]]:
        places = [wired.Source(self.put(path, value), managed=path == MANAGED) for path, value in settings]
        found = claude.managed_servers(self.user, "linux")
        with mock.patch("csg.clients.claude.managed_servers", return_value=found):
            return [(os.path.basename(path), what) for path, what in server_policy.kept_out(places, WORDS)]

    def test_denied(self) -> None:
        for entry, out in (
            ({"serverName": "csg"}, True),
            ({"serverName": "other"}, False),
            ({"serverCommand": WORDS}, True),
            ({"serverCommand": ["/opt/csg"]}, False),
            ({"serverUrl": "*"}, False),
            ("csg", False),
        ):
            for path in (MANAGED, USER):
                found = self.kept_out((path, {"deniedMcpServers": [entry]}))
                self.assertEqual(found, [(os.path.basename(path), "deniedMcpServers")] if out else [], entry)
        self.assertEqual(self.kept_out((USER, {"deniedMcpServers": "csg"})), [])

    def test_allowed(self) -> None:
        other, name, command = {"serverName": "other"}, {"serverName": "csg"}, {"serverCommand": WORDS}
        for entries, good in (
            ([], False),
            ([other], False),
            ([other, name], True),
            ([command], True),
            ([name, {"serverCommand": ["/opt/x"]}], False),  # a name does not do where a command is listed
        ):
            found = self.kept_out((MANAGED, {"allowedMcpServers": entries}))
            self.assertEqual(found, [] if good else [("managed-settings.json", "allowedMcpServers")], entries)

    def test_lists_add_up_unless_the_administrator_says_otherwise(self) -> None:
        mine = (USER, {"allowedMcpServers": [{"serverName": "csg"}]})
        theirs = {"allowedMcpServers": [{"serverName": "other"}]}
        self.assertEqual(self.kept_out((MANAGED, theirs), mine), [])
        only = (MANAGED, {**theirs, "allowManagedMcpServersOnly": True})
        self.assertEqual(self.kept_out(only, mine), [("managed-settings.json", "allowedMcpServers")])

    def test_the_administrators_servers_only(self) -> None:
        path = "etc/claude-code/managed-mcp.json"
        self.put(path, {"mcpServers": {"db": {"command": "db"}}})
        self.assertEqual([path for path, _ in self.kept_out()], ["managed-mcp.json"])
        self.put(path, {"mcpServers": {"csg": {"command": "/opt/csg", "args": ["mcp"]}}})
        self.assertEqual(self.kept_out(), [])


class Project(Case):
    def setUp(self) -> None:
        super().setUp()
        self.put("shop/.git/HEAD", "ref: refs/heads/main\n")
        self.cwd = os.fsencode(os.path.dirname(self.put("shop/src/a.py", "x")))

    def test_switched_off(self) -> None:
        self.assertFalse(server_policy.switched_off(self.client(), self.cwd))
        for place, off, switched in (
            ("shop", ["csg"], True),
            ("shop/src", ["db", "csg"], True),
            ("shop", ["db"], False),
            ("shop", "csg", False),
            ("elsewhere", ["csg"], False),
        ):
            self.put(".claude.json", {"projects": {os.path.join(self.user, place): {"disabledMcpServers": off}}})
            self.assertEqual(server_policy.switched_off(self.client(), self.cwd), switched, (place, off))

    def test_another_server_in_its_place(self) -> None:
        other, own = ({"mcpServers": {"csg": {"command": command, "args": ["mcp"]}}} for command in ("x", "/opt/csg"))
        for value, found in ((own, []), (other, [self.user + "/shop/.mcp.json"])):
            self.put("shop/.mcp.json", value)
            self.assertEqual(list(server_policy.in_its_place(self.client(), self.cwd)), found)
        self.put("shop/.mcp.json", {})
        registry = self.put(".claude.json", {"projects": {self.user + "/shop": other}})
        self.assertEqual(list(server_policy.in_its_place(self.client(), self.cwd)), [registry])
