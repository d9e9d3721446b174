"""The workflow of a member: what its pull requests mean for the plane, read-only, and one comment."""

MEMBER_PATH = ".github/workflows/wmsgit-member.yml"

MEMBER_TEMPLATE = """\
# Tells on pull requests of the member @MEMBER@ what the plane says of them. Made by `wmsgit ci github --member`.
#
# Nothing of the pull request is run: the plane's rules look at its files. The job that reads may not write; the job
# that may write a comment sees only the text that the first one made; a fork gets it as the job's summary. A plane that
# is private is read with the secret WMSGIT_PLANE_TOKEN, which needs to read its contents, and no more.
name: wmsgit member

on:
  pull_request:

permissions: {}

concurrency:
  group: wmsgit-member-${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  look:
    name: Look
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    defaults:
      run:
        shell: bash
    env:
      BASE: ${{ github.event.pull_request.base.sha }}
      BRANCH: ${{ github.event.pull_request.head.ref }}
    steps:
      - uses: @SETUP_PYTHON@
        with:
          python-version: "3.12"
      - uses: @CHECKOUT@
        with:
          repository: @PLANE@
          token: ${{ secrets.WMSGIT_PLANE_TOKEN || github.token }}
          path: plane
          persist-credentials: false
      - name: Install wmsgit
        # By hash, as the plane has it: no file of the pull request can stand in for a module.
        env:
          LIST: plane/@LOCK@
        run: |
@INSTALL@      - uses: @CHECKOUT@
        with:
          ref: ${{ github.event.pull_request.head.sha }}
          path: member
          fetch-depth: 0
          persist-credentials: false
      - name: Look at the change
        run: |
          git -C plane config wmsgit.repo.@MEMBER@.path "$GITHUB_WORKSPACE/member"
          code=0
          wmsgit -C plane ci comment @MEMBER@ --base "$BASE" --branch "$BRANCH" > "$RUNNER_TEMP/comment.md" || code=$?
          cat "$RUNNER_TEMP/comment.md" >> "$GITHUB_STEP_SUMMARY"
          exit "$code"
      - uses: @UPLOAD_ARTIFACT@
        if: ${{ !cancelled() }}
        with:
          name: wmsgit-member-comment
          path: ${{ runner.temp }}/comment.md
          retention-days: 1

  comment:
    name: Comment
    needs: look
    if: ${{ !cancelled() && github.event.pull_request.head.repo.full_name == github.repository }}
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      pull-requests: write # to post and update the one comment
    steps:
      - uses: @DOWNLOAD_ARTIFACT@
        with:
          name: wmsgit-member-comment
          path: ${{ runner.temp }}/review
@POST_MEMBER_COMMENT@"""
