"""The style of every page: colours for light and dark, type, what is printed.  Data."""

CSS = """
:root { color-scheme: light dark;
  --page: #f5f6f8; --panel: #ffffff; --ink: #1b2330; --dim: #5f6b7c; --line: #dde2ea; --lane: #e3e8f0; --busy: #cdd6e4;
  --edit: #2f6fdb; --conflict: #c76a00; --hold: #cf2439; --commit: #15803d; --message: #8341c4; --note: #76808f;
  --shadow: 0 1px 2px rgba(20, 30, 50, .06), 0 4px 16px rgba(20, 30, 50, .07); }
@media (prefers-color-scheme: dark) { :root {
  --page: #12151a; --panel: #1a1e25; --ink: #e7eaf0; --dim: #9aa5b5; --line: #2b323d; --lane: #29303b; --busy: #3a4454;
  --edit: #6aa5ff; --conflict: #ffb04d; --hold: #ff6678; --commit: #4fcf8a; --message: #c79bff; --note: #8d98a8;
  --shadow: 0 1px 2px rgba(0, 0, 0, .4), 0 6px 20px rgba(0, 0, 0, .35); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 1500px; margin: 0 auto; padding: 20px 24px 40px; }
h1 { font-size: 20px; line-height: 1.25; margin: 0 0 2px; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 15px; margin: 28px 0 10px; font-weight: 650; }
p { margin: 0 0 8px; }
.dim { color: var(--dim); }
.small { font-size: 12.5px; }
code, .path { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .92em; overflow-wrap: anywhere; }
bdi { unicode-bidi: isolate; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin: 16px 0; padding: 0; list-style: none; }
.tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 8px 16px 9px;
  min-width: 92px; }
.tiles b { display: block; font-size: 21px; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--dim); font-size: 12.5px; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; font-size: 12px; color: var(--dim); padding: 8px 12px; white-space: nowrap; }
td { padding: 7px 12px; border-top: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
:focus-visible { outline: 2px solid var(--edit); outline-offset: 2px; }
@media (max-width: 640px) { main { padding: 14px 12px 32px; } .tiles li { flex: 1 1 28%; padding: 6px 12px; } }
@media print { @page { size: landscape; margin: 12mm; }
  :root { color-scheme: light; --page: #fff; --panel: #fff; --ink: #000; --dim: #444; --line: #bbb; --lane: #e3e3e3;
    --busy: #c9c9c9; --edit: #2f6fdb; --conflict: #b45f00; --hold: #c01f33; --commit: #15803d; --message: #7637b3;
    --note: #666; --shadow: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; } .screen { display: none !important; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""
