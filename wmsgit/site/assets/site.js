// Filters, order, search, theme and keys. Every page can be read without it.
"use strict";
(() => {
  const root = document.documentElement.dataset.root || "./";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // The theme: the system's, until somebody chooses.
  const theme = one("#theme");
  const kept = (() => { try { return localStorage.getItem("wmsgit-theme"); } catch { return null; } })();
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  if (theme) {
    theme.hidden = false;
    theme.addEventListener("click", () => {
      const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
      const next = isDark ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      try { localStorage.setItem("wmsgit-theme", next); } catch { /* a page without storage forgets */ }
    });
  }

  // Lists: filters and order, kept in the address after '#', so that what is seen can be sent as a link.
  const form = one("form.filters");
  const table = one("table.list");
  const state = new URLSearchParams(location.hash.slice(1));
  const keep = () => history.replaceState(null, "", state.size ? `#${state}` : location.pathname);
  const fits = (row, filters) => {
    for (const [name, wanted] of filters) {
      if (name === "q") {
        const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
        const text = row.textContent.toLowerCase();
        if (!words.every((word) => text.includes(word))) return false;
      } else {
        const column = all("thead th", table).findIndex((head) => head.dataset.field === name);
        if (column < 0) continue;
        const value = row.cells[column].dataset.value || row.cells[column].textContent;
        if (!value.split(", ").includes(wanted)) return false;
      }
    }
    return true;
  };
  const filter = () => {
    const filters = [...state].filter(([name, value]) => name !== "sort" && value);
    let count = 0;
    const rows = all("tbody tr", table);
    for (const row of rows) {
      row.hidden = !fits(row, filters);
      count += row.hidden ? 0 : 1;
    }
    one("output", form).textContent = `${count} of ${rows.length}`;
  };
  if (form && table) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const input of all("[data-filter]", form)) {
      input.value = state.get(input.dataset.filter) || "";
      input.addEventListener("input", () => {
        if (input.value) state.set(input.dataset.filter, input.value); else state.delete(input.dataset.filter);
        keep();
        filter();
      });
    }
    filter();
  }
  const sortBy = (within, column, descending) => {
    const value = (row) => { const cell = row.cells[column]; return (cell && (cell.dataset.value || cell.textContent)) || ""; };
    const rows = all("tbody tr", within).sort((a, b) =>
      value(a).localeCompare(value(b), undefined, { numeric: true }) * (descending ? -1 : 1));
    one("tbody", within).append(...rows);
    all("thead th", within).forEach((head, number) => {
      if (number === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  for (const sortable of all("table.sortable")) {
    all("thead th", sortable).forEach((head, number) => {
      const button = make("button", head.textContent, { type: "button" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        sortBy(sortable, number, descending);
        if (sortable === table) { state.set("sort", (descending ? "-" : "") + (head.dataset.field || number)); keep(); }
      });
    });
  }
  if (table && state.get("sort")) {
    const name = state.get("sort").replace(/^-/, "");
    const column = all("thead th", table).findIndex((head) => head.dataset.field === name);
    if (column >= 0) sortBy(table, column, state.get("sort").startsWith("-"));
  }

  // Search: the index is a script of its own, loaded when it is first wanted.
  let loading = null;
  const load = () => {
    loading = loading || new Promise((done) => {
      const script = make("script", undefined, { src: `${root}assets/search.js` });
      script.addEventListener("load", () => done(window.wmsgitSearch || []));
      script.addEventListener("error", () => done([]));
      document.head.append(script);
    });
    return loading;
  };
  const search = (rows, text) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = [];
    for (const row of rows) {
      const id = row[1].toLowerCase(), title = row[3].toLowerCase();
      const rest = `${row[2]} ${row[4]} ${row[5]}`.toLowerCase();
      let score = 0;
      for (const word of words) {
        const points = (id === word ? 20 : id.includes(word) ? 8 : 0) + (title.includes(word) ? 5 : 0) + (rest.includes(word) ? 1 : 0);
        if (!points) { score = 0; break; }
        score += points;
      }
      if (score) hits.push([score, row]);
    }
    return hits.sort((a, b) => b[0] - a[0]).slice(0, 50).map((hit) => hit[1]);
  };
  const dialog = (label) => {
    const box = make("dialog", undefined, { "aria-label": label });
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    return box;
  };
  const openSearch = async () => {
    if (one("dialog")) return;
    const box = dialog("Search");
    const label = make("label", "Words of a record", { for: "search-words" });
    const input = make("input", undefined, { type: "search", id: "search-words", autocomplete: "off" });
    const count = make("p", "", { class: "note", role: "status" });
    const list = make("ul");
    box.append(label, input, count, list);
    box.showModal();
    const rows = await load();
    const show = () => {
      const hits = search(rows, input.value);
      list.replaceChildren(...hits.map((row) => {
        const item = make("li");
        const link = make("a", row[1], { href: root + row[0].split("/").map(encodeURIComponent).join("/"), class: "id" });
        item.append(link, ` ${row[3]} `, make("span", row[4], { class: "badge" }));
        return item;
      }));
      count.textContent = input.value ? `${hits.length} found` : "";
    };
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") one("a", list)?.click(); });
    show();
  };
  const button = one("#open-search");
  if (button) { button.hidden = false; button.addEventListener("click", openSearch); }

  // Keys.
  const help = () => {
    if (one("dialog")) return;
    const box = dialog("Keys");
    const keys = [["/", "search"], ["j, k", "the next and the last record"], ["Enter", "open it"], ["?", "this help"]];
    if (window.wmsgitLive) keys.push(...window.wmsgitLive.keys);
    const list = make("dl", undefined, { class: "fields" });
    for (const [key, what] of keys) { const term = make("dt"); term.append(make("kbd", key)); list.append(term, make("dd", what)); }
    const close = make("button", "Close", { type: "button" });
    close.addEventListener("click", () => box.close());
    box.append(make("h2", "Keys"), list, close);
    box.showModal();
  };
  let chosen = -1;
  const items = () => all("table.list tbody tr:not([hidden]), .card");
  const choose = (step) => {
    const rows = items();
    if (!rows.length) return;
    rows[chosen]?.classList.remove("chosen");
    chosen = Math.min(rows.length - 1, Math.max(0, chosen + step));
    rows[chosen].classList.add("chosen");
    const link = one("a.id", rows[chosen]);
    (link || rows[chosen]).focus();
    rows[chosen].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (one("dialog[open]")) return;
    if (event.key === "/") { event.preventDefault(); openSearch(); }
    else if (event.key === "?") help();
    else if (event.key === "j") choose(1);
    else if (event.key === "k") choose(-1);
    else if (event.key === "e" && window.wmsgitLive) { event.preventDefault(); window.wmsgitLive.edit(items()[chosen]); }
  });

  // Graphs that are larger than the window are moved with the pointer.
  for (const pan of all(".pan")) {
    let from = null;
    pan.addEventListener("pointerdown", (event) => {
      if (event.target.closest("a")) return;
      from = [event.clientX + pan.scrollLeft, event.clientY + pan.scrollTop];
      pan.classList.add("grabbing");
    });
    window.addEventListener("pointermove", (event) => {
      if (from) { pan.scrollLeft = from[0] - event.clientX; pan.scrollTop = from[1] - event.clientY; }
    });
    window.addEventListener("pointerup", () => { from = null; pan.classList.remove("grabbing"); });
  }
  for (const copy of all("[data-copy]")) {
    copy.hidden = !navigator.clipboard;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(one(`#${CSS.escape(copy.dataset.copy)}`).textContent);
      copy.textContent = "Copied";
    });
  }
  window.wmsgitPage = { one, all, make, dialog, root };
})();
