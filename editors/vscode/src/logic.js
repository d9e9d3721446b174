// What the extension decides, without Visual Studio Code: rows of views, words of the status bar, arguments of commands.

/** The arguments of a program that is started without a shell: what a record says stays one argument. */
export const argumentsOf = {
  ready: () => ["ready", "--format", "json"],
  mine: () => ["task", "list", "assigned_to=@me", "status.not=completed", "status.not=closed", "status.not=cancelled", "--format", "json"],
  findings: () => ["drift", "list", "status=open", "--format", "json"],
  status: () => ["status", "--format", "json"],
  schema: (kind) => ["schema", "show", kind],
  transition: (kind, name, id, message) => [kind, name, ...(message ? ["-m", message] : []), "--", id],
  add: (title, description) => ["task", "add", ...(description ? [`description=${description}`] : []), "--", title],
  note: (id, text) => ["note", "--", id, text],
  startSession: (goal) => ["session", "start", ...(goal ? ["--goal", goal] : [])],
  endSession: () => ["session", "end"],
  save: (message) => ["save", ...(message ? ["-m", message] : [])],
  lsp: () => ["lsp"],
  board: (file) => ["site", "build", file, "--single-file", "board", "--no-scan", "--include", "people"],
  review: (base) => ["diff", `${base}...HEAD`, "--format", "markdown"],
};

/** The program and all arguments, from the setting and what is asked. */
export function commandLine(setting, asked, root) {
  const whole = Array.isArray(setting) ? setting.filter((part) => typeof part === "string" && part) : [];
  const [program, ...first] = whole.length ? whole : ["wmsgit"];
  return { program, args: [...first, "-C", root, ...asked] };
}

/** What the server is started with. */
export function serverOptions(setting, root) {
  const { program, args } = commandLine(setting, ["lsp"], root);
  return { command: program, args: args, options: { cwd: root } };
}

/** Standard output as rows; nothing where it is no list of records. */
export function rowsOf(text) {
  try {
    const rows = JSON.parse(text);
    return Array.isArray(rows) ? rows.filter((row) => row && typeof row.id === "string") : [];
  } catch {
    return [];
  }
}

const plain = (value) => (typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "");

/** A row as a view shows it, with the names of the transitions that it may take, by which its buttons are chosen. */
export function itemOf(row, schemas = {}) {
  const title = plain(row.title) || plain(row.violation_details) || plain(row.component_name) || plain(row.goal);
  const facts = [row.status, row.priority ?? row.severity, row.due, row.assigned_to].map(plain).filter(Boolean);
  const kind = plain(row.kind);
  const status = plain(row.status);
  const steps = legalTransitions(schemas[kind] ?? "", status).map((step) => step.name);
  const tooltip = [title, facts.join(" · ")].filter(Boolean).join("\n");
  return { id: row.id, kind, label: row.id, description: title, tooltip, status, context: ["wmsgit.record", ...steps].join(" ") };
}

/** The rows of a view. */
export function itemsOf(text, schemas = {}) {
  return rowsOf(text).slice(0, 500).map((row) => itemOf(row, schemas));
}

/** The kinds of the rows of a view. */
export function kindsOf(text) {
  return [...new Set(rowsOf(text).map((row) => plain(row.kind)).filter((kind) => /^[a-z][a-z0-9_-]*$/.test(kind)))];
}

const ID_LINK = /<a href="#page-records-[a-z0-9_-]+?-([A-Za-z0-9_][A-Za-z0-9._-]*)" class="id">([^<]*)</g;

/** The board that `site` makes, in which an id opens its record in the editor. What a record says stays text. */
export function boardPage(html) {
  return html.replace(ID_LINK, (whole, _, text) => {
    const id = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.exec(text);
    return id ? `<a href="command:wmsgit.open?${encodeURIComponent(JSON.stringify([{ id: id[0] }]))}" class="id">${text}<` : whole;
  });
}

/** The transitions that a record may take, from its kind's schema: `from` is left out where any status will do. */
export function legalTransitions(schemaText, status) {
  let own;
  try {
    own = JSON.parse(schemaText)["x-wmsgit"];
  } catch {
    return [];
  }
  const steps = Array.isArray(own?.transitions) ? own.transitions : [];
  const leads = (step) => {
    const from = step.from === undefined ? [] : [].concat(step.from);
    return step.to !== status && (from.length === 0 || from.includes(status));
  };
  return steps
    .filter((step) => typeof step?.name === "string" && leads(step))
    .map((step) => ({ name: step.name, to: step.to, description: plain(step.description), asks: Boolean(step.message) }));
}

/** The words of the status bar: the context's repository and the open session. */
export function statusWords(text) {
  let status;
  try {
    status = JSON.parse(text);
  } catch {
    return "wmsgit";
  }
  const context = status?.context?.repo ?? status?.context?.id ?? status?.context;
  const session = status?.session?.id ?? status?.session;
  const parts = [typeof context === "string" ? context : "", typeof session === "string" ? session : ""].filter(Boolean);
  return parts.length ? `wmsgit: ${parts.join(" · ")}` : "wmsgit";
}

const TODO = /\b(?:TODO|FIXME|XXX)\b(?:\([^)]*\))?\s*[:-]?\s*/;

/** The title and description of a task that a selection, or the line under the cursor, asks for. */
export function taskOf(selection, line, file, lineNumber) {
  const [first = "", ...others] = (selection.trim() || line).split(/\r?\n/);
  const found = TODO.exec(first);
  const bare = found ? first.slice(found.index + found[0].length) : first.replace(/^\s*(?:\/\/|#|--|\*|\/\*)\s*/, "");
  const title = plain(bare.replace(/\s*(?:\*\/|-->)\s*$/, "")).slice(0, 500);
  const where = file ? `${file}:${lineNumber}` : "";
  const text = others.map((part) => part.trimEnd()).join("\n").trim();
  return { title, description: [text, where].filter(Boolean).join("\n\n") };
}

/** What a failed run says, in one line. */
export function faultOf(stderr, code) {
  const lines = String(stderr).split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
  return lines.find((line) => line.startsWith("error")) ?? lines.at(-1) ?? `wmsgit ended with exit code ${code}`;
}

/** Whether a failure means that the program is not there, and what then helps. */
export function helpFor(error) {
  if (error?.code === "ENOENT") {
    return "wmsgit is not there: pip install 'wmsgit[editor]', or choose the program";
  }
  const missing = /wmsgit\[(\w+)\]/.exec(String(error?.stderr));
  return missing ? `the extra is missing: pip install 'wmsgit[${missing[1]}]'` : "";
}
