// The dashboard's behaviour. Pages are complete without it except for sending forms; every text comes from the server.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function notice(words) {
  const box = $("#notice");
  box.textContent = words;
  box.hidden = false;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => { box.hidden = true; }, 8000);
}

// Sends and gives back the answer, or null after telling the reader what went wrong.
async function send(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    notice($("#notice").dataset.offline);
    return null;
  }
}

const json = (value) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

async function refusal(answer) {
  try {
    return await answer.json();
  } catch {
    return { detail: `${$("#notice").dataset.failed} (${answer.status})`, errors: [] };
  }
}

// The first element of a piece of a page that the service made.
async function piece(answer) {
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.adoptNode(parsed.body.firstElementChild);
}

// Disables a form's button while its work goes on.
async function busy(button, work) {
  const words = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.busy;
  try {
    return await work();
  } finally {
    button.disabled = false;
    button.textContent = words;
  }
}

// --- runs that are going on

function fill(article, run) {
  article.dataset.run = run.id;
  const name = $(".run-name", article);
  name.textContent = run.name;
  name.href = `/plans/${run.plan}/view`;
  $(".run-phase", article).textContent = run.phase;
  $(".run-time", article).textContent = run.time;
  $(".run-best", article).textContent = run.best;
  $("progress", article).value = run.share;
}

async function refresh(selector) {
  const answer = await send(location.href);
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  $(selector).replaceWith(document.adoptNode($(selector, fresh)));
}

function show(live, runs) {
  const only = live.dataset.only;
  if (only) {
    const mine = runs.find((run) => run.id === only);
    if (mine) fill($(".run", live), mine);
    else location.reload();
    return;
  }
  const ids = new Set(runs.map((run) => run.id));
  let ended = false;
  for (const article of $$(".run", live)) {
    if (!ids.has(article.dataset.run)) {
      article.remove();
      ended = true;
    }
  }
  for (const run of runs) {
    let article = $$(".run", live).find((one) => one.dataset.run === run.id);
    if (!article) {
      article = $("#live-run").content.firstElementChild.cloneNode(true);
      live.append(article);
    }
    fill(article, run);
  }
  live.hidden = runs.length === 0;
  if (ended) refresh(live.dataset.refresh);
}

function follow(live) {
  const stream = new EventSource("/live");
  stream.addEventListener("runs", (event) => show(live, JSON.parse(event.data)));
  addEventListener("pagehide", () => stream.close());
  live.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    button.disabled = true;
    const answer = await send(`/runs/${button.closest(".run").dataset.run}/${button.dataset.act}`, { method: "POST" });
    if (answer && !answer.ok) notice((await refusal(answer)).detail);
    button.disabled = false;
  });
}

// --- a new plan

const KINDS = {
  json: "application/json",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
};

function newPlan(form) {
  const { file, problem: stored, base } = form.elements;
  const drop = $("#drop");
  const shown = $("[data-file]", drop);
  const prompt = shown.textContent;
  const examine = checkUp(form);
  const chosen = () => {
    shown.textContent = file.files.length ? file.files[0].name : prompt;
    if (file.files.length && stored) stored.value = "";
    examine(file.files[0], stored ? stored.value : "", base ? base.value : "");
  };
  file.addEventListener("change", chosen);
  if (stored) stored.addEventListener("change", () => { if (stored.value) file.value = ""; chosen(); });
  if (base) base.addEventListener("change", () => { if (file.files.length) chosen(); });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; chosen(); }
  });
  for (const button of $$("[data-seconds]", form)) {
    button.addEventListener("click", () => { form.elements.seconds.value = button.dataset.seconds; });
  }
  // One key for one click of the button, however often the browser or a proxy repeats the request.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    busy($("[type=submit]", form), () => start(form));
  });
  if (stored && stored.value) chosen();
}

// Gives a function that has the file, or the stored problem, examined, and shows the answer; a later choice ends the
// one before. Leaving the page ends it too.
function checkUp(form) {
  const button = $("[type=submit]", form);
  const words = button.textContent;
  let going = new AbortController();
  const waiting = (on) => {
    $("#checking").hidden = !on;
    button.disabled = on;
    button.textContent = on ? button.dataset.checking : words;
  };
  return async (file, stored, base) => {
    going.abort();
    going = new AbortController();
    const mine = going;
    $("#problems").hidden = true;
    $("#check-up").replaceChildren();
    waiting(false);
    const wish = file ? upload(form, file, base) : stored ? { address: `/problems/${stored}/check-up?lang=${document.documentElement.lang}` } : null;
    if (!wish) return;
    if (wish.wrong) { refuse({ detail: wish.wrong }); return; }
    waiting(true);
    try {
      const answer = await fetch(wish.address, { ...wish.options, signal: mine.signal });
      if (answer.ok) $("#check-up").replaceChildren(await piece(answer));
      else refuse(await refusal(answer));
    } catch {
      if (mine.signal.aborted) return;
      notice($("#notice").dataset.offline);
    }
    if (mine === going) waiting(false);
  };
}

