"""The workflow that reviews pull requests on GitHub: its text, and the file that it goes to."""

from wmsgit.errors import ConflictError
from wmsgit.model.difference import MARKER
from wmsgit.model.version import __version__
from wmsgit.workspace.workspace import Workspace

WORKFLOW_PATH = ".github/workflows/wmsgit.yml"

_TEMPLATE = """\
# Reviews pull requests with wmsgit. Made by `wmsgit ci github`, which makes it anew with a later release.
#
# Nothing of a pull request is ever run: its files are read as data, by the release of wmsgit that is named here, and
# the checks are those of the branch that it goes to. The job that reads them may not write; the job that may write
# a comment sees only the text that the first one made. A fork's pull request gets that text as the job's summary.
name: wmsgit

on:
  pull_request:

permissions: {}

concurrency:
  group: wmsgit-${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  check:
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
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.12"
      - name: Install wmsgit
        # Before the checkout, and isolated: no file of the pull request can stand in for a module.
        run: |
          python -I -m venv "$RUNNER_TEMP/wmsgit"
          "$RUNNER_TEMP/wmsgit/bin/python" -I -m pip install --quiet "wmsgit==@VERSION@"
          echo "$RUNNER_TEMP/wmsgit/bin" >> "$GITHUB_PATH"
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          ref: ${{ github.event.pull_request.head.sha }}
          path: plane
          fetch-depth: 0
          persist-credentials: false
      - name: Describe the change
        id: describe
        env:
          LINK: ${{ github.server_url }}/${{ github.repository }}/blob/${{ github.event.pull_request.head.sha }}
        run: |
          token="$(openssl rand -hex 16)"
          echo "::stop-commands::$token"
          wmsgit -C plane diff "$BASE...$HEAD" --format markdown --link "$LINK" > "$RUNNER_TEMP/comment.md"
          echo "::$token::"
          cat "$RUNNER_TEMP/comment.md" >> "$GITHUB_STEP_SUMMARY"
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        with:
          name: wmsgit-comment
          path: ${{ runner.temp }}/comment.md
          retention-days: 1
      - name: Check the records and the change
        run: wmsgit -C plane check --base "$BASE" --format github
      - name: Check what the merge would give
        if: ${{ !cancelled() }}
        run: wmsgit -C plane check --base "$BASE" --merged --format github

  comment:
    needs: check
    # A fork's token may not write: its text stands in the summary of the job above.
    if: >-
      ${{ !cancelled() && needs.check.outputs.described == 'success'
      && github.event.pull_request.head.repo.full_name == github.repository }}
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      pull-requests: write
    steps:
      - uses: actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0
        with:
          name: wmsgit-comment
          path: ${{ runner.temp }}/review
      - name: Post or update the one comment
        shell: bash
        env:
          GH_TOKEN: ${{ github.token }}
          COMMENTS: repos/${{ github.repository }}/issues/${{ github.event.pull_request.number }}/comments
          ONE: repos/${{ github.repository }}/issues/comments
          FILE: ${{ runner.temp }}/review/comment.md
        run: |
          ours='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("@MARKER@"))) | .id'
          id="$(gh api --paginate "$COMMENTS" --jq "$ours" | sed -n 1p)"
          if [ -s "$FILE" ] && [ -z "$id" ]; then
            gh api --silent --method POST "$COMMENTS" --field "body=@$FILE"
          elif [ -s "$FILE" ]; then
            gh api --silent --method PATCH "$ONE/$id" --field "body=@$FILE"
          elif [ -n "$id" ]; then
            printf '%s\\n' '@MARKER@' 'Nothing changes in the meaning of the records any more.' > "$FILE"
            gh api --silent --method PATCH "$ONE/$id" --field "body=@$FILE"
          fi
"""


def workflow_text() -> str:
    """The workflow, with this release of wmsgit and the marker of its comments."""
    return _TEMPLATE.replace("@VERSION@", __version__).replace("@MARKER@", MARKER)


def write_workflow(ws: Workspace, *, force: bool) -> bool:
    """Write the workflow into the workspace's files, and leave the commit to the user.

    Args:
        ws: where.
        force: whether a file that says something else is replaced.

    Returns:
        Whether anything was written.

    Raises:
        ConflictError: when the file is there and says something else.
        InvalidError: when a symbolic link stands on the way.
    """
    from wmsgit.disk.writer import read_plain, write_file

    present, text = read_plain(ws.root, WORKFLOW_PATH), workflow_text().encode()
    if present is not None:
        if present == text:
            return False
        if not force:
            hint = "`wmsgit ci github --stdout` prints the workflow of this release, to compare"
            raise ConflictError("the file is there already and says something else", where=WORKFLOW_PATH, hint=hint)
    write_file(ws.root, WORKFLOW_PATH, text)
    return True
