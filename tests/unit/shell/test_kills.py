"""What a command line means to end."""

import unittest
from typing import Dict, List

from csg.shell import kills
from csg.shell.command_line import commands
from csg.shell.finders import Selection

#: A line, and what it means: pids, `:port` (`+` if who is connected counts), `=name`, `/expression/` (`!` unwanted),
#: `@file`; and options of a selection.
LINES: Dict[str, str] = {
    "kill 12 34": "12 34",
    "kill -9 12": "12",
    "kill -KILL 12": "12",
    "kill -SIGTERM -- 12": "12",
    "kill -s HUP 12": "12",
    "kill --signal=9 12": "12",
    "kill -n 9 12": "12",
    "kill -9 -12": "-12",
    "kill -- -12": "-12",
    "kill -TERM -1": "-1",
    "sudo kill -9 12 || true": "12",
    "kill -0 12": "",
    "kill -CONT 12": "",
    "kill -l": "",
    "kill %1": "",
    "kill $!": "",
    "kill": "",
    "echo kill 12": "",
    "kill $(lsof -ti:3000)": ":3000+",
    "kill -9 `lsof -t -i :3000`": ":3000+",
    "kill $(lsof -ti tcp:3000 -sTCP:LISTEN)": ":3000",
    "lsof -ti:3000 | xargs kill -9": ":3000+",
    "lsof -ti:3000,3001 | xargs -r kill": ":3000+ :3001+",
    "lsof -tiTCP:3000-3002 | xargs kill": ":3000+ :3001+ :3002+",
    "PID=$(lsof -ti:3000); kill $PID": ":3000+",
    "for p in $(pgrep -f vite); do kill $p; done": "/vite/ whole",
    "lsof -i | grep LISTEN | grep :3000 | awk '{print $2}' | xargs kill": ":3000",
    "ss -lptn 'sport = :3000' | grep -oP 'pid=\\K\\d+' | xargs kill": ":3000",
    "netstat -tlnp | grep :3000 | xargs kill": ":3000",
    "kill $(lsof -t /tmp/x)": "",
    "fuser -k 3000/tcp": ":3000",
    "fuser -k -n tcp 3000": ":3000",
    "fuser 3000/tcp": "",
    "kill $(fuser 3000/tcp 2>/dev/null)": ":3000",
    "npx kill-port 3000 3001": ":3000 :3001",
    "npx --yes kill-port@2 3000": ":3000",
    "pnpm dlx kill-port 3000": ":3000",
    "kill-port 3000": ":3000",
    "npx fkill-cli :3000 12 node": "12 :3000 =node",
    "pkill node": "/node/",
    "pkill -9 -f 'next dev'": "/next dev/ whole",
    "pkill -KILL -x node": "/node/ exact",
    "pkill -SIGINT -if Vite": "/Vite/ any_case whole",
    "pkill -n node": "/node/ newest",
    "pkill -P 12": "parents=12",
    "pkill -g 12 node": "/node/ groups=12",
    "pkill -u me node": "/node/ users=me",
    "pkill -t pts/1": "",
    "pkill -F x.pid": "",
    "pkill -0 node": "",
    "pkill $NAME": "",
    "pgrep node": "",
    "pgrep node | xargs kill": "/node/",
    "kill $(pidof node)": "=node",
    "killall node python3": "=node =python3",
    "killall -9 node": "=node",
    "killall -r 'no.*'": "/no.*/",
    "killall -i node": "",
    "killall -0 node": "",
    "kill $(cat server.pid)": "@/w/server.pid",
    "kill $(< server.pid)": "@/w/server.pid",
    "cat run/server.pid | xargs kill": "@/w/run/server.pid",
    "ps aux | grep 'next dev' | grep -v grep | awk '{print $2}' | xargs kill -9": "/next dev/ !/grep/ whole",
    "ps aux | grep '[n]ode\\|vite' | xargs kill": "/[n]ode|vite/ whole",
    "ps aux | grep -F 'a.b' | xargs kill": "/a\\.b/ whole",
    "ps aux | awk '/vite/ {print $2}' | xargs kill": "/vite/ whole",
    "kill $(ps aux | grep -i Vite | awk '{print $2}')": "/Vite/ any_case whole",
    "ps aux | grep node": "",
    "bash -c 'kill 12'": "12",
    "cd /x && kill $(cat a.pid)": "@/x/a.pid",
}


def _said(chosen: Selection) -> List[str]:
    said = ["=" + chosen.named.decode()] if chosen.named else []
    said += ["/%s/" % one.decode() for one in chosen.wanted] + ["!/%s/" % one.decode() for one in chosen.unwanted]
    said += [name for name in ("any_case", "exact", "whole", "inverted") if getattr(chosen, name)]
    said += [chosen.pick] if chosen.pick else []
    said += ["parents=%d" % one for one in chosen.parents] + ["groups=%d" % one for one in chosen.groups]
    return said + ["users=" + one.decode() for one in chosen.users]


class Kills(unittest.TestCase):
    def test_lines(self) -> None:
        for line, expected in LINES.items():
            with self.subTest(line=line):
                said: List[str] = []
                for aim in kills.aims(commands(line, b"/w", b"/home/me")):
                    said += [str(pid) for pid in aim.pids]
                    said += [":%d%s" % (port, "+" if connected else "") for port, connected in aim.ports]
                    said += ["@" + path.decode() for path in aim.files]
                    for chosen in aim.selections:
                        said += _said(chosen)
                self.assertEqual(" ".join(said), expected)

    def test_a_pid_is_a_number(self) -> None:
        self.assertEqual(kills.aims(commands("kill 99999999999999999999 12x '' -x", b"/w")), [])
