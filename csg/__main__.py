"""Where every way in arrives: hooks and the MCP server go straight there, everything else to `cli`."""

import sys


def main() -> None:
    """Run the command line in sys.argv and end the process."""
    arguments = sys.argv[1:]
    if arguments[:1] in (["hook"], ["pre-edit"], ["start"], ["stop"]) and "--help" not in arguments:
        try:
            from csg.hooks import hook

            hook.main(arguments[0])
        except Exception:  # the file was replaced while it was read: a hook is silent whatever happens
            sys.exit(0)
    if arguments == ["mcp"]:
        from csg.mcp import server

        server.main()
        return
    from csg.verbs import cli

    sys.exit(cli.main(arguments))


if __name__ == "__main__":
    main()
