// The page's own script: it asks the workspace for parts of the page, puts in
// what changed, and carries out what the person does. No framework, no state
// but the address: who (as), where (c), which thread (t), inspector (i), how far back (n).
"use strict";

const $ = (sel, root = document) => root.querySelector(sel);
const at = Object.fromEntries(new URLSearchParams(location.search));
at.as ||= document.body.dataset.as;
at.c ||= $("#room").dataset.c;

// --- doing -----------------------------------------------------------------

async function act(deed, fields, files) {
  const body = files?.length ? new FormData() : new URLSearchParams();
  body.append("as", at.as);
  for (const f of files || []) body.append("file", f);
  for (const [k, v] of fields instanceof FormData ? fields : Object.entries(fields || {})) body.append(k, v ?? "");
  let r;
  try {
    r = await fetch("/do/" + deed, { method: "POST", body });
  } catch {
    notice("The workspace does not answer.");
    return null;
  }
  if (r.status === 422) return { fields: await r.json() };
  if (!r.ok) {
    notice(await r.text());
    return null;
  }
  return r.status === 204 ? {} : { out: await r.json() };
}

function notice(text) {
  const p = document.createElement("p");
  p.textContent = text;
  $("#notices").append(p);
  setTimeout(() => p.remove(), 8000);
}

// --- looking ---------------------------------------------------------------

// look asks for the page anew; the promise ends when what was asked for, or
// something newer, stands there.
let asked = 0, busy = 0, newest, again = false;
function look() {
  return (newest = looking(++asked));
}

// glance is look for news that can wait for the look under way.
function glance() {
  if (busy) again = true;
  else look();
}

async function looking(mine) {
  busy++;
  try {
    const r = await fetch("/part?" + new URLSearchParams(at)), words = await r.text();
    if (mine !== asked) return newest;
    if (r.ok) show(words);
    else notice(words);
  } catch {
    if (mine === asked) notice("The workspace does not answer.");
  } finally {
    busy--;
    if (!busy && again) {
      again = false;
      look();
    }
  }
}

function show(words) {
  const next = new DOMParser().parseFromString(words, "text/html");
  const held = backTo && document.getElementById(backTo);
  const logs = ["log", "threadlog"].map((id) => [id, follows(document.getElementById(id))]);
  const moved = $("#room").dataset.c !== $("#room", next).dataset.c;
  for (const id of ["top", "rooms", "room", "side"]) morph(document.getElementById(id), next.getElementById(id));
  document.getElementById("menu").replaceWith(document.adoptNode(next.getElementById("menu")));
  document.querySelectorAll(".tools details[open]").forEach(fill);
  front(next.getElementById("front"));
  for (const [id, follow] of logs) {
    const log = document.getElementById(id);
    if (log && (follow || moved) && !held) log.scrollTop = log.scrollHeight;
  }
  if (held) {
    held.scrollIntoView();
    backTo = null;
  }
  at.c = $("#room").dataset.c;
  tick.start();
  read();
}

// backTo is the message that was the first before earlier ones were asked for.
let backTo = null;

// fill puts into a message's menu what may be done with it.
function fill(details) {
  const m = details.closest("article"), menu = $(".menu", details);
  menu.replaceChildren(document.getElementById("menu").content.cloneNode(true));
  for (const b of menu.querySelectorAll("[data-for]")) if (m.dataset[b.dataset.for] === undefined) b.remove();
}
document.addEventListener("toggle", (e) => e.target.matches(".tools details") && e.target.open && fill(e.target), true);

const follows = (log) => !log || log.scrollHeight - log.scrollTop - log.clientHeight < 80;

// morph makes a into b and leaves alone what a person may be using: what is
// typed, what is open, and every part whose key did not change.
function morph(a, b) {
  if (a.dataset.key !== undefined && a.dataset.key === b.dataset.key) return;
  const kept = (n) => n === "open" || n === "data-editing" || n === "aria-busy" || (n === "hidden" && a.classList.contains("commands"));
  for (const { name, value } of [...b.attributes]) if (!kept(name) && a.getAttribute(name) !== value) a.setAttribute(name, value);
  for (const { name } of [...a.attributes]) if (!kept(name) && !b.hasAttribute(name)) a.removeAttribute(name);
  if (a.tagName === "TEXTAREA") return;
  if (a.tagName === "SELECT" && a === document.activeElement) return;
  let i = a.firstChild;
  for (const n of [...b.childNodes]) {
    const same = n.id ? [...a.children].find((x) => x.id === n.id) : null;
    if (same) {
      if (same === i) i = i.nextSibling;
      else a.insertBefore(same, i);
      morph(same, n);
    } else if (!n.id && i && !i.id && i.nodeType === n.nodeType && i.nodeName === n.nodeName) {
      if (n.nodeType === Node.ELEMENT_NODE) morph(i, n);
      else if (i.nodeValue !== n.nodeValue) i.nodeValue = n.nodeValue;
      i = i.nextSibling;
    } else {
      a.insertBefore(n, i);
    }
  }
  while (i) {
    const gone = i;
    i = i.nextSibling;
    gone.remove();
  }
}

