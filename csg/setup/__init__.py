"""Getting csg onto machines and into clients, and finding what is wrong there.  No hook comes here.

Into clients: `install`, `uninstall`, `skill`, `mcp_server`, `other_clients`, each a `work`, by `settings_change` and
`own_file`, remembered by `install_record`; `scope`, `chosen_clients`, `plugin_files`.  Onto machines: `deploy`,
`completion`, `interpreters`, `hook_command`, `slack_app`.  Trying it: `diagnosis`, `rehearsal`, `demo`.  Imports
`clients`, `slack`, `state` and below.  A check of doctor: a function in `checks`, a row in `diagnosis`.
Another way of installing: a module here, and a thin verb that asks for it.
"""
