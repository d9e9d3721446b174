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
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.12"
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          repository: @PLANE@
          token: ${{ secrets.WMSGIT_PLANE_TOKEN || github.token }}
          path: plane
          persist-credentials: false
      - name: Install wmsgit
        # By hash, as the plane has it: no file of the pull request can stand in for a module.
        run: |
          python -I -m venv "$RUNNER_TEMP/wmsgit"
          pip=("$RUNNER_TEMP/wmsgit/bin/python" -I -m pip install --quiet --no-deps)
          "${pip[@]}" --require-hashes --only-binary :all: --requirement plane/@LOCK@
@BUILD@          echo "$RUNNER_TEMP/wmsgit/bin" >> "$GITHUB_PATH"
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
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
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
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
      - uses: actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0
        with:
          name: wmsgit-member-comment
          path: ${{ runner.temp }}/review
      - name: Post or update the one comment
        shell: bash
        env:
          GH_TOKEN: ${{ github.token }}
          COMMENTS: repos/${{ github.repository }}/issues/${{ github.event.pull_request.number }}/comments
          ONE: repos/${{ github.repository }}/issues/comments
          FILE: ${{ runner.temp }}/review/comment.md
        run: |
          ours='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("@MEMBER_MARKER@"))) | .id'
          id="$(gh api --paginate "$COMMENTS" --jq "$ours" | sed -n 1p)"
          if [ -s "$FILE" ] && [ -z "$id" ]; then
            gh api --silent --method POST "$COMMENTS" --field "body=@$FILE"
          elif [ -s "$FILE" ]; then
            gh api --silent --method PATCH "$ONE/$id" --field "body=@$FILE"
          elif [ -n "$id" ]; then
            gh api --silent --method DELETE "$ONE/$id"
          fi
"""