// front shows the form that is in front of the person, if one is.
function front(next) {
  const here = $("#front");
  if (here.dataset.key === next.dataset.key) return;
  here.replaceWith(next);
  const d = $("dialog", next);
  if (!d) return;
  d.showModal();
  d.addEventListener("cancel", (e) => {
    e.preventDefault();
    act("close", {});
  });
  const first = $(".wrong input, .wrong select, .wrong textarea", d) || $(".parts input, .parts select, .parts textarea", d);
  if (!first) return;
  first.focus();
  if (["text", "search", "textarea"].includes(first.type)) first.setSelectionRange(first.value.length, first.value.length);
}

const readTo = {};
function read() {
  const room = $("#room"), key = at.as + " " + room.dataset.c;
  if (document.visibilityState !== "visible" || !room.dataset.last || readTo[key] === room.dataset.last) return;
  if (!$("#log")) return;
  readTo[key] = room.dataset.last;
  act("read", { c: room.dataset.c, ts: room.dataset.last });
}

function go(to, push = true) {
  Object.assign(at, to);
  for (const k of Object.keys(at)) if (!at[k]) delete at[k];
  if (push) history.pushState(null, "", "/?" + new URLSearchParams(at));
  listen();
  return look();
}

let feed, feedKey;
function listen() {
  const key = at.as + " " + (at.i || "");
  if (key === feedKey) return;
  feedKey = key;
  feed?.close();
  feed = new EventSource("/feed?" + new URLSearchParams({ as: at.as, i: at.i || "", seen: document.body.dataset.seen }));
  feed.addEventListener("look", (e) => {
    document.body.dataset.seen = e.data;
    glance();
  });
  feed.addEventListener("failed", (e) => notice(JSON.parse(e.data)));
}

// --- the clock ---------------------------------------------------------------

