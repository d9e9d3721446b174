// What the extension decides, without Visual Studio Code.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { argumentsOf, boardPage, commandLine, faultOf, helpFor, itemsOf, kindsOf, legalTransitions, rowsOf, serverOptions, statusWords, taskOf } from "../src/logic.js";

const schema = readFileSync(new URL("../../../schemas/task.schema.json", import.meta.url), "utf8");
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const source = readFileSync(new URL("../src/extension.js", import.meta.url), "utf8");

test("what a record says stays one argument, and is never an option", () => {
  const line = commandLine(["python", "-m", "wmsgit"], argumentsOf.add("--help; rm -rf ~", "$(evil)"), "/plane");
  assert.equal(line.program, "python");
  assert.deepEqual(line.args.slice(0, 4), ["-m", "wmsgit", "-C", "/plane"]);
  assert.deepEqual(line.args.slice(-2), ["--", "--help; rm -rf ~"]);
  assert.ok(line.args.includes("description=$(evil)"));
});

test("a setting of no use counts as none", () => {
  for (const setting of [undefined, "", [], [3], "rm -rf"]) {
    assert.equal(commandLine(setting, [], "/plane").program, "wmsgit");
  }
  assert.deepEqual(serverOptions(["wmsgit"], "/plane").args, ["-C", "/plane", "lsp"]);
});

test("rows are records, whatever is printed", () => {
  assert.deepEqual(rowsOf("error"), []);
  assert.deepEqual(rowsOf('{"id": "x"}'), []);
  assert.deepEqual(rowsOf('[null, {"title": "x"}, {"id": "A-1"}]'), [{ id: "A-1" }]);
});

test("an item says the title, and its facts under the pointer", () => {
  const [item] = itemsOf('[{"id": "WS-TASK-001", "kind": "task", "title": "Move\\n it", "status": "pending", "priority": "HIGH"}]');
  assert.equal(item.description, "Move it");
  assert.equal(item.tooltip, "Move it\npending · HIGH");
});

test("an item has a button for each transition that it may take now", () => {
  const rows = '[{"id": "WS-TASK-001", "kind": "task", "status": "pending"}, {"id": "X", "kind": "task", "status": "closed"}]';
  const [pending, closed] = itemsOf(rows, { task: schema });
  assert.deepEqual(kindsOf(rows), ["task"]);
  assert.deepEqual(kindsOf('[{"id": "A", "kind": "--help"}]'), []);
  const buttons = manifest.contributes.menus["view/item/context"].filter((item) => item.group?.startsWith("inline"));
  const shown = (item) => buttons.filter(({ when }) => new RegExp(/\/(.*)\//.exec(when)[1]).test(item.context)).map(({ command }) => command.slice(7));
  assert.deepEqual(shown(pending), ["start", "complete", "block", "runTransition"]);
  assert.deepEqual(shown(closed), ["runTransition"]);
});

test("the board opens records, and runs nothing that one says", () => {
  const id = '<a href="#page-records-task-WS-TASK-001" class="id">WS-TASK-001</a>';
  const opens = boardPage(id);
  assert.match(opens, /^<a href="command:wmsgit\.open\?/);
  assert.deepEqual(JSON.parse(decodeURIComponent(/\?([^"]*)"/.exec(opens)[1])), [{ id: "WS-TASK-001" }]);
  const said = "&lt;a href=&quot;command:evil&quot;&gt; <p>command:workbench.action.terminal.new</p>";
  assert.equal(boardPage(said), said);
  assert.match(source, /enableScripts: false, enableCommandUris: \["wmsgit\.open"\], localResourceRoots: \[\]/);
});

test("transitions are those of the schema that are legal now", () => {
  const names = legalTransitions(schema, "completed").map((step) => step.name);
  assert.deepEqual(names, ["close", "reopen"]);
  assert.ok(legalTransitions(schema, "pending").find((step) => step.name === "block").asks);
  assert.deepEqual(legalTransitions("nonsense", "pending"), []);
  assert.deepEqual(legalTransitions('{"x-wmsgit": {"transitions": [{"name": "go", "to": "x"}]}}', "y").map((step) => step.to), ["x"]);
});

test("the status bar shows context and session", () => {
  assert.equal(statusWords('{"context": null, "session": null}'), "wmsgit");
  assert.equal(statusWords('{"context": {"repo": "core"}, "session": {"id": "s-1"}}'), "wmsgit: core · s-1");
  assert.equal(statusWords("x"), "wmsgit");
});

test("a TODO becomes a task with its place", () => {
  assert.deepEqual(taskOf("", "  x = 1  # TODO(ann): close the file", "core/a.py", 7), { title: "close the file", description: "core/a.py:7" });
  assert.equal(taskOf("", "/* FIXME the lock */", "", 0).title, "the lock");
  assert.deepEqual(taskOf("First line\n  more\n", "", "", 0), { title: "First line", description: "more" });
});

test("a failure is said in one line, with what helps", () => {
  assert.equal(faultOf("note\nerror: the id is taken\n  hint", 5), "error: the id is taken");
  assert.equal(faultOf("", 6), "wmsgit ended with exit code 6");
  assert.match(helpFor({ code: "ENOENT" }), /pip install/);
  assert.equal(helpFor({ code: 5, stderr: "error: x" }), "");
  assert.match(helpFor({ code: 6, stderr: "pygls is not installed, which wmsgit[editor] brings" }), /'wmsgit\[editor\]'/);
  assert.match(helpFor({ code: 6, stderr: "jinja2 is not installed, which wmsgit[web] brings" }), /'wmsgit\[web\]'/);
});

test("every command of the manifest is registered, and nothing goes to the network", () => {
  for (const { command } of manifest.contributes.commands) {
    assert.ok(source.includes(command.replace("wmsgit.", "")), command);
  }
  assert.doesNotMatch(source, /https?:|fetch\(|node:http|telemetry/i);
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, false);
  assert.equal(manifest.contributes.configuration.properties["wmsgit.command"].scope, "machine");
});
