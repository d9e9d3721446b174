"""The workflow that checks what is pushed to the default branch directly."""

PUSH_PATH = ".github/workflows/wmsgit-push.yml"

PUSH_TEMPLATE = """\
# Checks what is pushed directly. Made by `wmsgit ci github --push`.
#
# The records are read as data, by the release of wmsgit that the lock of the commit before names, and judged by the
# schemas, settings and rules of that commit.
name: wmsgit push

on:
  push:

permissions: {}

concurrency:
  group: wmsgit-push-${{ github.ref }}

jobs:
  check:
    name: Check
    if: ${{ github.ref_name == github.event.repository.default_branch && !github.event.created }}
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    defaults:
      run:
        shell: bash
    env:
      BASE: ${{ github.event.before }}
    steps:
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.12"
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          path: plane
          fetch-depth: 0
          persist-credentials: false
      - name: Install wmsgit
        run: |
          git -C plane show "$BASE:@LOCK@" > "$RUNNER_TEMP/wmsgit.txt"
          python -I -m venv "$RUNNER_TEMP/wmsgit"
          pip=("$RUNNER_TEMP/wmsgit/bin/python" -I -m pip install --quiet --no-deps)
          "${pip[@]}" --require-hashes --only-binary :all: --requirement "$RUNNER_TEMP/wmsgit.txt"
@BUILD@          echo "$RUNNER_TEMP/wmsgit/bin" >> "$GITHUB_PATH"
      - name: Check the records and the change
        # What a merged pull request loosened was accepted there.
        run: wmsgit -C plane check --base "$BASE" --accept-policy --format github
"""
