"""OpenCode: the plugin by which it runs csg's hook, and where that lies.

The plugin keeps what it knows in memory only, and a call waits for csg for a few seconds at most: whatever goes wrong,
the tool runs.  What it says to the hook and is told is in dialects/opencode.
"""

import json
import os
from typing import Mapping, Sequence

from csg.base import paths

#: Where OpenCode looks for plugins (its documentation), below its configuration directory.
PLACE = os.path.join("plugins", "csg.js")
_WORDS = '["csg", "hook", "--client", "opencode"]'

PLUGIN = """\
// Written by `csg install --client opencode`, taken away by `csg uninstall`: it hands what happens to csg's hook, holds
// a tool by throwing what that answers, and adds to its result what there is to tell.  Whatever fails, the tool runs.
import { spawn, spawnSync } from "node:child_process"
const HOOK = ["csg", "hook", "--client", "opencode"]
const ask = (what) => new Promise((answer) => {
  let child, said = ""
  const done = () => { clearTimeout(timer); try { answer(JSON.parse(said) ?? {}) } catch { answer({}) } }
  const timer = setTimeout(() => { said = ""; done(); child?.kill() }, 10000)
  try {
    child = spawn(HOOK[0], HOOK.slice(1), { stdio: ["pipe", "pipe", "ignore"] })
    child.on("error", done).on("close", done)
    child.stdout.on("data", (data) => { said += data })
    child.stdin.on("error", () => {}).end(JSON.stringify(what))
  } catch { done() }
})
export const Csg = async ({ directory }) => {
  const parents = new Map(), live = new Set(), calls = new Map(), waiting = new Map()
  const root = (id) => { while (parents.has(id)) id = parents.get(id); return id }
  const about = (event, id, more) =>
    ({ event, session: root(id), agent: parents.has(id) ? id : "", cwd: directory, pid: process.pid, ...more })
  const keep = (id, text) => { if (text) waiting.set(id, (waiting.has(id) ? waiting.get(id) + "\\n\\n" : "") + text) }
  const kept = (id) => { const text = waiting.get(id); waiting.delete(id); return text }
  const tell = async (event, id, more) => keep(id, (await ask(about(event, id, more))).tell)
  process.on("exit", () => {
    for (const id of live) spawnSync(HOOK[0], HOOK.slice(1), { input: JSON.stringify(about("end", id)), timeout: 2000 })
  })
  return {
    "event": async ({ event: { type, properties: { info, part, sessionID } } }) => {
      if (type === "session.created" && info.parentID) parents.set(info.id, info.parentID)
      else if (type === "session.deleted" && live.delete(info.id)) await ask(about("end", info.id))
      else if (type === "session.idle" && parents.has(sessionID)) await ask(about("stop", sessionID))
      else if (type === "message.part.updated" && part.state?.status === "error" && calls.has(part.callID)) {
        const { args, found } = calls.get(part.callID), { sessionID: id, tool, callID: call } = part
        calls.delete(call), keep(id, found), await tell("failed", id, { tool, args, call })
      }
    },
    "chat.message": async ({ sessionID: id }, { message, parts }) => {
      if (parents.has(id)) return
      if (!live.has(id)) live.add(id), await tell("start", id)
      await tell("prompt", id, { prompt: parts.map((part) => part.text ?? "").join("\\n") })
      const text = kept(id), own = { id: parts[parts.length - 1]?.id + "c", messageID: message.id, sessionID: id }
      if (text) parts.push({ ...own, type: "text", synthetic: true, text })
    },
    "tool.execute.before": async ({ tool, sessionID: id, callID: call }, { args }) => {
      if (!["edit", "write", "apply_patch", "bash"].includes(tool)) return
      const { hold, tell: found } = await ask(about("before", id, { tool, args, call }))
      if (hold) throw new Error(found ? hold + "\\n\\n" + found : hold)
      calls.set(call, { args, found, began: Date.now() })
    },
    "tool.execute.after": async ({ tool, sessionID: id, callID: call }, output) => {
      const { args, found, began } = calls.get(call) ?? {}
      calls.delete(call), keep(id, found)
      if (args && tool === "bash") await tell("after", id, { tool, args, call, ms: Date.now() - began })
      if (waiting.has(id)) output.output += "\\n\\n" + kept(id)
    },
    "shell.env": async ({ sessionID: id }, { env }) => {
      if (id) Object.assign(env, { CSG_SESSION_ID: root(id), CSG_CLIENT: "opencode" })
    },
  }
}
"""


def plugin(words: Sequence[str]) -> str:
    """The plugin's text.  `words`: the command of the hook, its program's absolute path first, all of its arguments."""
    given = "const HOOK = "
    return PLUGIN.replace(given + _WORDS, given + json.dumps(list(words)))


def place(environ: Mapping[bytes, bytes]) -> str:
    """Where it lies for this user."""
    chosen = os.fsdecode(environ.get(b"XDG_CONFIG_HOME", b""))
    base = chosen if os.path.isabs(chosen) else os.path.join(os.fsdecode(paths.user_home(environ)), ".config")
    return os.path.join(base, "opencode", PLACE)
