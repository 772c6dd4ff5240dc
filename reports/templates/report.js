"use strict";
(async () => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const form = $("filters"), body = document.querySelector("#findings tbody");
  const CHUNK = 100;
  const ORDER = ["fail", "unknown", "unattested", "waived", "pass", "not_applicable"];
  const SETS = ["status", "severity"], CHOICES = ["system", "segment", "cell", "measure"];

  async function load(name) {
    const text = atob($(name).textContent);
    const packed = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place += 1) packed[place] = text.charCodeAt(place);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  if (typeof DecompressionStream === "undefined") {
    $("unsupported").hidden = false;
    return;
  }
  const data = await load("data");
  const [SUBJECT, CONTROL, SEVERITY, STATUS, JUDGED, METHOD, EXPECTED, ACTUAL, REASON, EVIDENCE, EXCEPTION] = data.findings;
  const TOTAL = SUBJECT.length;
  // Commands are unpacked when they are first asked for: drawing the findings does not wait for them.
  const column = { TARGET: 0, PROBE: 1, COMMAND: 2, ROOT: 3, EXIT: 4, SECONDS: 5, BYTES: 6, SHA256: 7, CUT: 8, WHY: 9, STARTED: 10 };
  let commands = null;
  const command = (name, index) => commands.columns[column[name]][index];
  const spelt = (name, index) => commands.strings[command(name, index)];
  async function withCommands() {
    commands ??= await load("commands-data");
  }

  // --- words ---------------------------------------------------------------------------------------------------
  const tongue = () => (root.lang === "en" ? 1 : 0);
  const say = (name, values = {}) =>
    (data.labels[name] ?? [name, name])[tongue()].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const text = (index) => (index < 0 ? "" : data.texts[index][tongue()]);
  const list = (index) => data.lists[index].map(text);

  /** Make an element; strings become text nodes, so that nothing a target sent is ever read as markup. */
  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }
  const raw = (string) => make("bdi", "", string);
  const cell = (className, name, ...children) => {
    const made = make("td", className, ...children);
    if (name) made.dataset.label = say(name);
    return made;
  };

  // --- state, kept in the address's fragment ---------------------------------------------------------------------
  const state = new Map();
  function readFragment() {
    state.clear();
    for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (value) state.set(key, value);
    const lang = state.get("lang");
    if (lang === "ja" || lang === "en") root.lang = lang;
  }
  function writeFragment() {
    const fragment = new URLSearchParams([...state].filter(([, value]) => value)).toString();
    history.replaceState(null, "", "#" + fragment.replaceAll("%2C", ","));
  }
  function set(key, value) {
    if (value) state.set(key, value); else state.delete(key);
    writeFragment();
  }
  const chosen = (key) => new Set((state.get(key) ?? "").split(",").filter(Boolean));

  // --- order: stable counting sorts over small numbers -------------------------------------------------------------
  function rank(items, name) {
    const order = items.map((_, index) => index).sort((a, b) => (name(items[a]) < name(items[b]) ? -1 : 1));
    const ranks = new Uint32Array(items.length);
    order.forEach((item, place) => { ranks[item] = place; });
    return ranks;
  }
  function sorted(order, keys, size, descending) {
    const starts = new Uint32Array(size + 1);
    const result = new Uint32Array(order.length);
    const place = (index) => (descending ? size - 1 - keys[index] : keys[index]);
    for (let at = 0; at < order.length; at += 1) starts[place(order[at]) + 1] += 1;
    for (let at = 1; at <= size; at += 1) starts[at] += starts[at - 1];
    for (let at = 0; at < order.length; at += 1) result[starts[place(order[at])]++] = order[at];
    return result;
  }
  function keys(indices, rankOf, size) {
    const result = new Uint32Array(TOTAL);
    for (let at = 0; at < TOTAL; at += 1) result[at] = rankOf(indices[at]);
    return [result, size];
  }
  const subjectRank = rank(data.subjects, (item) => item[0]);
  const controlRank = rank(data.controls, (item) => item.id);
  const gravity = data.statuses.map((status) => ORDER.indexOf(status));
  const worst = data.severities.length - 1;
  const KEYS = {
    subject: keys(SUBJECT, (item) => subjectRank[item], data.subjects.length),
    control: keys(CONTROL, (item) => controlRank[item], data.controls.length),
    severity: keys(SEVERITY, (item) => worst - item, data.severities.length),
    status: keys(STATUS, (item) => gravity[item], data.statuses.length),
  };
  let base = Uint32Array.from({ length: TOTAL }, (_, index) => index);
  for (const name of ["subject", "control", "severity", "status"]) base = sorted(base, ...KEYS[name], false);
  const orders = new Map([["status", base]]);
  function ordered() {
    const wanted = state.get("sort") ?? "status", name = wanted.replace("-", "");
    if (!KEYS[name]) return base;
    if (!orders.has(wanted)) orders.set(wanted, sorted(base, ...KEYS[name], wanted.startsWith("-")));
    return orders.get(wanted);
  }

  // --- filters ---------------------------------------------------------------------------------------------------
  const fold = (string) => string.normalize("NFKC").toLowerCase();
  const hay = {
    subjects: data.subjects.map((item) => fold(item.join(" "))),
    controls: data.controls.map((item) => fold(item.id + " " + item.title.join(" "))),
    texts: data.texts.map((item) => fold(item.join(" "))),
  };
  function searching() {
    const terms = fold(state.get("q") ?? "").split(/\s+/).filter(Boolean);
    const tests = terms.map((term) => {
      const hit = (items) => Uint8Array.from(items, (item) => item.includes(term));
      const subjects = hit(hay.subjects), controls = hit(hay.controls), texts = hit(hay.texts);
      const lists = Uint8Array.from(data.lists, (items) => items.some((item) => texts[item]));
      return (index) => subjects[SUBJECT[index]] || controls[CONTROL[index]] || lists[ACTUAL[index]] || texts[REASON[index]];
    });
    return tests.length ? (index) => tests.every((test) => test(index)) : () => true;
  }
  function matching() {
    const allowed = (values, names) => Uint8Array.from(names, (name) => !values.size || values.has(name));
    const statuses = allowed(chosen("status"), data.statuses);
    const severities = allowed(chosen("severity"), data.severities);
    const { system, segment, cell: place, measure } = Object.fromEntries(state);
    const subjects = Uint8Array.from(data.subjects, (item) => (!system || item[1] === system) && (!segment || item[2] === segment));
    const controls = Uint8Array.from(data.controls, (item) =>
      (!place || `${item.article}-${item.class}` === place) && (!measure || item.measures.includes(measure)));
    const found = searching();
    return ordered().filter((index) =>
      statuses[STATUS[index]] && severities[SEVERITY[index]] && subjects[SUBJECT[index]] && controls[CONTROL[index]] && found(index));
  }

  // --- rows, drawn on demand ---------------------------------------------------------------------------------------
  const badge = (kind, name) => make("span", `badge ${name}`, say(`${kind}_${name}`));
  function observed(index) {
    const actual = list(ACTUAL[index]);
    return actual.length ? actual.join(" / ") : text(REASON[index]) || say("none");
  }
  function row(index) {
    const control = data.controls[CONTROL[index]], [name, system] = data.subjects[SUBJECT[index]];
    const status = data.statuses[STATUS[index]], severity = data.severities[SEVERITY[index]];
    const toggle = make("button", "toggle", make("span", "id", control.id), make("span", "title", control.title[tongue()]));
    toggle.type = "button";
    toggle.setAttribute("aria-expanded", "false");
    const made = make("tr", "",
      cell("", "", badge("status", status)), cell("", "", badge("severity", severity)), cell("control", "", toggle),
      cell("subject", "", raw(name), make("small", "", raw(system))), cell("actual", "", raw(observed(index))));
    made.dataset.index = index;
    toggle.addEventListener("click", () => open(made, toggle.getAttribute("aria-expanded") === "false"));
    return made;
  }
  async function open(element, wanted) {
    const toggle = element.querySelector(".toggle");
    toggle.setAttribute("aria-expanded", String(wanted));
    set("finding", wanted ? element.dataset.index : "");
    await withCommands();
    if (element.nextElementSibling?.classList.contains("detail")) element.nextElementSibling.remove();
    if (toggle.getAttribute("aria-expanded") === "true") element.after(detail(Number(element.dataset.index)));
  }
  const pair = (name, ...children) => make("div", "", make("dt", "", say(name)), make("dd", "", ...children));
  const lines = (items) => (items.length ? items.map((item) => make("p", "", raw(item))) : [say("none")]);

  let byTarget = null;
  function evidence(index) {
    if (!byTarget) {
      byTarget = new Map();
      commands.columns[column.TARGET].forEach((_, place) => byTarget.set(`${spelt("TARGET", place)}\n${spelt("PROBE", place)}`, place));
    }
    const [target] = data.subjects[SUBJECT[index]];
    const probes = data.lists[EVIDENCE[index]];
    if (!probes.length) return [say("no_evidence")];
    return probes.map((probe) => {
      const place = byTarget.get(`${target}\n${data.strings[probe]}`);
      if (place === undefined) return make("p", "", raw(data.strings[probe]));
      return make("div", "evidence", make("code", "", spelt("COMMAND", place)), make("p", "note", run(place)),
        make("p", "hash", "SHA-256 " + (spelt("SHA256", place) || say("none"))));
    });
  }
  function run(place) {
    const exit = command("EXIT", place), why = command("WHY", place);
    const started = spelt("STARTED", place);
    const parts = [...(started ? [started] : []), exit < 0 ? say("not_run") : `${say("exit")} ${exit}`, `${say("seconds")} ${command("SECONDS", place)}`,
      `${say("bytes")} ${command("BYTES", place)}`];
    if (command("ROOT", place)) parts.push(say("root"));
    if (command("CUT", place)) parts.push(say("truncated"));
    if (why >= 0) parts.push(text(why));
    return parts.join(" · ");
  }
  function detail(index) {
    const control = data.controls[CONTROL[index]], [, system] = data.subjects[SUBJECT[index]];
    const reference = data.baselines[system];
    const status = data.statuses[STATUS[index]], judged = data.statuses[JUDGED[index]], exception = data.strings[EXCEPTION[index]];
    const facts = make("dl", "facts", pair("expected", ...lines(list(EXPECTED[index]))), pair("actual", ...lines(list(ACTUAL[index]))));
    if (REASON[index] >= 0) facts.append(pair("reason", raw(text(REASON[index]))));
    if (judged !== status) facts.append(pair("judged", badge("status", judged)));
    if (exception) facts.append(pair("exception", raw(exception)));
    facts.append(pair("method", say(`method_${data.strings[METHOD[index]]}`)));
    const basis = make("dl", "facts basis",
      pair("legal_basis", make("p", "", say(`article_${control.article}`)), make("p", "note", say(`class_${control.class}`))),
      pair("baseline", make("p", "", raw(reference ? `${reference[0]} ${reference[1]}` : say("none"))),
        make("p", "note", reference?.[2] ? say("approved", { by: reference[2], on: reference[3] }) : say("unapproved"))));
    if (control.rationale[0]) basis.append(pair("rationale", control.rationale[tongue()]));
    if (control.principles.length) {
      basis.append(pair("principles", control.principles.map((item) => say(`principle_${item}`)).join(tongue() ? ", " : "・")));
      basis.append(pair("measure", control.measures.map((item) => say(`measure_${item}`)).join(tongue() ? ", " : "・")));
    }
    const inside = make("td", "", facts, basis, make("dl", "facts wide", pair("evidence", ...evidence(index))));
    inside.colSpan = 5;
    return make("tr", "detail", inside);
  }

  /** Draw the items of a list a chunk at a time; `more` shows the next, and so does reaching the end. */
  function lazily(target, more, items, draw) {
    let drawn = 0;
    const next = () => {
      const part = document.createDocumentFragment();
      for (const item of items.slice(drawn, drawn + CHUNK)) part.append(draw(item));
      drawn = Math.min(drawn + CHUNK, items.length);
      target.append(part);
      more.hidden = drawn >= items.length;
    };
    target.replaceChildren();
    more.onclick = next;
    next();
  }
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) entry.target.click();
  }, { rootMargin: "400px" });
  watcher.observe($("more"));

  let shownRows = [];
  async function drawFindings() {
    shownRows = matching();
    $("shown").textContent = say("shown", { total: TOTAL, shown: shownRows.length });
    lazily(body, $("more"), shownRows, row);
    if (!shownRows.length) {
      const none = cell("empty", "", say("empty"));
      none.colSpan = 5;
      body.append(make("tr", "", none));
    }
    const first = state.get("finding") && body.querySelector(`tr[data-index="${Number(state.get("finding"))}"]`);
    if (first) await open(first, true);
  }
  function drawTargets() {
    lazily($("targets"), $("more-targets"), data.targets, ([name, system, segment, platform, contractor, scanned, reachable, why, , , seconds]) => {
      const kind = !scanned ? "not_scanned" : reachable ? "reached" : "unreachable";
      return make("tr", "", cell("", "target", raw(name)), cell("", "system", raw(system)), cell("", "segment", raw(segment)),
        cell("", "platform", platform || "–"), cell("", "reachability", make("span", `badge ${kind}`, say(kind))),
        cell("", "reason", raw([text(why), contractor && `${say("contractor")}: ${contractor}`].filter(Boolean).join(" ") || "–")),
        cell("number", "seconds", String(seconds)));
    });
  }
  async function drawCommands() {
    if (!$("commands-box").open) return;
    await withCommands();
    lazily($("commands"), $("more-commands"), [...commands.columns[0].keys()], (place) => {
      const exit = command("EXIT", place);
      return make("tr", "", cell("", "target", raw(spelt("TARGET", place))),
        cell("", "command", make("code", "", spelt("COMMAND", place))),
        cell("", "exit", exit < 0 ? say("not_run") : String(exit)), cell("number", "seconds", String(command("SECONDS", place))),
        cell("hash", "", spelt("SHA256", place) || "–"));
    });
  }

  // --- the form follows the state, and the state the form --------------------------------------------------------
  const unique = (items) => [...new Set(items)].filter(Boolean).sort();
  function drawChoices() {
    const options = {
      system: unique(data.subjects.map((item) => item[1])).map((item) => [item, item]),
      segment: unique(data.subjects.map((item) => item[2])).map((item) => [item, item]),
      cell: unique(data.controls.map((item) => `${item.article}-${item.class}`)).map((item) => {
        const [article, code] = item.split("-");
        return [item, `${say("article_short", { article })} ${say(`class_${code}`)}`];
      }),
      measure: unique(data.controls.flatMap((item) => item.measures)).map((item) => [item, say(`measure_${item}`)]),
    };
    for (const name of CHOICES) {
      form.elements[name].replaceChildren(new Option(say("all"), ""), ...options[name].map(([value, shown]) => new Option(shown, value)));
    }
    $("q").placeholder = say("search_hint");
  }
  function drawForm() {
    for (const name of CHOICES) form.elements[name].value = state.get(name) ?? "";
    for (const name of SETS) for (const box of form.elements[name]) box.checked = chosen(name).has(box.value);
    if ($("q").value !== (state.get("q") ?? "")) $("q").value = state.get("q") ?? "";
    const wanted = state.get("sort") ?? "status";
    for (const button of document.querySelectorAll("[data-sort]")) {
      const mine = wanted.replace("-", "") === button.dataset.sort;
      button.parentElement.ariaSort = mine ? (wanted.startsWith("-") ? "descending" : "ascending") : "none";
    }
    for (const link of document.querySelectorAll("[data-cell]")) {
      if (link.dataset.cell === state.get("cell")) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }
  const name = document.title.split(" ").pop();
  async function draw() {
    document.title = `${say("title")} ${name}`;
    drawChoices();
    drawForm();
    drawTargets();
    await drawFindings();
    await drawCommands();
  }
  function refilter(key, value) {
    state.delete("finding");
    set(key, value);
    drawForm();
    drawFindings();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const name = event.target.name;
    if (SETS.includes(name)) refilter(name, [...form.elements[name]].filter((box) => box.checked).map((box) => box.value).join(","));
    else if (name) refilter(name, event.target.value);
  });
  let waiting = 0;
  $("q").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refilter("q", $("q").value.trim()), 80);
  });
  $("reset").addEventListener("click", () => {
    for (const key of ["q", ...SETS, ...CHOICES, "finding"]) state.delete(key);
    $("q").value = "";
    refilter("sort", "");
  });
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => {
      const name = button.dataset.sort;
      refilter("sort", (state.get("sort") ?? "status") === name ? `-${name}` : name);
    });
  }
  // A link of the summary sets its one filter, takes the other filters away and shows the findings.
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const [key, value] = [...new URLSearchParams(link.hash.slice(1))][0];
      const again = state.get(key) === value;
      for (const other of ["q", ...SETS, ...CHOICES]) state.delete(other);
      refilter(key, again ? "" : value);
      if (!again) $("findings-heading").scrollIntoView();
    });
  }
  $("language").addEventListener("click", () => {
    root.lang = tongue() ? "ja" : "en";
    set("lang", root.lang);
    draw();
  });
  $("commands-box").addEventListener("toggle", drawCommands);
  window.addEventListener("hashchange", () => { readFragment(); draw(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      $("q").focus();
    }
    if (!event.target.matches(".toggle")) return;
    const toggles = [...body.querySelectorAll(".toggle")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      toggles[toggles.indexOf(event.target) + step]?.focus();
    }
    if (event.key === "Escape") open(event.target.closest("tr"), false);
  });
  // On paper stand the summary and every non-conforming finding, whatever the filters show.
  window.addEventListener("beforeprint", () => {
    const fail = data.statuses.indexOf("fail");
    const rows = [...base].filter((index) => STATUS[index] === fail).map((index) => {
      const control = data.controls[CONTROL[index]], [name, system] = data.subjects[SUBJECT[index]];
      return make("tr", "", make("td", "", say(`severity_${data.severities[SEVERITY[index]]}`)),
        make("td", "", control.id, make("br"), control.title[tongue()]), make("td", "", raw(name), make("br"), raw(system)),
        make("td", "", raw(list(EXPECTED[index]).join(" / "))), make("td", "", raw(observed(index))));
    });
    document.querySelector("#printed tbody").replaceChildren(...rows);
  });

  readFragment();
  await draw();
  root.dataset.ready = String(Math.round(performance.now()));
})();
