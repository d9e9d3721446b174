// The thin coat: views, commands and the status bar of Visual Studio Code over the program and its language server.
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { argumentsOf, boardPage, commandLine, faultOf, helpFor, itemsOf, kindsOf, legalTransitions, serverOptions, statusWords, taskOf } from "./logic.js";

let client;
let bar;
const views = [];
const ASKED = "wmsgit.askedForProgram";
const BUTTONS = ["start", "complete", "block", "ack", "resolve"];
const MAX_OUTPUT = 64 << 20;

const setting = () => vscode.workspace.getConfiguration("wmsgit").get("command");
const rootOf = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;

function run(asked) {
  const root = rootOf();
  if (!root) return Promise.reject(new Error("no folder is open"));
  const { program, args } = commandLine(setting(), asked, root);
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { cwd: root, maxBuffer: MAX_OUTPUT, timeout: 120_000 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      error.stderr = stderr;
      reject(error);
    });
    child.stdin.end();
  });
}

async function attempt(asked, done) {
  try {
    const output = await run(asked);
    if (done) vscode.window.setStatusBarMessage(done, 5000);
    refresh();
    return output;
  } catch (error) {
    vscode.window.showErrorMessage(helpFor(error) || faultOf(error.stderr ?? error.message, error.code));
    return undefined;
  }
}

async function schemasOf(kinds) {
  const texts = await Promise.all(kinds.map((kind) => run(argumentsOf.schema(kind)).catch(() => "")));
  return Object.fromEntries(kinds.map((kind, number) => [kind, texts[number]]));
}

class RecordView {
  constructor(asked) {
    this.asked = asked;
    this.changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.changed.event;
  }

  getTreeItem(item) {
    const row = new vscode.TreeItem(item.label);
    row.description = item.description;
    row.tooltip = item.tooltip;
    row.contextValue = item.context;
    row.command = { command: "wmsgit.open", title: "Open the Record", arguments: [item] };
    return row;
  }

  async getChildren() {
    try {
      const rows = await run(this.asked());
      return itemsOf(rows, await schemasOf(kindsOf(rows)));
    } catch {
      return [];
    }
  }
}

async function refresh() {
  for (const view of views) view.changed.fire();
  try {
    bar.text = statusWords(await run(argumentsOf.status()));
  } catch {
    bar.text = "wmsgit";
  }
}

async function openRecord(item) {
  const found = await client?.sendRequest("workspace/symbol", { query: item.id });
  const symbol = (found ?? []).find((entry) => entry.name === item.id || entry.name.startsWith(`${item.id} `));
  if (symbol) await vscode.window.showTextDocument(vscode.Uri.parse(symbol.location.uri));
}

async function chosenRecord(item) {
  if (item?.id) return item;
  const rows = itemsOf((await attempt(argumentsOf.ready())) ?? "[]");
  return vscode.window.showQuickPick(rows, { placeHolder: "The record", matchOnDescription: true });
}

async function runTransition(item, name) {
  const record = await chosenRecord(item);
  if (!record) return;
  const schema = await attempt(argumentsOf.schema(record.kind));
  const steps = legalTransitions(schema ?? "", record.status);
  await takeOne(record, steps, name);
}

async function takeOne(record, steps, name) {
  const rows = steps.map((step) => ({ label: step.name, description: `${record.status} → ${step.to}`, detail: step.description, step }));
  const chosen = rows.find((row) => row.label === name) ?? (await vscode.window.showQuickPick(rows, { placeHolder: `${record.id}: ${record.status}` }));
  if (!chosen) return;
  const message = chosen.step.asks ? await vscode.window.showInputBox({ prompt: "Why" }) : "";
  if (message === undefined) return;
  await attempt(argumentsOf.transition(record.kind, chosen.step.name, record.id, message), `${record.id}: ${chosen.step.to}`);
}

async function addTask() {
  const editor = vscode.window.activeTextEditor;
  const document = editor?.document;
  const line = document ? document.lineAt(editor.selection.active.line).text : "";
  const selected = document ? document.getText(editor.selection) : "";
  const file = document ? vscode.workspace.asRelativePath(document.uri) : "";
  const task = taskOf(selected, line, file, editor ? editor.selection.active.line + 1 : 0);
  const title = await vscode.window.showInputBox({ prompt: "The task's title", value: task.title });
  if (title) await attempt(argumentsOf.add(title, task.description), `added: ${title}`);
}

