// Every packaged schema in ajv's strict mode, with the vocabulary that docs/kinds.md names, and records that it takes or refuses.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const folder = new URL("../../../schemas/", import.meta.url);
const page = readFileSync(new URL("../../../docs/kinds.md", import.meta.url), "utf8");
const lines = /```js\n([\s\S]*?)```/.exec(page)[1];
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const schemas = readdirSync(folder).filter((name) => name.endsWith(".schema.json"));

let Ajv;
try {
  Ajv = createRequire(import.meta.url)("ajv/dist/2020").default;
} catch {
  // Without the packages of npm there is no ajv: `.ci/run` says so.
}

function compiler() {
  const ajv = new Ajv({ strict: true, allErrors: true });
  new Function("ajv", "read", lines)(ajv, read);
  return ajv;
}

for (const name of schemas) {
  test(`ajv in strict mode takes ${name} as the documentation says`, { skip: !Ajv }, () => {
    compiler().compile(read(name));
  });
}

test("ajv says what the schema of tasks says", { skip: !Ajv }, () => {
  const validate = compiler().compile(read("task.schema.json"));
  const task = { id: "WS-TASK-001", title: "x", status: "pending", created: "2026-11-28T10:00:00Z" };
  assert.ok(validate(task), JSON.stringify(validate.errors));
  for (const wrong of [{ status: "pendig" }, { due: "soon" }, { colour: "red" }, { title: undefined }]) {
    assert.equal(validate(JSON.parse(JSON.stringify({ ...task, ...wrong }))), false, JSON.stringify(wrong));
  }
});

test("strict mode refuses a keyword that the documentation does not name", { skip: !Ajv }, () => {
  assert.throws(() => compiler().compile({ type: "object", "x-others": true }), /unknown keyword/);
});

test("the schema of schemas refuses a keyword of ours that is wrong", { skip: !Ajv }, () => {
  const schema = { ...read("task.schema.json"), "x-wmsgit": { folder: 3 } };
  assert.throws(() => compiler().compile(schema), /schema is invalid/);
});
