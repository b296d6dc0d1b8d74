"""A process in the background that holds nothing of its caller's.

The client waits for EOF on a hook's stdout and stderr, and treats what the hook printed as
suspect if somebody else still has them open (seen with the real client).  So first 0, 1 and 2 are
pointed at /dev/null and everything else is closed, then fork, setsid, fork: only a process
in a session of its own outlives the client's killing of a hook's process group.
"""

import posix
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def detach(run: "Callable[[], None]", leaving: bool) -> None:
    """Call `run` in a process of its own, with / as its directory, and return.

    leaving  the caller is about to exit: its own descriptors are let go too, before the first
             fork, so that EOF does not wait for the new process.  Otherwise the caller keeps its
             descriptors and waits the moment until the child has let go of its copies.
    What `run` raises is lost.  OSError when no process can be started."""
    if leaving:
        _let_go()
    child = posix.fork()
    if child:
        if not leaving:
            posix.waitpid(child, 0)
        return
    try:
        import gc

        if not leaving:
            _let_go()
        posix.setsid()
        if not posix.fork():
            posix.chdir("/")
            gc.enable()  # boot has switched it off, for a hook
            run()
    except BaseException:
        pass
    finally:
        posix._exit(0)


def _let_go() -> None:
    null = posix.open("/dev/null", posix.O_RDWR)
    for fd in (0, 1, 2):
        posix.dup2(null, fd)
    try:
        numbers = [int(name) for name in posix.listdir("/dev/fd")]
    except (OSError, ValueError):  # no /proc: a chroot
        posix.closerange(3, 1024)
        return
    kept = getattr(sys.modules["__main__"], "descriptor", -1)  # boot's: modules are still to be read from it
    for fd in numbers:
        if fd > 2 and fd != kept:
            try:
                posix.close(fd)
            except OSError:  # the listing's own
                pass
