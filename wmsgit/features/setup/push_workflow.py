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
@CHECK_OUT_PLANE@      - name: Install wmsgit
        env:
          LIST: ${{ runner.temp }}/wmsgit.txt
        run: |
          git -C plane show "$BASE:@LOCK@" > "$LIST"
@INSTALL@      - name: Check the records and the change
        # What a merged pull request loosened was accepted there.
        run: wmsgit -C plane check --base "$BASE" --accept-policy --format github
"""
