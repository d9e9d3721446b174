"""The workflow that reviews pull requests on GitHub, and the lock that it installs from, as files of a workspace."""

from wmsgit.errors import ConflictError
from wmsgit.features.setup.autoclose_workflow import AUTOCLOSE_PATH, AUTOCLOSE_TEMPLATE
from wmsgit.features.setup.release_lock import PinnedRelease, lock_text
from wmsgit.model.difference import MARKER
from wmsgit.workspace.workspace import Workspace

WORKFLOW_PATH = ".github/workflows/wmsgit.yml"
LOCK_PATH = ".github/wmsgit-requirements.txt"

_TEMPLATE = """\
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
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.12"
      - name: Install wmsgit
        # Before the checkout, and isolated: no file of the pull request can stand in for a module.
        env:
          GH_TOKEN: ${{ github.token }}
          LOCK: repos/${{ github.repository }}/contents/@LOCK@?ref=${{ github.event.pull_request.base.sha }}
        run: |
          python -I -m venv "$RUNNER_TEMP/wmsgit"
          if ! gh api "$LOCK" --header "Accept: application/vnd.github.raw+json" > "$RUNNER_TEMP/wmsgit.txt"; then
            echo "::error::the branch that this goes to has no @LOCK@: merge it first"
            exit 1
          fi
          pip=("$RUNNER_TEMP/wmsgit/bin/python" -I -m pip install --quiet --no-deps)
          "${pip[@]}" --require-hashes --only-binary :all: --requirement "$RUNNER_TEMP/wmsgit.txt"
@BUILD@          echo "$RUNNER_TEMP/wmsgit/bin" >> "$GITHUB_PATH"
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
        if: ${{ vars.WMSGIT_ACCEPTED_POLICY != github.event.pull_request.head.sha }}
        run: wmsgit -C plane check --base "$BASE" --format github
      - name: Check the records and the change, whose policy is accepted
        if: ${{ vars.WMSGIT_ACCEPTED_POLICY == github.event.pull_request.head.sha }}
        run: wmsgit -C plane check --base "$BASE" --accept-policy --format github
      - name: Check what the merge would give
        if: ${{ !cancelled() }}
        run: wmsgit -C plane check --base "$BASE" --merged --format github
      - name: Clone the members
        # One that cannot be cloned is unknown to the rules that look at it, and only then fails the next step.
        if: ${{ !cancelled() }}
        continue-on-error: true
        run: wmsgit -C plane setup --ci
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


_BUILD = """\
          # Built from the commit that is named, by what the lock has: nothing else is fetched.
          "${pip[@]}" --no-build-isolation "@SOURCE@"
"""


def workflow_text(release: PinnedRelease) -> str:
    """The workflow, with the marker of its comments, and how wmsgit itself is installed where no lock can have it."""
    return _filled(_TEMPLATE, release)


def autoclose_text(release: PinnedRelease) -> str:
    """The scheduled workflow that closes what is merged."""
    return _filled(AUTOCLOSE_TEMPLATE, release)


def _filled(template: str, release: PinnedRelease) -> str:
    build = _BUILD.replace("@SOURCE@", release.source) if release.source else ""
    return template.replace("@BUILD@", build).replace("@LOCK@", LOCK_PATH).replace("@MARKER@", MARKER)


def write_workflow(ws: Workspace, release: PinnedRelease, *, force: bool, autoclose: bool = False) -> list[str]:
    """Write the workflow and its lock into the workspace's files, and leave the commit to the user.

    Args:
        ws: where.
        release: the wmsgit that the workflow installs.
        force: whether files that say something else are replaced.
        autoclose: whether it is the scheduled workflow that closes what is merged, in place of the reviewing one.

    Returns:
        The paths of what was written.

    Raises:
        ConflictError: when a file is there and says something else; nothing is written then.
        InvalidError: when a symbolic link stands on the way.
    """
    from wmsgit.disk.writer import read_plain, write_file

    path, text_of = (AUTOCLOSE_PATH, autoclose_text) if autoclose else (WORKFLOW_PATH, workflow_text)
    texts = {path: text_of(release).encode(), LOCK_PATH: lock_text(release).encode()}
    present = {path: read_plain(ws.root, path) for path in texts}
    for path, text in texts.items():
        if not force and present[path] not in {None, text}:
            hint = "`wmsgit ci github --stdout` prints the workflow of this release, to compare"
            raise ConflictError("the file is there already and says something else", where=path, hint=hint)
    changed = [path for path, text in texts.items() if present[path] != text]
    for path in changed:
        write_file(ws.root, path, texts[path])
    return changed
