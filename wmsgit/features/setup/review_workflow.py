"""The workflow of GitHub that reviews pull requests of the plane: it reads, checks and posts one comment."""

REVIEW_PATH = ".github/workflows/wmsgit.yml"
GITHUB_LOCK = ".github/wmsgit-requirements.txt"

REVIEW_TEMPLATE = """\
# Reviews pull requests with wmsgit. Made by `wmsgit ci github`, which makes it anew with a later release.
#
# Nothing of a pull request is ever run: its files are read as data, by the release of wmsgit that is named here, and
# the schemas, settings, rules, baselines and waivers are those of the branch that it goes to. What it loosens of these
# fails, until the repository's variable WMSGIT_ACCEPTED_POLICY is the commit that was reviewed, and the job runs again.
# The job that reads may not write; the job that may write a comment sees only the text that the first one made. A
# fork's pull request gets that text as the job's summary. Let code owners review this file, or require the workflow by
# a ruleset: a pull request could change it.
# wmsgit is installed by hash from @LOCK@ of the branch that the change goes to: a pull request
# cannot choose what is installed, so the one that brings that file is checked only after it is merged.
name: wmsgit

on:
  pull_request:

permissions: {}

concurrency:
  group: wmsgit-${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  check:
    name: Check
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    outputs:
      described: ${{ steps.describe.outcome }}
    defaults:
      run:
        shell: bash
    env:
      BASE: ${{ github.event.pull_request.base.sha }}
      HEAD: ${{ github.event.pull_request.head.sha }}
    steps:
@CHECK_OUT_CHANGE@      - name: Describe the change
        id: describe
        env:
          LINK: ${{ github.server_url }}/${{ github.repository }}/blob/${{ github.event.pull_request.head.sha }}
        run: |
          token="$(openssl rand -hex 16)"
          echo "::stop-commands::$token"
          wmsgit -C plane diff "$BASE...$HEAD" --format markdown --link "$LINK" > "$RUNNER_TEMP/comment.md"
          echo "::$token::"
          cat "$RUNNER_TEMP/comment.md" >> "$GITHUB_STEP_SUMMARY"
      - uses: @UPLOAD_ARTIFACT@
        with:
          name: wmsgit-comment
          path: ${{ runner.temp }}/comment.md
          retention-days: 1
      - name: Clone the members
        # Rules look at them, and packs of rules lie in them. One that cannot be cloned is unknown to what needs it.
        continue-on-error: true
        run: wmsgit -C plane setup --ci
      - name: Check the records and the change
        if: ${{ vars.WMSGIT_ACCEPTED_POLICY != github.event.pull_request.head.sha }}
        run: wmsgit -C plane check --base "$BASE" --format github
      - name: Check the records and the change, whose policy is accepted
        if: ${{ vars.WMSGIT_ACCEPTED_POLICY == github.event.pull_request.head.sha }}
        run: wmsgit -C plane check --base "$BASE" --accept-policy --format github
      - name: Check what the merge would give
        if: ${{ !cancelled() }}
        run: wmsgit -C plane check --base "$BASE" --merged --format github
      - name: Check the rules
        if: ${{ !cancelled() && vars.WMSGIT_ACCEPTED_POLICY != github.event.pull_request.head.sha }}
        run: wmsgit -C plane drift scan --base "$BASE" --format github
      - name: Check the rules, whose change is accepted
        if: ${{ !cancelled() && vars.WMSGIT_ACCEPTED_POLICY == github.event.pull_request.head.sha }}
        run: wmsgit -C plane drift scan --base "$BASE" --accept-policy --format github

  comment:
    name: Comment
    needs: check
    # A fork's token may not write: its text stands in the summary of the job above.
    if: >-
      ${{ !cancelled() && needs.check.outputs.described == 'success'
      && github.event.pull_request.head.repo.full_name == github.repository }}
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      pull-requests: write # to post and update the one comment
    steps:
      - uses: @DOWNLOAD_ARTIFACT@
        with:
          name: wmsgit-comment
          path: ${{ runner.temp }}/review
@POST_COMMENT@"""
