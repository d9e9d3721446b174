// What a page can do where a server runs: move, edit, comment, add, assign, undo; and see what others do.
"use strict";
(() => {
  const { one, all, make, dialog, load, root } = window.wmsgitPage;
  let token = null;
  let version = null;
  let shown = null;  // what is said now, and is said again after the page was loaded anew
  const say = (words, refused = false, commit = "") => {
    shown = [words, refused, commit];
    const line = make("p", words, refused ? { class: "refused" } : {});
    if (commit) {
      const button = make("button", "Undo", { type: "button" });
      button.addEventListener("click", () => write("undo", { commit }));
      line.append(" ", button);
    }
    const close = make("button", "Close", { type: "button" });
    close.addEventListener("click", () => { shown = null; line.remove(); });
    line.append(" ", close);
    one("#status").replaceChildren(line);
  };
  const keep = (name, value) => { try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* not kept */ } };
  const take = (name) => {
    try { const value = JSON.parse(sessionStorage.getItem(name)); sessionStorage.removeItem(name); return value; } catch { return null; }
  };
  const last = take("wmsgit-said");
  if (last) say(...last);

  const session = async () => {
    const answer = await fetch(`${root}api/session`);
    if (!answer.ok) throw new Error("the server does not know this browser: open the address that 'wmsgit ui' printed");
    const known = await answer.json();
    token = known.token;
    version = known.version;
  };
  const reload = () => { if (shown) keep("wmsgit-said", shown); location.reload(); };
  const ready = session().catch((error) => say(error.message, true));
  // Gives why a write was refused; nothing for one that was done. A dialog says it itself, for it covers the page.
  const write = async (verb, body, then) => {
    await ready;
    let result;
    try {
      const answer = await fetch(`${root}api/write/${verb}`, {
        method: "POST", headers: { "content-type": "application/json", "x-wmsgit-token": token }, body: JSON.stringify(body),
      });
      result = await answer.json().catch(() => ({ refused: "the server did not answer as it should" }));
    } catch {
      result = { refused: "the server cannot be reached" };
    }
    if (result.refused) { if (!one("dialog[open]")) say(result.refused, true); return result.refused; }
    const words = [result.words, ...result.warnings].join("\n") + (result.commit ? `\ncommitted ${result.commit.slice(0, 10)}` : "");
    shown = [words, false, verb === "undo" ? "" : result.commit];
    if (then) { keep("wmsgit-said", shown); then(result); } else reload();
    return "";
  };

  // What others do arrives by itself; a page in which somebody writes or drags waits until that is done.
  let waits = false;
  const isBusy = () => one("dialog[open]") || one(".dragged, .moving-card") || one("form.edit:not([hidden])");
  const refresh = () => { if (isBusy()) { waits = true; } else reload(); };
  const events = new EventSource(`${root}api/events`);
  events.addEventListener("message", async (event) => {
    await ready;
    if (version !== null && Number(event.data) > version) refresh();
  });
  window.addEventListener("pagehide", () => events.close());

  // Dialogs: one value a field. What is refused is said in the dialog, and can be mended there.
  const MOST_OFFERED = 50;
  const offer = async (input, kinds) => {
    const list = make("datalist", undefined, { id: `${input.id}-known` });
    input.after(list);
    input.setAttribute("list", list.id);
    const rows = ((await load(`${root}assets/search.js`, "wmsgitSearch"))?.rows || []).filter((row) => kinds.includes(row[2]));
    const show = () => {
      const text = input.value.toLowerCase();
      const hits = rows.filter((row) => `${row[1]} ${row[3]}`.toLowerCase().includes(text)).slice(0, MOST_OFFERED);
      list.replaceChildren(...hits.map((row) => make("option", row[3], { value: row[1] })));
    };
    input.addEventListener("input", show);
    show();
  };
  const inputOf = (ask) => {
    const about = { id: `ask-${ask.name || "message"}` };
    if (ask.sort === "words") return make("textarea", undefined, { ...about, rows: 4 });
    if (!ask.choices?.length) return make("input", undefined, { ...about, type: "text", autocomplete: "off" });
    const select = make("select", undefined, about);
    select.append(make("option", "(none)", { value: "" }), ...ask.choices.map((word) => make("option", word, { value: word })));
    return select;
  };
  const ask = (title, asks, then, { note = "", givenUp = () => {} } = {}) => {
    const box = dialog(title);
    const form = make("form");
    form.append(make("h2", title));
    if (note) form.append(make("p", note, { class: "note" }));
    const inputs = asks.map((item) => {
      const input = inputOf(item);
      form.append(make("label", item.label, { for: input.id }), input);
      if (item.kinds) offer(input, item.kinds);
      if (item.help) {
        form.append(make("p", item.help, { id: `${input.id}-help`, class: "note" }));
        input.setAttribute("aria-describedby", `${input.id}-help`);
      }
      return [item.name, input];
    });
    const why = make("p", "", { class: "refused", role: "alert", hidden: "" });
    const save = make("button", "Save", { type: "submit" });
    const cancel = make("button", "Cancel", { type: "button" });
    cancel.addEventListener("click", () => box.close());
    const buttons = make("p");
    buttons.append(save, " ", cancel);
    form.append(why, buttons);
    let isDone = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      save.disabled = true;
      const refused = await then(Object.fromEntries(inputs.map(([name, input]) => [name, input.value])));
      save.disabled = false;
      why.textContent = refused;
      why.hidden = !refused;
      if (!refused) { isDone = true; box.close(); }
    });
    box.addEventListener("close", () => { if (!isDone) givenUp(); if (!isDone && waits) reload(); });
    box.append(form);
    box.showModal();
    inputs[0][1].focus();
  };
  const words = (label, help = "") => ({ name: "", label, help, sort: "words" });
  const given = ({ "": message, ...options }) => ({ message: (message || "").trim(), options });

  // Cards are dragged; with the keyboard, m asks where to. A transition that takes values asks for them first.
  let dragged = null;
  const steps = JSON.parse(one("[data-steps]")?.dataset.steps || "[]");
  const placed = (card, column) => {
    const home = card.parentNode, next = card.nextSibling;
    one(".cards", column).prepend(card);
    card.classList.add("moving-card");
    return () => { home.insertBefore(card, next); card.classList.remove("moving-card"); card.focus(); };
  };
  const stepTo = (was, to) => steps.find((item) => item.to === to && was !== to && (!item.from.length || item.from.includes(was)));
  const note = "What is not known may stay empty.";
  const move = async (card, column) => {
    const { id, kind, status: was } = card.dataset, to = column.dataset.status;
    if (was === to) return;
    const step = stepTo(was, to);
    const back = placed(card, column);
    const send = (values) => write("move", { kind, ids: [id], was, to, step: step?.name, ...given(values) });
    if (step?.asks.length) ask(`${step.name} ${id}`, step.asks, send, { note, givenUp: back });
    else if (await send({})) { back(); if (waits) reload(); }
  };
  for (const card of all(".card[draggable]")) {
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      card.classList.add("dragged");
      event.dataTransfer.setData("text/plain", card.dataset.id);
      event.dataTransfer.effectAllowed = "move";
    });
    card.addEventListener("dragend", () => {
      card.classList.remove("dragged");
      dragged = null;
      all(".target").forEach((column) => column.classList.remove("target"));
      if (waits) reload();
    });
    card.addEventListener("keydown", (event) => {
      if (event.key !== "m" || one("dialog[open]")) return;
      const box = dialog(`Move ${card.dataset.id}`);
      const list = make("ul");
      for (const column of all(".column", card.closest(".board"))) {
        if (!stepTo(card.dataset.status, column.dataset.status)) continue;
        const item = make("li");
        const button = make("button", column.dataset.status, { type: "button" });
        button.addEventListener("click", () => { box.close(); move(card, column); });
        item.append(button);
        list.append(item);
      }
      box.append(make("h2", `Move ${card.dataset.id} to`), list.children.length ? list : make("p", "No transition leads from here."));
      box.showModal();
    });
  }
  for (const column of all(".column")) {
    column.addEventListener("dragover", (event) => {
      if (!dragged || dragged.dataset.kind !== column.dataset.kind) return;
      event.preventDefault();
      column.classList.add("target");
    });
    column.addEventListener("dragleave", () => column.classList.remove("target"));
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      column.classList.remove("target");
      if (dragged) move(dragged, column);
    });
  }

  // A record's page.
  const record = one("[data-record]");
  const edit = () => {
    const form = one("form.edit");
    if (!form) return;
    form.hidden = !form.hidden;
    if (!form.hidden) one("input, textarea, select", form).focus();
    else if (waits) reload();
  };
  if (record) {
    const about = { kind: record.dataset.kind, ids: [record.dataset.record] };
    for (const button of all("[data-move]", record)) {
      const { move: step, was, asks } = button.dataset;
      const send = (values) => write("move", { ...about, step, was, ...given(values) });
      button.addEventListener("click", () => {
        const wanted = JSON.parse(asks);
        if (wanted.length) ask(`${step} ${record.dataset.record}`, wanted, send, { note }); else send({});
      });
    }
    one("[data-edit]", record)?.addEventListener("click", edit);
    one("[data-note]", record)?.addEventListener("click", () =>
      ask(`Comment on ${record.dataset.record}`, [words("Text")], ({ "": text }) => write("note", { ...about, text })));
    one("[data-assign]", record)?.addEventListener("click", () => write("assign", about));
    const form = one("form.edit");
    one("[data-cancel]", form)?.addEventListener("click", edit);
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      const changes = [];
      for (const input of all("[name]", form)) {
        const was = JSON.parse(input.dataset.was);
        const lines = () => input.value.split("\n").map((line) => line.trim()).filter(Boolean);
        const value = "list" in input.dataset ? lines() : input.value;
        const before = "list" in input.dataset ? (was || []).map(String) : was === null ? "" : String(was);
        if (JSON.stringify(value) !== JSON.stringify(before)) changes.push({ field: input.name, value, was });
      }
      if (changes.length) write("set", { ...about, changes }); else edit();
    });
    if (location.hash === "#edit") edit();
  }

  // Lists: add one, set many.
  for (const button of all("[data-add]")) {
    button.addEventListener("click", () => ask(`Add a ${button.dataset.add}`, [words("Title")], ({ "": title }) =>
      write("add", { kind: button.dataset.add, title: title.trim() }, (result) => {
        location.href = `${root}records/${encodeURIComponent(button.dataset.add)}/${encodeURIComponent(result.ids[0])}.html`;
      })));
    const many = make("button", "Set many", { type: "button" });
    many.addEventListener("click", () => {
      const ids = all("table.list tbody tr:not([hidden]) th").map((cell) => cell.dataset.value);
      const asks = [{ name: "field", label: "Field", sort: "text" }, words("Value")];
      ask(`Set a field of the ${ids.length} records that are shown`, asks, ({ field, "": value }) =>
        write("set", { kind: button.dataset.add, ids, changes: [{ field: field.trim(), value: value.trim() }] }));
    });
    button.after(" ", many);
  }

  window.wmsgitLive = {
    keys: [["e", "edit the record"], ["m", "move the card that has the focus"]],
    edit: (item) => {
      if (record) { edit(); return; }
      const link = item && one("a.id", item);
      if (link) location.href = `${link.href}#edit`;
    },
  };
})();
