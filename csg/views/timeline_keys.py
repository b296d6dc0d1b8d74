"""What a timeline's page does with pointer and keyboard: details, filter, zoom, print.  Data; runs after `DRAWING`."""

CONTROL = r"""
function line(label, ...value) {
  const parts = value.filter((part) => part !== "" && part !== undefined && part !== null);
  return parts.length ? [element("dt", { textContent: label }), element("dd", {}, ...parts)] : [];
}
function people(numbers) {
  const made = [];
  for (const number of numbers || []) {
    const lane = data.lanes[number];
    if (made.length) made.push(", ");
    made.push(name(lane), element("span", { className: "dim", textContent: lane.name ? " " + lane.id : "" }));
  }
  return made;
}
function article(mark) {
  const files = (mark.files || []).slice(0, 40).map((file) =>
    element("div", {}, element("span", { className: "path", textContent: data.files[file][0],
      title: data.files[file][1] })));
  if ((mark.files || []).length > 40) files.push((mark.files.length - 40) + " more");
  const command = ["git", "kill"].includes(mark.was || mark.kind);
  return element("article", {},
    element("div", { className: "head" }, icon(mark.kind), " ", when(mark.t, true), "  ", title(mark)),
    element("dl", {}, ...line(mark.kind === "commit" ? "Committed" : "File", ...files),
      ...line(command ? "Command" : mark.kind === "message" ? "Says" : "What",
        mark.text ? element(command ? "code" : "bdi", { textContent: mark.text }) : ""),
      ...line(mark.kind === "message" ? "To" : "With", ...people(mark.others)),
      ...line("Became", ending(mark)), ...line("Tool", mark.tool),
      ...line("Subagent", mark.agent ? element("bdi", { textContent: mark.agent }) : "")));
}
function tip(one) {
  const mark = data.marks[one.marks[0]], last = data.marks[one.marks[one.marks.length - 1]], many = one.marks.length;
  const time = many > 1 && when(mark.t) !== when(last.t) ? when(mark.t) + " to " + clock(last.t) : when(mark.t);
  const files = new Map();
  for (const index of one.marks) {
    const what = about(data.marks[index]) || data.marks[index].text || "";
    files.set(what, (files.get(what) || 0) + 1);
  }
  const list = [...files].slice(0, 6).filter(([what]) => what).map(([what, count]) => element("div", {},
    element("span", { className: "path", textContent: what }), count > 1 ? " \u00d7" + count : ""));
  if (files.size > 6) list.push(element("div", { className: "dim", textContent: files.size - 6 + " more" }));
  return [element("div", { className: "head" }, time, "  ", many > 1 ? many + " " + WORDS[one.kind] : title(mark)),
    ...list, many === 1 && ending(mark) ? element("div", { textContent: ending(mark) }) : "",
    element("div", { className: "dim" }, ...people([one.lane]), ...(many === 1 && (mark.others || []).length
      ? [mark.kind === "message" ? " to " : " with ", ...people(mark.others)] : []))];
}

function light(one, on) {
  if (!one) return;
  for (const path of one.lines) path.classList.toggle("lit", on);
}
function show(one) {
  hide();
  state.lit = one;
  light(one, true);
  $("tip").replaceChildren(...tip(one).filter(Boolean));
  $("tip").classList.add("on");
  const at = one.node.getBoundingClientRect(), box = $("tip").getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - box.width / 2), innerWidth - box.width - 8);
  const above = at.top - box.height - 10;
  $("tip").style.left = left + "px";
  $("tip").style.top = (above > 4 ? above : at.bottom + 10) + "px";
}
function hide() {
  light(state.lit, false);
  state.lit = null;
  $("tip").classList.remove("on");
}
function open(one) {
  hide();
  const lane = data.lanes[one.lane], most = 60, more = one.marks.length - most;
  $("about").replaceChildren(
    element("div", {}, element("b", {}, name(lane)), " ", element("span", { className: "dim",
      textContent: [lane.name ? lane.id : "", lane.branch, lane.ended ? "ended " + when(lane.ended) : lane.state]
        .filter(Boolean).join(" \u00b7 ") })),
    ...one.marks.slice(0, most).map((index) => article(data.marks[index])),
    more > 0 ? element("p", { className: "dim", textContent: more + " more: zoom in" }) : "");
  $("details").hidden = false;
  $("details").scrollTop = 0;
}
function close() {
  if ($("details").hidden) return false;
  $("details").hidden = true;
  if (state.current) state.current.node.focus();
  return true;
}

function go(one) {
  if (!one) return;
  const before = state.current || state.clusters[0];
  if (before) before.node.setAttribute("tabindex", "-1");
  state.current = one;
  one.node.setAttribute("tabindex", "0");
  const box = $("scroll"), left = one.x - box.scrollLeft;
  if (left < 30) box.scrollLeft = one.x - 60;
  else if (left > box.clientWidth - 30) box.scrollLeft = one.x - box.clientWidth + 60;
  one.node.focus({ preventScroll: true });
  const at = one.node.getBoundingClientRect();
  if (at.top < 40 || at.bottom > innerHeight - 40) one.node.scrollIntoView({ block: "center", inline: "nearest" });
  show(one);
  if (!$("details").hidden) open(one);
}
function nearest(lane, x) {
  let best = null;
  for (const one of state.byLane[lane]) if (!best || Math.abs(one.x - x) < Math.abs(best.x - x)) best = one;
  return best;
}
function beside(one, step) {
  for (let lane = one.lane + step; lane >= 0 && lane < data.lanes.length; lane += step) {
    if (state.byLane[lane].length) return nearest(lane, one.x);
  }
  return null;
}
const sorted = (lane) => [...state.byLane[lane]].sort((a, b) => a.x - b.x);
function move(key, one) {
  const lane = sorted(one.lane), at = lane.indexOf(one);
  return { ArrowRight: () => lane[at + 1], ArrowLeft: () => lane[at - 1], ArrowDown: () => beside(one, 1),
    ArrowUp: () => beside(one, -1), Home: () => lane[0], End: () => lane[lane.length - 1] }[key]();
}

function redraw() {
  hide();
  const kept = state.current;
  draw();
  if (kept) state.current = state.clusters.find((one) => one.lane === kept.lane && one.kind === kept.kind &&
    one.marks.includes(kept.marks[0])) || null;
  if (state.current && state.clusters[0]) {
    state.clusters[0].node.setAttribute("tabindex", "-1");
    state.current.node.setAttribute("tabindex", "0");
  }
  table();
  const count = data.marks.reduce((sum, mark) => sum + (shown(mark) ? 1 : 0), 0);
  $("count").textContent = (count === data.marks.length ? "" : count + " of ") + data.marks.length + " marks";
}
function zoom(by) {
  const box = $("scroll"), before = state.zoom;
  const middle = state.current ? state.current.x - box.scrollLeft : box.clientWidth / 2;
  const part = (box.scrollLeft + middle - PAD) / Math.max(1, state.scale.width - 2 * PAD);
  state.zoom = by === 0 ? 1 : Math.min(64, Math.max(1, state.zoom * by));
  if (state.zoom === before) return;
  redraw();
  box.scrollLeft = part * (state.scale.width - 2 * PAD) + PAD - middle;
}

function table() {
  const met = [];
  data.marks.forEach((mark, index) => {
    if (["conflict", "hold", "git", "kill"].includes(mark.kind) && shown(mark)) met.push([mark, index]);
  });
  const most = 100;
  $("met").replaceChildren(...met.slice(-most).map(([mark, index]) => {
    const at = element("button", { type: "button", textContent: when(mark.t) });
    at.addEventListener("click", () => go(state.clusters.find((one) => one.marks.includes(index))));
    const what = element("td", { className: "what" }, icon(mark.kind), ending(mark) || mark.kind);
    const subject = about(mark) || mark.text;
    return element("tr", {}, element("td", {}, at), what,
      element("td", {}, element("span", { className: "path", textContent: subject })),
      element("td", {}, ...people([mark.lane])), element("td", {}, ...people(mark.others)));
  }));
  $("none").hidden = met.length > 0;
  $("more").textContent = met.length > most ? met.length - most + " earlier ones are not listed" : "";
}

function legend() {
  const counts = {};
  for (const mark of data.marks) counts[mark.kind] = (counts[mark.kind] || 0) + 1;
  for (const kind of data.kinds.filter((one) => counts[one])) {
    const made = element("button", { type: "button" }, icon(kind), WORDS[kind] + " " + counts[kind]);
    made.setAttribute("aria-pressed", "true");
    made.addEventListener("click", () => {
      const on = state.off.delete(kind);
      if (!on) state.off.add(kind);
      made.setAttribute("aria-pressed", String(on));
      redraw();
    });
    $("kinds").append(made);
  }
  $("files").append(...data.files.slice(0, 300).map((file) => element("option", { value: file[0] })));
}

const owner = (event) => {
  const number = event.target.dataset ? event.target.dataset.number : undefined;
  return number === undefined ? null : state.clusters[Number(number)];
};
function key(event) {
  const one = owner(event), typing = event.target === $("filter");
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (!close() && typing && $("filter").value) { $("filter").value = ""; filter(); } else hide();
  } else if (typing) {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    go(state.clusters[0]);
  } else if (event.key === "/") {
    $("filter").focus();
    $("filter").select();
  } else if (event.key === "+" || event.key === "=") zoom(2);
  else if (event.key === "-") zoom(0.5);
  else if (event.key === "0") zoom(0);
  else if (one && (event.key === "Enter" || event.key === " ")) open(one);
  else if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key) && (one || event.target === document.body)) {
    go(one ? move(event.key, one) : state.current || state.clusters[0]);
  } else return;
  event.preventDefault();
}
function filter() {
  state.words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  redraw();
}

prepare();
legend();
redraw();
document.addEventListener("keydown", key);
$("filter").addEventListener("input", filter);
$("scroll").addEventListener("mouseover", (event) => { const one = owner(event); if (one) show(one); });
$("scroll").addEventListener("mouseout", (event) => { if (owner(event)) hide(); });
$("scroll").addEventListener("focusin", (event) => {
  const one = owner(event);
  if (!one) return;
  state.current = one;
  show(one);
});
$("scroll").addEventListener("focusout", hide);
$("scroll").addEventListener("scroll", hide);
$("scroll").addEventListener("click", (event) => { const one = owner(event); if (one) { go(one); open(one); } });
$("close").addEventListener("click", close);
$("in").addEventListener("click", () => zoom(2));
$("out").addEventListener("click", () => zoom(0.5));
$("fit").addEventListener("click", () => zoom(0));
let waiting = 0, wide = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === wide) return;
  wide = innerWidth;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(redraw);
});
addEventListener("beforeprint", () => { state.print = true; redraw(); });
addEventListener("afterprint", () => { state.print = false; redraw(); });
performance.mark("drawn");
"""
