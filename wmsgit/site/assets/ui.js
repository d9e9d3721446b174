// What a page can do where a server runs: move, edit, comment, add, assign, undo; and see what others do.
"use strict";
(() => {
  const { one, all, make, dialog, root } = window.wmsgitPage;
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
    if (result.refused) { say(result.refused, true); return false; }
    const words = [result.words, ...result.warnings].join("\n") + (result.commit ? `\ncommitted ${result.commit.slice(0, 10)}` : "");
    shown = [words, false, verb === "undo" ? "" : result.commit];
    if (then) { keep("wmsgit-said", shown); then(result); } else reload();
    return true;
  };

  // What others do arrives by itself; a page in which somebody writes or drags waits until that is done.
  let waits = false;
  const isBusy = () => one("dialog[open]") || one(".dragged") || one("form.edit:not([hidden])");
  const refresh = () => { if (isBusy()) { waits = true; } else reload(); };
  const events = new EventSource(`${root}api/events`);
  events.addEventListener("message", async (event) => {
    await ready;
    if (version !== null && Number(event.data) > version) refresh();
  });
  window.addEventListener("pagehide", () => events.close());

  // Cards are dragged; with the keyboard, m asks where to.
  let dragged = null;
  const move = (card, status) => {
    if (card.dataset.status === status) return;
    write("move", { kind: card.dataset.kind, ids: [card.dataset.id], was: card.dataset.status, to: status });
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
      for (const column of all(`.column[data-kind="${CSS.escape(card.dataset.kind)}"]`, card.closest(".board"))) {
        const item = make("li");
        const button = make("button", column.dataset.status, { type: "button" });
        button.addEventListener("click", () => { box.close(); move(card, column.dataset.status); });
        item.append(button);
        list.append(item);
      }
      box.append(make("h2", `Move ${card.dataset.id} to`), list);
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
      if (dragged) move(dragged, column.dataset.status);
    });
  }

  // A record's page.
  const record = one("[data-record]");
  const ask = (title, label, then, fields = []) => {
    const box = dialog(title);
    const form = make("form");
    const text = make("textarea", undefined, { id: "ask-text", rows: 4 });
    form.append(make("h2", title), make("label", label, { for: "ask-text" }), text, ...fields, make("p"));
    const save = make("button", "Save", { type: "submit" });
    const cancel = make("button", "Cancel", { type: "button" });
    cancel.addEventListener("click", () => box.close());
    form.lastChild.append(save, " ", cancel);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await then(text.value)) box.close();
    });
    box.append(form);
    box.showModal();
    text.focus();
  };
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
      const send = (message) => write("move", { ...about, step: button.dataset.move, was: button.dataset.was, message });
      button.addEventListener("click", () => {
        if ("message" in button.dataset) ask(`${button.dataset.move} ${record.dataset.record}`, "Why (may stay empty)", send);
        else send("");
      });
    }
    one("[data-edit]", record)?.addEventListener("click", edit);
    one("[data-note]", record)?.addEventListener("click", () =>
      ask(`Comment on ${record.dataset.record}`, "Text", (text) => write("note", { ...about, text })));
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
    button.addEventListener("click", () => ask(`Add a ${button.dataset.add}`, "Title", (title) =>
      write("add", { kind: button.dataset.add, title: title.trim() }, (result) => {
        location.href = `${root}records/${encodeURIComponent(button.dataset.add)}/${encodeURIComponent(result.ids[0])}.html`;
      })));
    const many = make("button", "Set many", { type: "button" });
    many.addEventListener("click", () => {
      const ids = all("table.list tbody tr:not([hidden]) th").map((cell) => cell.dataset.value);
      const label = make("label", "Field", { for: "many-field" });
      const field = make("input", undefined, { type: "text", id: "many-field" });
      ask(`Set a field of the ${ids.length} records that are shown`, "Value", (value) =>
        write("set", { kind: button.dataset.add, ids, changes: [{ field: field.value.trim(), value: value.trim() }] }), [label, field]);
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
