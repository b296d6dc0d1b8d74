"""What can go wrong in a way that a person can mend.  Imports nothing."""


class CsgError(Exception):
    """Expected: one line for the person, no traceback.  `exit_code` is the process's."""

    exit_code = 1


class UsageError(CsgError):
    """The command line does not say something that can be done."""

    exit_code = 2


class NotForUs(Exception):
    """A hook's stdin that is not ours to act on: another client's, junk, or incomplete."""