async function note(item) {
  const record = await chosenRecord(item);
  const text = record && (await vscode.window.showInputBox({ prompt: `A note to ${record.id}` }));
  if (text) await attempt(argumentsOf.note(record.id, text), `noted to ${record.id}`);
}

async function startSession() {
  const goal = await vscode.window.showInputBox({ prompt: "The session's goal" });
  if (goal !== undefined) await attempt(argumentsOf.startSession(goal), "the session is open");
}

async function saveRecords() {
  const message = await vscode.window.showInputBox({ prompt: "A message; empty for the one that is made of what changed" });
  if (message !== undefined) await attempt(argumentsOf.save(message), "saved");
}

async function review() {
  const base = await vscode.window.showInputBox({ prompt: "What it is compared with", value: "origin/main" });
  const text = base && (await attempt(argumentsOf.review(base)));
  if (!text) return;
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: text });
  await vscode.window.showTextDocument(document, { preview: true });
  await vscode.commands.executeCommand("markdown.showPreview");
}

async function board(context) {
  const folder = (context.storageUri ?? context.globalStorageUri).fsPath;
  const file = path.join(folder, "board.html");
  await mkdir(folder, { recursive: true });
  if ((await attempt(argumentsOf.board(file))) === undefined) return;
  const options = { enableScripts: false, enableCommandUris: ["wmsgit.open"], localResourceRoots: [] };
  const panel = vscode.window.createWebviewPanel("wmsgit.board", "Board", vscode.ViewColumn.Active, options);
  panel.webview.html = boardPage(await readFile(file, "utf8"));
}

async function chooseCommand() {
  const config = vscode.workspace.getConfiguration("wmsgit");
  const chosen = await vscode.window.showOpenDialog({ canSelectMany: false, openLabel: "Use", title: "wmsgit, or a Python that has it" });
  if (!chosen?.[0]) return;
  const file = chosen[0].fsPath;
  const isPython = path.basename(file).startsWith("python");
  await config.update("command", isPython ? [file, "-m", "wmsgit"] : [file], vscode.ConfigurationTarget.Global);
  await startServer();
}

async function startServer() {
  const root = rootOf();
  await client?.stop().catch(() => {});
  if (!root) return;
  const config = vscode.workspace.getConfiguration("wmsgit");
  const languages = [...config.get("languages", []), "json"];
  const names = ["inlayTitles", "codeLenses", "changeHints", "codeFindings", "codeReferences"];
  client = new LanguageClient("wmsgit", "wmsgit", serverOptions(setting(), root), {
    documentSelector: languages.map((language) => ({ scheme: "file", language })),
    initializationOptions: Object.fromEntries(names.map((name) => [name, config.get(name)])),
    synchronize: { configurationSection: "wmsgit", fileEvents: vscode.workspace.createFileSystemWatcher("**/{records,schemas}/**") },
  });
  await client.start();
}

async function begin(context) {
  try {
    await run(argumentsOf.lsp()); // ends at once where nobody speaks: else the program, the extra or a workspace is missing
    await startServer();
  } catch (error) {
    if (context.globalState.get(ASKED)) return;
    await context.globalState.update(ASKED, true);
    const answer = await vscode.window.showWarningMessage(helpFor(error) || faultOf(error.stderr ?? error.message, error.code), "Choose the Program");
    if (answer) await chooseCommand();
  }
}

export async function activate(context) {
  bar = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  bar.text = "wmsgit";
  bar.command = "wmsgit.refresh";
  bar.show();
  for (const name of ["ready", "mine", "findings"]) {
    const view = new RecordView(argumentsOf[name]);
    views.push(view);
    context.subscriptions.push(vscode.window.registerTreeDataProvider(`wmsgit.${name}`, view));
  }
  const commands = {
    refresh, chooseCommand, board: () => board(context), open: openRecord, runTransition, addTask, note, startSession, save: saveRecords, review,
    endSession: () => attempt(argumentsOf.endSession(), "the session is ended"),
  };
  for (const name of BUTTONS) commands[name] = (item) => runTransition(item, name);
  for (const [name, work] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(`wmsgit.${name}`, work));
  }
  context.subscriptions.push(bar);
  await begin(context);
  await refresh();
}

export function deactivate() {
  return client?.stop();
}