const tick = {
  start() {
    const c = $(".clock");
    this.from = performance.now();
    this.unix = Number(c.dataset.unix);
    this.speed = Number(c.dataset.speed);
    this.offset = Number(c.dataset.offset);
  },
  show() {
    const now = this.unix + (performance.now() - this.from) * this.speed;
    const d = new Date(now + this.offset * 1000);
    const two = (n) => String(n).padStart(2, "0");
    const text = `${["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][d.getUTCDay()]} ${d.getUTCDate()} ` +
      `${["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][d.getUTCMonth()]} ` +
      `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
    const t = $(".clock time");
    if (t.textContent !== text) t.textContent = text;
  },
};

// --- what the person does ----------------------------------------------------

function place(el) {
  const m = el.closest("article");
  return { c: m?.dataset.c ?? "", ts: m?.dataset.ts ?? "", view: el.dataset.view || "" };
}

document.addEventListener("click", async (e) => {
  const el = e.target.closest("button, a");
  if (!el || el.disabled) {
    if (!e.target.closest("details")) document.querySelectorAll(".tools details[open]").forEach((d) => (d.open = false));
    return;
  }
  const d = el.dataset;
  if (el.tagName === "A" && d.c === undefined) return;
  if (el.tagName === "A" && (e.ctrlKey || e.metaKey || e.shiftKey)) return;
  if (d.c !== undefined && d.step === undefined) {
    e.preventDefault();
    await go({ c: d.c, t: "", n: "" });
    if (d.home !== undefined) act("home", { c: d.c });
    $("#words")?.focus();
  } else if (d.step !== undefined) {
    await go({ as: d.as, c: d.c, t: d.t, n: "" });
    const w = (d.t && $("#thread textarea")) || $("#words");
    if (!w) return;
    w.value = d.text;
    w.focus();
  } else if (d.run !== undefined) {
    el.setAttribute("aria-busy", "true");
    const r = await act("tour", { name: d.run });
    el.removeAttribute("aria-busy");
    if (r?.out) tell(el.textContent, r.out);
  } else if (d.close !== undefined) {
    el.closest("dialog").close();
  } else if (d.earlier !== undefined) {
    backTo = $("#log article")?.id;
    await go({ n: d.earlier }, false);
  } else if (d.thread !== undefined) {
    await go({ t: d.thread });
    if (d.thread) $("#thread textarea")?.focus();
  } else if (d.toggle === "inspector") {
    go({ i: at.i ? "" : "1" });
  } else if (d.command !== undefined) {
    const w = $("#words");
    w.value = d.command + " ";
    w.focus();
    menu(w);
  } else if (d.edit !== undefined) {
    const m = el.closest("article"), form = (m.closest("#thread") || document).querySelector("form.compose"), w = $("textarea", form);
    form.dataset.editing = m.dataset.ts;
    w.value = m.dataset.mine;
    w.focus();
    el.closest("details").open = false;
  } else if (d.do) {
    if (d.confirm && !confirm(d.confirm)) return;
    if (d.url) window.open(d.url, "_blank", "noopener");
    el.closest(".tools details")?.removeAttribute("open");
    el.setAttribute("aria-busy", "true");
    await act(d.do, { ...place(el), block: d.block, action: d.action, name: d.name, speed: d.speed, jump: d.jump });
    el.removeAttribute("aria-busy");
  }
});

document.addEventListener("submit", async (e) => {
  e.preventDefault();
  const f = e.target;
  if ("say" in f.dataset) {
    const w = $("textarea", f), text = w.value.trim(), files = f.elements.file?.files;
    if (!text && !files?.length) return;
    const done = f.dataset.editing
      ? await act("edit", { c: at.c, ts: f.dataset.editing, text })
      : await act("say", { c: at.c, t: f.dataset.t, text }, files);
    if (!done) return;
    if (f.elements.file) f.elements.file.value = "";
    attached(f);
    delete f.dataset.editing;
    w.value = "";
    menu(w);
    const log = f.parentElement.querySelector(".log");
    if (log) log.scrollTop = log.scrollHeight;
  } else if ("fault" in f.dataset) {
    if (await act("fault", new FormData(f))) {
      f.reset();
      look();
    }
  } else if ("form" in f.dataset) {
    f.querySelectorAll(".error").forEach((p) => (p.textContent = ""));
    f.querySelectorAll(".wrong").forEach((p) => p.classList.remove("wrong"));
    $(".formerror", f).textContent = "";
    const data = new FormData(f);
    data.append("view", f.dataset.view);
    const answer = await act("submit", data);
    for (const [block, why] of Object.entries(answer?.fields || {})) {
      const p = $(`[data-block="${CSS.escape(block)}"] .error`, f) || $(".formerror", f);
      p.textContent = why;
      p.closest(".input")?.classList.add("wrong");
    }
    $(".wrong input, .wrong select, .wrong textarea", f)?.focus();
  }
});

// attached shows how many files go along.
function attached(f) {
  const n = f.elements.file?.files.length, clip = $(".clip", f);
  if (clip) clip.textContent = n ? String(n) : "+";
}

// tell shows words that are longer than a notice.
function tell(title, words) {
  document.body.append($("#telling").content.cloneNode(true));
  const d = $("#told");
  d.addEventListener("close", () => d.remove());
  $("h2", d).textContent = title;
  $("pre", d).replaceChildren(...words.split("\n").map((l) => {
    const s = document.createElement("span");
    s.className = l.startsWith("+") ? "more" : l.startsWith("-") ? "less" : "";
    s.textContent = l + "\n";
    return s;
  }));
  d.showModal();
}

document.addEventListener("change", async (e) => {
  const el = e.target, d = el.dataset;
  if (el.name === "file") {
    attached(el.form);
  } else if (el.id === "as") {
    go({ as: el.value, c: "", t: "", n: "" });
  } else if (el.id === "with" && el.value) {
    const r = await act("direct", { with: el.value });
    el.value = "";
    if (r) go({ c: r.out, t: "", n: "" });
  } else if (d.choose !== undefined || (d.search !== undefined && !el.name)) {
    if (!el.value) return;
    await act("press", { ...place(el), block: d.block, action: d.action, choice: el.value });
  }
});

let searching;
document.addEventListener("input", (e) => {
  const el = e.target;
  if (el.id === "words") menu(el);
  if (el.dataset.search === undefined) return;
  clearTimeout(searching);
  searching = setTimeout(async () => {
    const list = document.getElementById(el.getAttribute("list"));
    if ([...list.options].some((o) => o.value === el.value)) return;
    const r = await act("suggest", { ...place(el), action: el.dataset.action, query: el.value });
    if (r?.out) list.replaceChildren(...r.out.map((v) => Object.assign(document.createElement("option"), { value: v })));
  }, 250);
});

document.addEventListener("keydown", (e) => {
  const w = e.target;
  if (w.tagName !== "TEXTAREA" || !w.closest("form.compose")) return;
  const list = w.form.querySelector(".commands"), open = list && !list.hidden;
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    w.form.requestSubmit();
  } else if (e.key === "Escape") {
    if (open) list.hidden = true;
    else if (w.form.dataset.editing) {
      delete w.form.dataset.editing;
      w.value = "";
    }
  } else if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
    e.preventDefault();
    const all = [...list.querySelectorAll("button:not(:disabled):not([hidden])")];
    if (all.length) all.at(e.key === "ArrowDown" ? 0 : -1).focus();
  }
});

// menu shows the slash commands while one is being typed.
function menu(w) {
  const list = w.form.querySelector(".commands");
  if (!list) return;
  const typed = w.value.match(/^\/(\S*)/);
  list.hidden = !typed;
  if (!typed) return;
  for (const b of list.querySelectorAll("button")) b.hidden = !b.dataset.command.startsWith("/" + typed[1]);
}

addEventListener("popstate", () => {
  for (const k of Object.keys(at)) delete at[k];
  Object.assign(at, Object.fromEntries(new URLSearchParams(location.search)));
  at.as ||= document.body.dataset.as;
  go({}, false);
});
document.addEventListener("visibilitychange", read);

tick.start();
setInterval(() => tick.show(), 200);
listen();
if (matchMedia("(max-width: 60rem)").matches) $("#tour")?.removeAttribute("open");
const opened = $("#front dialog");
if (opened) {
  $("#front").dataset.key = "";
  look();
}
$("#log") && ($("#log").scrollTop = $("#log").scrollHeight);
read();
