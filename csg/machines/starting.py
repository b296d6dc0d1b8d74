"""Starting the carrier, unless one is at work.  What hooks run of this room."""

from csg.base import files, locks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def lock(home: bytes) -> bytes:
    """The file that the carrier has locked; it is there once this machine has shared anything."""
    return home + b"/machines/lock"


def wanted(environ: "Mapping[bytes, bytes]", config: bytes) -> bool:
    """Has the person named a database?  `config`: the settings file's path."""
    if b"CSG_POSTGRES" in environ:
        return bool(environ[b"CSG_POSTGRES"].strip())
    try:
        return b"CSG_POSTGRES" in files.head(config)
    except OSError:
        return False


def idle(home: bytes) -> bool:
    """Does no carrier hold the lock?  OSError."""
    return locks.is_free(lock(home))


def start(home: bytes, leaving: bool) -> None:
    """Start a carrier unless one is at work; to be called after the last word on stdout.  Never raises.

    leaving  see spawn.detach"""

    def carry() -> None:
        held = locks.flocked(lock(home))
        if held is not None:
            from csg.machines import carrier

            carrier.main(home, held)

    try:
        if idle(home):
            from csg.base import spawn

            spawn.detach(carry, leaving)
    except Exception:  # no process to be had: the next hook tries again
        pass
