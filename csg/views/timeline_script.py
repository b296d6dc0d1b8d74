"""How a timeline's page draws itself, from the JSON in its element #data.  Data; `timeline_keys` goes on with it."""

DRAWING = r"""
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const AXIS = 30, GROUP = 30, NEAR = 9, PAD = 16;
const SHAPES = {
  conflict: "M0,-8.5L8.5,0L0,8.5L-8.5,0ZM-1.1,-4.6h2.2v5.2h-2.2zM-1.1,2.2h2.2v2.2h-2.2z",
  hold: "M-7.5,-5.5a2,2 0 0 1 2,-2h11a2,2 0 0 1 2,2v11a2,2 0 0 1 -2,2h-11a2,2 0 0 1 -2,-2zM-3.6,-4h2.4v8h-2.4z" +
    "M1.2,-4h2.4v8h-2.4z",
  git: "M0,-8L8.5,7H-8.5ZM-1.1,-3h2.2v4.6h-2.2zM-1.1,3h2.2v2h-2.2z",
  kill: "M-6,-8L0,-2L6,-8L8,-6L2,0L8,6L6,8L0,2L-6,8L-8,6L-2,0L-8,-6Z",
  commit: "M-8,0a8,8 0 1 0 16,0a8,8 0 1 0 -16,0ZM-4.4,0.2l1.4,-1.4l2,2l3.8,-4l1.4,1.4l-5.2,5.4z",
  message: "M-8,-4.5a2,2 0 0 1 2,-2h12a2,2 0 0 1 2,2v5.5a2,2 0 0 1 -2,2h-6.5l-3.5,3.5v-3.5h-2a2,2 0 0 1 -2,-2z",
  note: "M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0ZM-1.7,0a1.7,1.7 0 1 0 3.4,0a1.7,1.7 0 1 0 -3.4,0Z",
  start: "M-1.5,-10h3v20h-3z", end: "M-1.5,-10h3v20h-3z",
};
const WORDS = { edit: "edits", conflict: "conflicts", hold: "holds", git: "git commands", kill: "processes",
  commit: "commits", message: "messages", note: "intents, claims", start: "starts", end: "ends" };
const SAID = { "told by hand": "message by hand" };
const ABOVE = { edit: 2, start: 0, end: 0, note: 1, commit: 3, message: 4, git: 5, kill: 5, conflict: 6, hold: 7 };
const state = { zoom: 1, words: [], off: new Set(), print: false, clusters: [], byLane: [], current: null };
const $ = (id) => document.getElementById(id);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
function drawn(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  if (text !== undefined) made.textContent = text;
  return made;
}
function name(lane, most) {
  const text = lane.name || lane.id;
  return element("bdi", { textContent: most && text.length > most ? text.slice(0, most - 1) + "\u2026" : text });
}
function circle(r) { return `M${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`; }
function shape(kind, many) { return SHAPES[kind] || circle(Math.min(9, 4 + 1.1 * Math.log2(many)).toFixed(1)); }
function icon(kind) {
  const made = drawn("svg", { viewBox: "-9 -9 18 18", "aria-hidden": "true" });
  made.append(drawn("path", { d: SHAPES[kind] || circle(5.5), class: kind, "fill-rule": "evenodd" }));
  return made;
}
const two = (n) => String(n).padStart(2, "0");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
function day(t) { const d = new Date(t * 1000); return MONTHS[d.getMonth()] + " " + d.getDate(); }
function clock(t, seconds) {
  const d = new Date(t * 1000);
  return two(d.getHours()) + ":" + two(d.getMinutes()) + (seconds ? ":" + two(d.getSeconds()) : "");
}
const long = day(data.since) !== day(data.now);
function when(t, seconds) { return (long ? day(t) + " " : "") + clock(t, seconds); }

function ticks(width) {
  const span = data.now - data.since, room = 74;
  const steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600];
  const step = steps.find((s) => (width * s) / span >= room) || 2419200;
  const at = new Date(data.since * 1000);
  at.setHours(0, 0, 0, 0);
  const found = [];
  for (let n = 0; n < 100000; n += 1) {
    const t = step < 86400 ? at.getTime() / 1000 + n * step
      : new Date(at.getFullYear(), at.getMonth(), at.getDate() + (n * step) / 86400).getTime() / 1000;
    if (t > data.now) break;
    if (t >= data.since) found.push({ t, day: step >= 86400 || clock(t) === "00:00" });
  }
  return found;
}

function shown(mark) {
  if (state.off.has(mark.kind)) return false;
  return state.words.every((word) => mark.hay.includes(word));
}
function prepare() {
  for (const mark of data.marks) {
    const lane = data.lanes[mark.lane];
    mark.kind = data.kinds[mark.k];
    const parts = [mark.kind, mark.tool, mark.decision, mark.outcome, mark.text, lane.name, lane.id, lane.branch];
    for (const file of mark.files || []) parts.push(data.files[file][0], data.files[file][1]);
    mark.hay = parts.join("\n").toLowerCase();
  }
}

function cluster(x) {
  const last = new Map(), clusters = [];
  data.marks.forEach((mark, index) => {
    if (!shown(mark)) return;
    const key = mark.lane * 16 + mark.k, at = x(mark.t), open = last.get(key);
    if (open && at - open.x < NEAR) { open.marks.push(index); return; }
    const made = { lane: mark.lane, kind: mark.kind, x: at, marks: [index], node: null };
    last.set(key, made);
    clusters.push(made);
  });
  return clusters;
}

function rows(narrow) {
  const high = narrow ? 54 : 38, found = [], groups = [];
  let y = AXIS, before = -1;
  data.lanes.forEach((lane) => {
    if (data.groups.length > 1 && lane.group !== before) { groups.push([lane.group, y]); y += GROUP; }
    before = lane.group;
    found.push({ y: y + (narrow ? 36 : high / 2), top: y, high });
    y += high;
  });
  return { lanes: found, groups, height: y + 10 };
}

function draw() {
  const whole = state.print ? 940 : $("chart").clientWidth, narrow = !state.print && whole < 720;
  const side = narrow ? 0 : Math.min(290, Math.round(whole * 0.24));
  const width = Math.max(200, (whole - side) * (state.print ? 1 : state.zoom) - (state.zoom > 1 ? 0 : 1));
  const x = (t) => PAD + Math.min(1, Math.max(0, (t - data.since) / (data.now - data.since))) * (width - 2 * PAD);
  const layout = rows(narrow);
  $("chart").classList.toggle("narrow", narrow);
  $("scroll").style.marginLeft = side + "px";
  $("labels").style.width = narrow ? "" : side + "px";
  state.scale = { x, width, layout };
  state.clusters = cluster(x);
  const alive = new Set(state.clusters.map((one) => one.lane));
  labels(layout, narrow, alive);
  const chart = drawn("svg", { class: "chart", width, height: layout.height, role: "group",
    "aria-label": "A lane for each session, time from left to right" });
  grid(chart, width, x, layout);
  data.lanes.forEach((lane, number) => bars(chart, lane, layout.lanes[number], x, alive.has(number)));
  joins(chart, layout);
  marks(chart, layout);
  $("scroll").replaceChildren(chart);
}

function labels(layout, narrow, alive) {
  const made = layout.groups.map(([group, y]) => {
    const [title, path] = data.groups[group];
    const node = element("div", { className: "group" }, element("bdi", { textContent: title }),
      element("span", { className: "path", textContent: path }));
    node.style.top = y + 8 + "px";
    return node;
  });
  data.lanes.forEach((lane, number) => {
    const row = layout.lanes[number];
    const node = element("div", { className: "label" + (alive.has(number) ? "" : " faded"), title: lane.name },
      name(lane), element("span", { className: "id", textContent: lane.name ? lane.id : "" }));
    node.style.top = (narrow ? row.top + 6 : row.y - 11) + "px";
    made.push(node);
  });
  $("labels").replaceChildren(...made);
}

function grid(chart, width, x, layout) {
  for (const tick of ticks(width)) {
    const at = x(tick.t), kind = tick.day ? " day" : "";
    chart.append(drawn("line", { class: "grid" + kind, x1: at, x2: at, y1: AXIS - 6, y2: layout.height }));
    if (at > width - 40) continue;
    const text = tick.day ? day(tick.t) : clock(tick.t);
    chart.append(drawn("text", { class: kind, x: Math.max(2, at - 14), y: 16 }, text));
  }
  for (const [, y] of layout.groups) {
    if (y > AXIS) chart.append(drawn("line", { class: "rule", x1: 0, x2: width, y1: y, y2: y }));
  }
}

function bars(chart, lane, row, x, alive) {
  const from = x(lane.from), to = Math.max(x(lane.to), from + 3), faded = alive ? "" : " faded";
  chart.append(drawn("rect", { class: "lane" + faded, x: from, y: row.y - 4, width: to - from, height: 8, rx: 4 }));
  for (const [begin, end] of lane.busy) {
    const left = x(begin);
    const long = Math.max(3, x(end) - left);
    chart.append(drawn("rect", { class: "busy" + faded, x: left, y: row.y - 4, width: long, height: 8, rx: 4 }));
  }
}

function joins(chart, layout) {
  const seen = new Set();
  for (const one of state.clusters) {
    const others = new Set();
    for (const index of one.marks) {
      for (const other of data.marks[index].others || []) if (other !== one.lane) others.add(other);
    }
    one.lines = [];
    if (!["conflict", "hold", "git", "kill"].includes(one.kind)) continue;
    const hold = (one.kind === "hold" ? " hold" : "") + (state.clusters.length > 600 ? " dense" : "");
    const y = layout.lanes[one.lane].y;
    for (const other of others) {
      const key = Math.round(one.x) + " " + one.lane + " " + other + hold;
      if (seen.has(key)) continue;
      seen.add(key);
      const there = layout.lanes[other].y;
      const line = drawn("path", { class: "join" + hold, d: `M${one.x},${y}V${there}` });
      chart.append(line, drawn("circle", { class: "foot" + hold, cx: one.x, cy: there, r: 3.5 }));
      one.lines.push(line);
    }
  }
}

function marks(chart, layout) {
  state.byLane = data.lanes.map(() => []);
  state.clusters.forEach((one) => state.byLane[one.lane].push(one));
  const order = state.clusters.map((one, number) => [ABOVE[one.kind], number]).sort((a, b) => a[0] - b[0]);
  for (const [, number] of order) {
    const one = state.clusters[number];
    one.node = drawn("path", { class: "mark " + one.kind, d: shape(one.kind, one.marks.length), tabindex: "-1",
      transform: `translate(${one.x.toFixed(1)},${layout.lanes[one.lane].y})`, role: "button",
      "aria-label": spoken(one), "data-number": number });
    chart.append(one.node);
  }
  const first = state.clusters[0];
  if (first) first.node.setAttribute("tabindex", "0");
  state.current = null;
}

function title(mark) { return SAID[mark.was] || (mark.kind === "note" ? mark.was : mark.kind); }
function about(mark) {
  const files = (mark.files || []).map((file) => data.files[file][0]);
  return files.length > 3 ? files.slice(0, 3).join(", ") + " and " + (files.length - 3) + " more" : files.join(", ");
}
function ending(mark) {
  return [mark.decision, ["open", "unknown"].includes(mark.outcome) ? "" : mark.outcome].filter(Boolean).join(", ");
}
function spoken(one) {
  const mark = data.marks[one.marks[0]], lane = data.lanes[one.lane];
  const many = one.marks.length > 1 ? one.marks.length + " " + WORDS[one.kind] : title(mark);
  const parts = [when(mark.t), many, about(mark) || mark.text, ending(mark), "by " + (lane.name || lane.id)];
  return parts.filter(Boolean).join(", ");
}
"""
