"""Where a verb is run."""

import os
import time
from typing import Mapping

from csg.base import config, errors, paths


class Here:
    """Where a verb is run: the home, the environment (bytes), the working directory, the time."""

    def __init__(self, environ: Mapping[bytes, bytes]) -> None:
        self.environ = environ
        self.now = time.time()
        try:
            self.home = paths.home(environ)
        except errors.NoHome as error:
            raise errors.UsageError(str(error)) from None
        if not paths.config_file(environ, self.home):
            raise errors.UsageError(config.unusable(environ))
        try:
            self.cwd = os.getcwdb()
        except FileNotFoundError:
            raise errors.CsgError("the current directory is gone: cd somewhere that exists") from None
