"""Print the completion of csg's command line for a shell, made from its own table of verbs.

bash   csg completion bash >~/.local/share/bash-completion/completions/csg
zsh    csg completion zsh >~/.zfunc/_csg  (before compinit: fpath+=~/.zfunc)
fish   csg completion fish >~/.config/fish/completions/csg.fish
"""

import argparse

from csg.base.here import Here
from csg.setup import completion
from csg.verbs import cli


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which shell."""
    parser.add_argument("shell", choices=sorted(completion.SHELLS), help="see above")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it."""
    public = {name: verb.summary for name, verb in cli.VERBS.items() if not verb.private}
    commands = [completion.Command(name, summary, cli.parser(name)) for name, summary in public.items()]
    print("\n".join(completion.SHELLS[options.shell](commands)))
    return 0
