-- A session in Neovim with its own client of language servers: what is done, and what is then seen, line by line.
local out = {}

local function say(text)
  for _, line in ipairs(vim.split(text, "\n")) do
    table.insert(out, (line:gsub("%s+$", "")))
  end
end

local function finish()
  vim.fn.writefile(out, vim.env.SESSION_OUT)
  vim.cmd("qa!")
end

local ok, fault = pcall(function()
  local client_id = vim.lsp.start_client({
    name = "wmsgit",
    cmd = { vim.env.SESSION_PYTHON, "-m", "wmsgit", "lsp" },
    root_dir = vim.fn.getcwd(),
  })
  local told = 0
  vim.lsp.handlers["textDocument/publishDiagnostics"] = (function(usual)
    return function(...)
      told = told + 1
      return usual(...)
    end
  end)(vim.lsp.handlers["textDocument/publishDiagnostics"])

  local function open(path)
    vim.cmd("edit " .. path)
    vim.lsp.buf_attach_client(0, client_id)
    assert(vim.wait(20000, function()
      local client = vim.lsp.get_client_by_id(client_id)
      return client and client.initialized and vim.lsp.buf_is_attached(0, client_id)
    end), "the server does not start")
    say(":edit " .. path)
  end

  local function diagnostics(count)
    assert(vim.wait(20000, function()
      return #vim.diagnostic.get(0) == count
    end, 20), "expected " .. count .. " diagnostics, there are " .. #vim.diagnostic.get(0))
    for _, item in ipairs(vim.diagnostic.get(0)) do
      say(("  line %d: %s %s"):format(item.lnum + 1, vim.diagnostic.severity[item.severity], item.message))
    end
    if count == 0 then
      say("  no diagnostics")
    end
  end

  local function ask(method, extra)
    local params = vim.lsp.util.make_position_params(0, "utf-16")
    for name, value in pairs(extra or {}) do
      params[name] = value
    end
    local answers, failure = vim.lsp.buf_request_sync(0, method, params, 20000)
    assert(answers, failure)
    local answer = answers and answers[client_id]
    local refusal = answer and (answer.err or answer.error)
    if refusal then
      say("  " .. refusal.message)
    end
    return answer and answer.result
  end

  local function type_keys(keys)
    vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), "xt", false)
    say("type " .. keys)
  end

  local function go_to(pattern)
    vim.fn.cursor(1, 1)
    assert(vim.fn.search(pattern, "c") > 0, pattern .. " is not there")
    say("/" .. pattern)
  end

  open("records/tasks/WS-TASK-002.yaml")
  diagnostics(0)

  go_to("WS-TASK-001")
  say("K")
  local card = ask("textDocument/hover").contents.value
  say("  " .. card:gsub("\n", "\n  "))

  say("vim.lsp.buf.definition()")
  local target = ask("textDocument/definition")
  say(("  %s:%d"):format(vim.fn.fnamemodify(vim.uri_to_fname(target.uri), ":."), target.range.start.line + 1))

  type_keys("Gopriority: <Esc>")
  vim.fn.cursor(vim.fn.line("."), 100)
  say("<C-x><C-o>")
  local items = ask("textDocument/completion", { position = { line = vim.fn.line(".") - 1, character = 10 } }).items
  for _, item in ipairs(items) do
    say("  " .. item.label)
  end
  vim.lsp.util.apply_text_edits({ items[2].textEdit }, 0, "utf-16")
  say("choose " .. items[2].label)
  diagnostics(0)

  type_keys("Godependencies: [WS-TASK-009]<Esc>")
  diagnostics(1)
  type_keys("u")
  diagnostics(0)

  type_keys("Goblocked_by: [WS-TASK-0003]<Esc>")
  diagnostics(1)
  say("vim.lsp.buf.code_action()")
  go_to("WS-TASK-0003")
  local position = vim.lsp.util.make_position_params(0, "utf-16").position
  local range = { start = position, ["end"] = position }
  local actions = ask("textDocument/codeAction", { range = range, context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics() } })
  for number, action in ipairs(actions) do
    if action.kind == "quickfix" then
      say(("  %d. %s"):format(number, action.title))
    end
  end
  vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
  say("choose " .. actions[1].title)
  diagnostics(0)

  go_to("WS-TASK-001")
  say('vim.lsp.buf.rename("WS-TASK-040")')
  vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", { newName = "WS-TASK-040" }), "utf-16")
  diagnostics(0)

  vim.cmd("silent wall")
  say(":wall")
  for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    say("  " .. line)
  end
  diagnostics(0)
end)
if not ok then
  say("FAULT " .. tostring(fault))
end
finish()
