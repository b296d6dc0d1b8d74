"""The style of a timeline's page, beside that of every page.  Data."""

CSS = """
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 12px; }
.bar input { flex: 1 1 260px; max-width: 420px; font: inherit; color: inherit; background: var(--panel);
  border: 1px solid var(--line); border-radius: 8px; padding: 7px 12px; }
.bar button { font: inherit; font-size: 13px; color: var(--ink); background: var(--panel); cursor: pointer;
  border: 1px solid var(--line); border-radius: 8px; padding: 6px 11px; line-height: 1.3; }
.bar button:hover { border-color: var(--dim); }
.bar button[aria-pressed=false] { color: var(--dim); background: none; border-style: dashed; }
.bar button[aria-pressed=false] svg { opacity: .35; }
.bar button svg { width: 14px; height: 14px; vertical-align: -2px; margin-right: 6px; overflow: visible; }
.bar .zoom { display: flex; gap: 4px; margin-left: auto; }
.bar .zoom button { min-width: 34px; }
#chart { position: relative; overflow: hidden; padding: 4px 0; }
#scroll { overflow-x: auto; overflow-y: hidden; position: relative; }
#labels { position: absolute; left: 0; top: 4px; bottom: 4px; background: var(--panel); z-index: 1;
  pointer-events: none; border-right: 1px solid var(--line); overflow: hidden; }
.label { position: absolute; left: 14px; right: 10px; display: flex; align-items: baseline; gap: 8px;
  white-space: nowrap; pointer-events: auto; }
.label bdi { overflow: hidden; text-overflow: ellipsis; font-weight: 550; }
.label .id { color: var(--dim); font-size: 11.5px; flex: none; margin-left: auto; }
.group { position: absolute; left: 14px; right: 10px; font-size: 12px; color: var(--dim); white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; font-weight: 600; }
.group .path { font-weight: 400; margin-left: 8px; }
.narrow #labels { border: 0; background: none; right: 0; }
.narrow .label, .narrow .group { right: auto; pointer-events: none; max-width: calc(100% - 28px); }
.faded { opacity: .3; }
svg.chart { display: block; }
svg text { font-size: 11.5px; fill: var(--dim); }
svg text.day { font-weight: 650; fill: var(--ink); }
.grid { stroke: var(--line); stroke-width: 1; }
.grid.day { stroke: var(--busy); }
.rule { stroke: var(--line); }
.lane { fill: var(--lane); }
.busy { fill: var(--busy); }
.gone { fill: none; stroke: var(--busy); stroke-width: 2; stroke-dasharray: 2 5; }
.join { stroke: var(--conflict); stroke-width: 1.5; stroke-opacity: .55; fill: none; }
.join.hold { stroke: var(--hold); }
.join.dense { stroke-opacity: .18; }
.foot { fill: var(--panel); stroke: var(--conflict); stroke-width: 1.5; }
.foot.hold { fill: var(--panel); stroke: var(--hold); }
.join.lit { stroke-opacity: 1; stroke-width: 2.5; }
.mark { cursor: pointer; fill-rule: evenodd; stroke: var(--panel); stroke-width: 1.5; paint-order: stroke; }
.edit { fill: var(--edit); } .conflict, .git, .kill { fill: var(--conflict); } .hold { fill: var(--hold); }
.commit { fill: var(--commit); } .message { fill: var(--message); } .note, .start, .end { fill: var(--note); }
.mark:hover, .mark.lit { stroke: var(--ink); }
.mark:focus { outline: none; stroke: var(--ink); stroke-width: 4; }
#tip { position: fixed; z-index: 5; max-width: min(420px, calc(100vw - 16px)); padding: 8px 12px; font-size: 13px;
  pointer-events: none; visibility: hidden; }
#tip.on { visibility: visible; }
#tip .head, #details .head { font-weight: 600; }
#details .head svg { width: 14px; height: 14px; vertical-align: -2px; margin-right: 4px; overflow: visible; }
#details { position: fixed; z-index: 6; right: 20px; bottom: 20px; width: min(460px, calc(100vw - 24px));
  max-height: min(70vh, 560px); overflow: auto; padding: 14px 18px; }
#details[hidden] { display: none; }
#details dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 12px; margin: 8px 0 0; }
#details dt { color: var(--dim); } #details dd { margin: 0; overflow-wrap: anywhere; }
#details article + article { border-top: 1px solid var(--line); margin-top: 10px; padding-top: 10px; }
#details .close { position: sticky; top: 0; float: right; font: inherit; border: 0; background: none; cursor: pointer;
  color: var(--dim); padding: 0 2px 0 12px; font-size: 18px; line-height: 1.2; }
kbd { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--line); border-radius: 4px;
  padding: 1px 5px; background: var(--panel); }
.keys { margin: 10px 2px 0; display: flex; flex-wrap: wrap; gap: 4px 16px; }
.met { overflow-x: auto; }
.met td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--dim); }
.met .what { white-space: nowrap; } .met .what svg { width: 13px; height: 13px; margin-right: 7px; vertical-align: -2px;
  overflow: visible; }
#met button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
  text-decoration: underline dotted; text-underline-offset: 3px; }
@media (max-width: 640px) { .met thead { display: none; } .met tr { display: block; padding: 8px 12px;
    border-top: 1px solid var(--line); } .met td { display: inline; border: 0; padding: 0 10px 0 0; }
  .met td:nth-child(4)::before { content: "by "; color: var(--dim); }
  .met td:nth-child(5):not(:empty)::before { content: "with "; color: var(--dim); }
  .bar .zoom { margin-left: 0; } #details { right: 12px; bottom: 12px; } }
@media print { #chart { border: 0; box-shadow: none; } #scroll { overflow: visible; }
  #met button { text-decoration: none; } }
"""
