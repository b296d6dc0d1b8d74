"""What can go wrong in a way that a person can mend.  Imports nothing."""

#: cold


class NotForUs(Exception):
    """A hook's stdin that is not ours to act on: another client's, junk, or incomplete."""


class CsgError(Exception):
    """Expected: one line for the person, no traceback.  `exit_code` is the process's."""

    exit_code = 1


class UsageError(CsgError):
    """The command line does not say something that can be done."""

    exit_code = 2


class NoHome(Exception):
    """There is nowhere to keep the state: no usable environment variable, no home directory."""


def anothers(home: str) -> CsgError:
    """What is said of a home (fit to be shown) that another user owns."""
    mend = "set CLAUDE_SESSION_GUARD_HOME to a directory of your own (csg doctor says more)"
    return CsgError("%s belongs to another user, so csg leaves it alone: %s" % (home, mend))


def describe(error: BaseException) -> str:
    """Type, message and place of an error, without importing traceback."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = "%s:%s, %s" % (code.co_filename.rpartition("/")[2], trace.tb_lineno, code.co_name)
        trace = trace.tb_next
    return "%s: %s (%s)" % (type(error).__name__, str(error)[:300], place)
