"""The MCP server with the official Python SDK's client, which checks every answer against the specification.

Needs the package `mcp` (1.2 or newer) in the interpreter that runs this.
"""

import asyncio
import importlib
import importlib.util
import unittest
from typing import Any, Dict, List, Optional
from unittest import mock

from tests.e2e.mcp_client import TOOLS, VERSIONS
from tests.support import SandboxCase, archive

#: Where the SDK keeps the version that its client offers, as its releases went by.
_OFFERS = ("mcp.client.session.LATEST_HANDSHAKE_VERSION", "mcp.types.LATEST_PROTOCOL_VERSION")


def _plain(model: Any) -> Dict[str, Any]:
    """A model of the SDK under the names that the protocol has."""
    fields: Dict[str, Any] = model.model_dump(by_alias=True, exclude_none=True)
    return fields


@unittest.skipUnless(importlib.util.find_spec("mcp"), "the package mcp is not installed for this Python")
class Sdk(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository("shop")
        self.box.start("mine", cwd=self.top)
        self.box.start("other", cwd=self.top, CLAUDE_PID="1")
        self.box.edit("other", self.box.write("shop/a.py"), cwd=self.top, CLAUDE_PID="1")

    def parameters(self) -> Any:
        environ = {k: v for k, v in self.box.environ.items() if k != "CLAUDE_PID"}
        return importlib.import_module("mcp").StdioServerParameters(
            command=archive(), args=["mcp"], env=environ, cwd=self.top
        )

    def offered(self) -> List[str]:
        """The versions this release of the SDK can agree to in a handshake."""
        for module, name in (
            ("mcp.types.version", "HANDSHAKE_PROTOCOL_VERSIONS"),
            ("mcp_types.version", "HANDSHAKE_PROTOCOL_VERSIONS"),
            ("mcp.shared.version", "SUPPORTED_PROTOCOL_VERSIONS"),
        ):
            try:
                found = list(getattr(importlib.import_module(module), name))
            except (ImportError, AttributeError):
                continue
            return [version for version in found if version in VERSIONS]
        raise AssertionError("this release of the SDK hides which versions it speaks")

    def test_every_tool_in_every_version(self) -> None:
        offered = self.offered()
        self.assertTrue(offered)
        for version in offered:
            with self.subTest(version):
                patches = 0
                for target in _OFFERS:
                    module, _, name = target.rpartition(".")
                    try:
                        known = hasattr(importlib.import_module(module), name)
                    except ImportError:
                        known = False
                    if known:
                        patch = mock.patch(target, version)
                        patch.start()
                        self.addCleanup(patch.stop)
                        patches += 1
                self.assertTrue(patches, "this release of the SDK hides which version it offers")
                asyncio.run(asyncio.wait_for(self.talk(version), 60))

    async def talk(self, version: str) -> None:
        session_class = importlib.import_module("mcp").ClientSession
        stdio = importlib.import_module("mcp.client.stdio")
        async with stdio.stdio_client(self.parameters()) as (read, write), session_class(read, write) as session:
            said = _plain(await session.initialize())
            self.assertEqual(said["protocolVersion"], version)
            self.assertEqual(said["serverInfo"]["name"], "csg")
            await self.tools(session, version >= "2025-06-18")

    async def tools(self, session: Any, structured: bool) -> None:
        tools = _plain(await session.list_tools())["tools"]
        self.assertEqual({tool["name"] for tool in tools}, TOOLS)

        async def call(name: str, **arguments: Any) -> Dict[str, Any]:
            result = _plain(await session.call_tool(name, arguments))
            self.assertFalse(result["isError"], result)
            self.assertTrue(result["content"][0]["text"])
            value: Dict[str, Any] = result.get("structuredContent", {})
            self.assertEqual(bool(value), structured)
            return value

        listed = await call("list_sessions", scope="all")
        checked = await call("check_files", paths=["a.py", "*.py", "."])
        claimed = await call("claim_files", paths=["a.py", "b.py"], intent="split it")
        released = await call("release_files", paths=["."])
        await call("set_intent", text="something else")
        told = await call("tell_session", session="other", text="mind a.py")
        if structured:
            self.assertEqual(listed["self"], "mine")
            self.assertEqual([row["status"] for row in checked["files"]], ["held"] * 3)
            self.assertEqual([row["status"] for row in claimed["files"]], ["held", "claimed"])
            self.assertEqual(len(released["released"]), 2)
            self.assertEqual(told["told"], ["other"])
        await self.waiting(session)
        failed = _plain(await session.call_tool("check_files", {"paths": []}))
        self.assertTrue(failed["isError"])
        await session.send_ping()

    async def waiting(self, session: Any) -> None:
        """A call that waits tells how far it is, and the connection is free meanwhile."""
        edited = self.box.write("shop/slow.py")
        self.box.edit("other", edited, cwd=self.top, CLAUDE_PID="1")
        told = asyncio.Event()
        seen: List[float] = []

        async def progress(passed: float, total: Optional[float] = None, message: Optional[str] = None) -> None:
            self.assertEqual(total, 30)
            seen.append(passed)
            told.set()

        arguments = {"paths": ["slow.py"], "wait_seconds": 30}
        waits = asyncio.ensure_future(session.call_tool("check_files", arguments, progress_callback=progress))
        await asyncio.wait_for(told.wait(), 30)
        await session.send_ping()
        self.assertFalse(waits.done())
        self.assertEqual(self.box.csg("release", edited, "--session", "other").returncode, 0)
        result = _plain(await asyncio.wait_for(waits, 30))
        self.assertIn("free", result["content"][0]["text"])
        self.assertEqual(seen[0], 0)

    @unittest.skipUnless(
        importlib.util.find_spec("mcp.client.client") if importlib.util.find_spec("mcp") else None,
        "this release of mcp has no client that probes",
    )
    def test_a_client_that_probes_for_newer_versions(self) -> None:
        async def probe() -> None:
            async with importlib.import_module("mcp.client.client").Client(self.parameters()) as client:
                self.assertEqual(client.session.protocol_version, VERSIONS[-1])
                await self.tools(client.session, True)

        asyncio.run(asyncio.wait_for(probe(), 60))


if __name__ == "__main__":
    unittest.main()
