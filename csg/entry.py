"""Where every way in arrives: hooks, the status line and the MCP server go straight there, all else to `cli`."""

import sys


def main() -> None:
    """Run the command line in sys.argv and end the process."""
    arguments = sys.argv[1:]
    line = arguments[:1] == ["statusline"] and arguments[1:2] in ([], ["--here"]) and len(arguments) < 4
    if (line or arguments[:1] in (["hook"], ["pre-edit"], ["start"], ["stop"])) and "--help" not in arguments:
        try:
            if line:
                from csg.hooks import status_line

                status_line.main(arguments[1:])
            if len(arguments) > 1 and not line:
                from csg.hooks import another_client

                another_client.main(arguments)
            from csg.hooks import hook

            hook.main(arguments[0])
        except Exception:  # the file was replaced while it was read: a hook is silent whatever happens
            sys.exit(0)
    _otherwise(arguments)


#: cold


def _otherwise(arguments: "list[str]") -> None:
    """What people and servers run.  A file that is cut off before this is the header's to tell of."""
    sys.excepthook = sys.__excepthook__  # the header's is about a start that fails
    try:
        if arguments == ["mcp"]:
            from csg.mcp import server

            server.main()
            return
        from csg.verbs import cli

        code = cli.main(arguments)
    except ImportError as error:
        sys.exit(_lacking(error))
    sys.exit(code)


def _lacking(error: ImportError) -> str:
    """What to say where the file is cut off, or Python's library is not all there; then another Python takes over,
    if the header finds one.  From a checkout, what is missing of csg itself is a bug."""
    import posix

    place = __file__[: -len("/csg/entry.py")]
    packed = place == sys.path[-1]
    if (error.name or "").partition(".")[0] == "csg":
        if not packed:
            raise error
        return "csg: %s is damaged (%s): install csg again" % (place, error)
    if packed and "another" not in sys._xoptions:
        posix.execv("/bin/sh", ["sh", place, "--another-python", sys.executable, *sys.argv[1:]])
    said = "csg: %s has not all of Python's library (%s): install all of python3, or set CSG_PYTHON to another one"
    return said % (sys.executable, error)