function upload(form, file, base) {
  const type = KINDS[file.name.split(".").pop().toLowerCase()];
  if (!type) return { wrong: form.dataset.wrongKind };
  if (file.size > form.dataset.most * 1024 * 1024) return { wrong: form.dataset.tooLarge };
  const address = base ? `${form.dataset.check}&${new URLSearchParams({ base })}` : form.dataset.check;
  return { address, options: { method: "POST", headers: { "Content-Type": type }, body: file } };
}

async function start(form) {
  const checked = $(".check-up", form);
  if (!checked) { form.elements.file.focus(); return; }
  const wish = json({ problem: checked.dataset.problem, limits: { seconds: Number(form.elements.seconds.value) } });
  wish.headers["Idempotency-Key"] = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");
  const answer = await send("/plans", wish);
  if (!answer) return;
  if (!answer.ok) return refuse(await refusal(answer));
  location.assign(`/plans/${(await answer.json()).plan}/view`);
}

function refuse(body) {
  const box = $("#problems");
  $("[data-detail]", box).textContent = body.detail;
  const errors = body.errors || [];
  $("table", box).hidden = errors.length === 0;
  $("table", box).classList.toggle("no-ids", !errors.some((error) => error.id));
  $("tbody", box).replaceChildren(...errors.map((error) => {
    const row = document.createElement("tr");
    for (const words of [error.path, error.id || "", error.message]) row.insertCell().textContent = words;
    return row;
  }));
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

// --- one plan

function tabs(list) {
  const all = $$("[role=tab]", list);
  const select = (tab, focus) => {
    for (const one of all) {
      const on = one === tab;
      one.setAttribute("aria-selected", on);
      one.tabIndex = on ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) tab.focus();
    history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`);
    if (tab.id === "tab-gantt") draw();
  };
  const places = { ArrowRight: 1, ArrowLeft: -1 };
  for (const [index, tab] of all.entries()) {
    tab.addEventListener("click", () => select(tab, false));
    tab.addEventListener("keydown", (event) => {
      let next = event.key in places ? all[(index + places[event.key] + all.length) % all.length] : null;
      if (event.key === "Home") next = all[0];
      if (event.key === "End") next = all[all.length - 1];
      if (next) { event.preventDefault(); select(next, true); }
    });
  }
  const wanted = all.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
  if (wanted) select(wanted, false);
  return select;
}

const chart = { by: "resource", order: "", drawn: "" };

function draw() {
  const frame = $("#chart");
  const wish = new URLSearchParams({ by: chart.by, lang: document.documentElement.lang });
  if (chart.order) wish.set("highlight", chart.order);
  const address = `${frame.dataset.address}?${wish}`;
  $("#gantt-link").href = address;
  $("#showing").hidden = !chart.order;
  $("#showing span").textContent = chart.order;
  if (chart.drawn !== address) frame.src = chart.drawn = address;
}

function gantt(select) {
  for (const chip of $$("[data-by]")) {
    chip.addEventListener("click", () => {
      chart.by = chip.dataset.by;
      for (const one of $$("[data-by]")) one.setAttribute("aria-pressed", one === chip);
      draw();
    });
  }
  for (const button of $$("[data-show]")) {
    button.addEventListener("click", () => {
      chart.order = button.dataset.show;
      if ($("#gantt").hidden) { select($("#tab-gantt"), true); scrollTo(0, 0); } else draw();
    });
  }
}

function filter() {
  const rows = $$("#order-table > tbody > tr");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const search = $("#search");
  const apply = () => {
    const wanted = search.value.trim().toLowerCase().split(/\s+/);
    const groups = $(".chip[data-groups][aria-pressed=true]").dataset.groups.split(" ");
    let shown = 0;
    for (const row of rows) {
      const fits = groups.includes(row.dataset.group) && wanted.every((word) => words.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    $("#nothing").hidden = shown > 0;
    $("#order-table").hidden = shown === 0;
  };
  search.addEventListener("input", apply);
  for (const chip of $$(".chip[data-groups]")) {
    chip.addEventListener("click", () => {
      for (const one of $$(".chip[data-groups]")) one.setAttribute("aria-pressed", one === chip);
      apply();
    });
  }
}

function ask(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = Object.fromEntries(new FormData(form));
    question.quantity = Number(question.quantity);
    busy($("[type=submit]", form), async () => {
      const answer = await send(form.dataset.address, json(question));
      if (!answer) return;
      if (!answer.ok) { notice((await refusal(answer)).detail); return; }
      $("#answers").prepend(await piece(answer));
    });
  });
}

// Parts of a page that take the service a while.
async function fillIn(place) {
  const answer = await send(place.dataset.fill);
  if (answer && answer.ok) place.replaceChildren(await piece(answer));
  else $(".waiting", place).textContent = answer ? (await refusal(answer)).detail : $("#notice").dataset.offline;
}

// Moments of the service in the reader's own clock.
for (const time of $$("time[data-local]")) {
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}

// The language switch keeps the tab that is open.
for (const link of $$(".languages a")) {
  link.addEventListener("click", () => { link.href = link.getAttribute("href").split("#")[0] + location.hash; });
}
if ($("#live")) follow($("#live"));
for (const place of $$("[data-fill]")) fillIn(place);
if ($("#new-plan")) newPlan($("#new-plan"));
if ($("#order-table")) {
  gantt(tabs($("[role=tablist]")));
  filter();
}
if ($("#ask")) ask($("#ask"));
