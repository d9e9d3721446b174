"""The scheduled workflow that closes merged records in the plane: one job, one token, members read only."""

AUTOCLOSE_PATH = ".github/workflows/wmsgit-autoclose.yml"

AUTOCLOSE_TEMPLATE = """\
# Closes the records whose work is merged everywhere. Made by `wmsgit ci github --autoclose`.
#
# It reads the default branches of the members, of which nothing is run, and commits to the plane alone. A member's own
# workflow may ask for it at once with a `repository_dispatch` event of the type `wmsgit-autoclose`. Members that need
# a token to be read are cloned with the secret WMSGIT_MEMBERS_TOKEN, which needs to read their contents, and no more.
name: wmsgit autoclose

on:
  schedule:
    - cron: "*/15 * * * *"
  repository_dispatch:
    types: [wmsgit-autoclose]
  workflow_dispatch:

permissions: {}

concurrency:
  group: wmsgit-autoclose

jobs:
  autoclose:
    name: Autoclose
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: write # to push the one commit to the plane
    defaults:
      run:
        shell: bash
    steps:
      - uses: @SETUP_PYTHON@
        with:
          python-version: "3.12"
      - uses: @CHECKOUT@
        with:
          path: plane
          fetch-depth: 0
      - name: Install wmsgit
        env:
          LIST: plane/@LOCK@
        run: |
@INSTALL@      - name: Clone the members
        # One that cannot be cloned is unknown: what it may hold back stays open, and is named.
        continue-on-error: true
        env:
          TOKEN: ${{ secrets.WMSGIT_MEMBERS_TOKEN }}
        run: |
          export GIT_CONFIG_COUNT=0
          if [ -n "$TOKEN" ]; then
            export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL}/.extraheader"
            export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
          fi
          wmsgit -C plane setup --clone --partial --yes
      - name: Close what is merged
        run: |
          git -C plane config user.name 'github-actions[bot]'
          git -C plane config user.email '41898282+github-actions[bot]@users.noreply.github.com'
          wmsgit -C plane autoclose
          wmsgit -C plane sync
"""
