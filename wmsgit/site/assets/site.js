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

  // Scripts that hold data are loaded when they are first wanted: a page that is a file may not fetch.
  const loading = new Map();
  const load = (path, name) => {
    if (!loading.has(path)) {
      loading.set(path, new Promise((done) => {
        const script = make("script", undefined, { src: path });
        script.addEventListener("load", () => done(window[name] || null));
        script.addEventListener("error", () => done(null));
        document.head.append(script);
      }));
    }
    return loading.get(path);
  };

  one(".top [aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // Lists: filters and order, kept in the address after '#', so that what is seen can be sent as a link. A list of
  // more than one page is filtered as a whole: its rows come from a script, and so many of them are shown at once.
  const AT_ONCE = 500;
  const form = one("form.filters");
  const table = one("table.list");
  const state = new URLSearchParams(location.hash.slice(1));
  const keep = () => history.replaceState(null, "", state.size ? `#${state}` : location.pathname + location.search);
  const heads = table ? all("thead th", table).map((head) => head.dataset.field) : [];
  const order = new Intl.Collator(undefined, { numeric: true }).compare;
  const fitting = () => {
    const filters = [...state].filter(([name, value]) => value && (name === "q" || heads.includes(name)));
    return (values) => filters.every(([name, wanted]) => {
      if (name !== "q") return values[heads.indexOf(name)].split(", ").includes(wanted);
      const text = values.join("\n").toLowerCase();
      return wanted.toLowerCase().split(/\s+/).filter(Boolean).every((word) => text.includes(word));
    });
  };
  const count = (shown, whole) => { if (form) one("output", form).textContent = `${shown} of ${whole}`; };
  const valuesOf = (row) => [...row.cells].map((cell) => cell.dataset.value || cell.textContent);
  const cellOf = (value, [, kind, classes]) => {
    const names = kind && value ? value.split(", ") : [];
    const parts = names.map((name) => make("a", name, { href: `${root}records/${kind}/${encodeURIComponent(name)}.html` }));
    if (kind) return parts.flatMap((part, place) => (place ? [" ", part] : [part]));
    if (classes[value] !== undefined) return [make("span", value, { class: `badge ${classes[value]}` })];
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return [make("time", value.slice(0, 10))];
    return [value];
  };
  const rowOf = (list, [isClosed, mark, ...values]) => {
    const row = make("tr", undefined, isClosed ? { class: "closed" } : {});
    values.forEach((value, place) => {
      const isFirst = list.columns[place][0] === "id";
      const cell = make(isFirst ? "th" : "td", undefined, isFirst ? { scope: "row", "data-value": value } : { "data-value": value });
      if (isFirst) {
        cell.append(make("a", value, { href: `${root}records/${list.kind}/${encodeURIComponent(value)}.html`, class: "id" }));
        if (mark) cell.append(" ", make("span", mark, { class: `mark ${mark}` }));
      } else if (value) cell.append(...cellOf(value, list.columns[place]));
      if (list.columns[place][0] === list.name) cell.className = "name";
      row.append(cell);
    });
    return row;
  };
  const own = table ? all("tbody tr", table) : [];
  const more = make("button", "Show more", { type: "button", hidden: "" });
  const showWhole = (list) => {
    const fits = fitting();
    const hits = list.rows.filter((row) => fits(row.slice(2)));
    const name = (state.get("sort") || "").replace(/^-/, ""), place = heads.indexOf(name);
    const sign = (state.get("sort") || "").startsWith("-") ? -1 : 1;
    if (place >= 0) hits.sort((a, b) => order(a[place + 2], b[place + 2]) * sign);
    let shown = 0;
    const body = one("tbody", table);
    body.replaceChildren();
    const next = () => {
      body.append(...hits.slice(shown, shown + AT_ONCE).map((row) => rowOf(list, row)));
      shown = Math.min(hits.length, shown + AT_ONCE);
      more.hidden = shown === hits.length;
      more.textContent = `Show more (${hits.length - shown} are left)`;
    };
    more.onclick = next;
    next();
    count(hits.length, list.rows.length);
  };
  const isWhole = () => table.dataset.index && [...state].some(([name, value]) => value && (name === "q" || name === "sort" || heads.includes(name)));
  let asked = 0;
  const filter = async () => {
    const turn = asked += 1;
    for (const pager of all(".pager, [data-without-script]")) pager.hidden = isWhole() || pager.matches("[data-without-script]");
    if (isWhole()) {
      const list = await load(table.dataset.index, `wmsgitList_${table.dataset.kind}`);
      if (list && turn === asked) showWhole(list);
      return;
    }
    more.hidden = true;
    if (table.dataset.index) one("tbody", table).replaceChildren(...own);
    const fits = fitting();
    let shown = 0;
    for (const row of all("tbody tr", table)) {
      row.hidden = !fits(valuesOf(row));
      shown += row.hidden ? 0 : 1;
    }
    count(shown, own.length);
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
    table.after(more);
    filter();
  }
  const sortBy = (within, column, descending) => {
    const value = (row) => { const cell = row.cells[column]; return (cell && (cell.dataset.value || cell.textContent)) || ""; };
    if (!(within === table && table.dataset.index)) {
      const rows = all("tbody tr", within).sort((a, b) => order(value(a), value(b)) * (descending ? -1 : 1));
      one("tbody", within).append(...rows);
    }
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
        if (sortable !== table) return;
        state.set("sort", (descending ? "-" : "") + (head.dataset.field || number));
        keep();
        if (table.dataset.index) filter();
      });
    });
  }
  if (table && state.get("sort")) {
    const name = state.get("sort").replace(/^-/, "");
    const column = heads.indexOf(name);
    if (column >= 0) sortBy(table, column, state.get("sort").startsWith("-"));
  }

  // Search: the index is a script of its own, loaded when it is first wanted.
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
    if (one("dialog[open]")) return;
    const box = dialog("Search");
    const label = make("label", "Words of a record", { for: "search-words" });
    const input = make("input", undefined, { type: "search", id: "search-words", autocomplete: "off" });
    const count = make("p", "", { class: "note", role: "status" });
    const list = make("ul");
    box.append(label, input, count, list);
    box.showModal();
    const rows = (await load(`${root}assets/search.js`, "wmsgitSearch"))?.rows || [];
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
    if (one("dialog[open]")) return;
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
  window.wmsgitPage = { one, all, make, dialog, load, root };
})();
