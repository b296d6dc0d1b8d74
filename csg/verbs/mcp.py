"""Serve a coding client as an MCP server on stdin and stdout: who else is here, which files are held.

The client starts this; people do not.  It speaks JSON-RPC 2.0, one message a line, in the
protocol versions 2024-11-05, 2025-03-26, 2025-06-18 and 2025-11-25
(modelcontextprotocol.io/specification), and ends with its input or on SIGTERM.  To register it with the client:

    csg install --mcp
    claude mcp add --scope user csg -- csg mcp    # the same by hand
"""

import argparse

from csg.base.here import Here
from csg.mcp import server


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Serve; does not return."""
    server.main()
    return 0
