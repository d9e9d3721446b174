"""The workflow of Forgejo and Gitea that reviews pull requests of the plane."""

FORGEJO_PATH = ".forgejo/workflows/wmsgit.yml"
FORGEJO_LOCK = ".forgejo/wmsgit-requirements.txt"

FORGEJO_TEMPLATE = """\
# Reviews pull requests with wmsgit. Made by `wmsgit ci forgejo`.
#
# Nothing of a pull request is run: its files are read as data, by the release of wmsgit that the lock of the target
# branch names, and judged by that branch's schemas, settings and rules. What it loosens of these fails, until the
# repository's variable WMSGIT_ACCEPTED_POLICY is the commit that was reviewed.
name: wmsgit

on:
  pull_request:

jobs:
  check:
    name: Check
    runs-on: docker
    container:
      image: python:3.12
    timeout-minutes: 15
    env:
      BASE: ${{ github.event.pull_request.base.sha }}
      HEAD: ${{ github.event.pull_request.head.sha }}
      URL: ${{ github.event.pull_request.base.repo.clone_url }}
      NUMBER: ${{ github.event.pull_request.number }}
      ACCEPTED: ${{ vars.WMSGIT_ACCEPTED_POLICY }}
      TOKEN: ${{ github.token }}
    steps:
      - name: Fetch the change
        run: |
          git init --quiet plane
          git -C plane config http.extraHeader "Authorization: token $TOKEN"
          git -C plane fetch --quiet "$URL" "$BASE" "refs/pull/$NUMBER/head"
          git -C plane config --unset http.extraHeader
          git -C plane checkout --quiet --detach "$HEAD"
      - name: Install wmsgit
        # By hash, from the lock of the target branch, and isolated: no file of the change can stand in for a module.
        run: |
          git -C plane show "$BASE:@LOCK@" > /tmp/wmsgit.txt
          python -I -m venv /tmp/wmsgit
          pip="/tmp/wmsgit/bin/python -I -m pip install --quiet --no-deps"
          $pip --require-hashes --only-binary :all: -r /tmp/wmsgit.txt
@BUILD@      - name: Check the records and the change
        run: |
          if [ "$ACCEPTED" = "$HEAD" ]; then set -- --accept-policy; fi
          /tmp/wmsgit/bin/wmsgit -C plane diff "$BASE...$HEAD" --format markdown
          /tmp/wmsgit/bin/wmsgit -C plane setup --ci || true
          /tmp/wmsgit/bin/wmsgit -C plane check --base "$BASE" "$@"
      - name: Check the rules
        run: |
          if [ "$ACCEPTED" = "$HEAD" ]; then set -- --accept-policy; fi
          /tmp/wmsgit/bin/wmsgit -C plane drift scan --base "$BASE" "$@"
"""

FORGEJO_BUILD = """\
          $pip --no-build-isolation "@SOURCE@"
"""
