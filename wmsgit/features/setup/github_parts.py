"""What the workflows of GitHub have in common: the pinned actions, how wmsgit is installed, the one comment."""

from collections.abc import Mapping

from wmsgit.model.difference import MARKER
from wmsgit.render.member_comment import MARKER as MEMBER_MARKER

_CHECK_OUT_CHANGE = """\
      - uses: @SETUP_PYTHON@
        with:
          python-version: "3.12"
      - name: Install wmsgit
        # Before the checkout, and isolated: no file of the pull request can stand in for a module.
        env:
          GH_TOKEN: ${{ github.token }}
          LOCK: repos/${{ github.repository }}/contents/@LOCK@?ref=${{ github.event.pull_request.base.sha }}
          LIST: ${{ runner.temp }}/wmsgit.txt
        run: |
          if ! gh api "$LOCK" --header "Accept: application/vnd.github.raw+json" > "$LIST"; then
            echo "::error::the branch that this goes to has no @LOCK@: merge it first"
            exit 1
          fi
@INSTALL@      - uses: @CHECKOUT@
        with:
          ref: ${{ github.event.pull_request.head.sha }}
          path: plane
          fetch-depth: 0
          persist-credentials: false
"""
"""A pull request's head as `plane`, and beside it wmsgit by the lock of the branch that it goes to."""

_CHECK_OUT_PLANE = """\
      - uses: @SETUP_PYTHON@
        with:
          python-version: "3.12"
      - uses: @CHECKOUT@
        with:
          path: plane
          fetch-depth: 0
          persist-credentials: false
"""
"""The plane with its whole history, whose token is not kept."""

_INSTALL = """\
          python -I -m venv "$RUNNER_TEMP/wmsgit"
          pip=("$RUNNER_TEMP/wmsgit/bin/python" -I -m pip install --quiet --no-deps)
          "${pip[@]}" --require-hashes --only-binary :all: --requirement "$LIST"
@BUILD@          echo "$RUNNER_TEMP/wmsgit/bin" >> "$GITHUB_PATH"
"""
"""Ends a step `run` whose environment has LIST, the file of what is installed."""

_POST_COMMENT = """\
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
@WITHDRAW@          fi
"""

_SAY_NOTHING_LEFT = """\
            printf '%s\\n' '@MARKER@' 'Nothing changes in the meaning of the records any more.' > "$FILE"
            gh api --silent --method PATCH "$ONE/$id" --field "body=@$FILE"
"""
_DELETE = """\
            gh api --silent --method DELETE "$ONE/$id"
"""


def _comment(marker: str, withdraw: str) -> str:
    """The step that posts, updates or withdraws the comment that begins with a marker."""
    return _POST_COMMENT.replace("@WITHDRAW@", withdraw).replace("@MARKER@", marker)


GITHUB_PARTS: Mapping[str, str] = {
    "@CHECK_OUT_CHANGE@": _CHECK_OUT_CHANGE,
    "@CHECK_OUT_PLANE@": _CHECK_OUT_PLANE,
    "@CHECKOUT@": "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
    "@SETUP_PYTHON@": "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0",
    "@UPLOAD_ARTIFACT@": "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2",
    "@DOWNLOAD_ARTIFACT@": "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0",
    "@DEPLOY_PAGES@": "actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5",
    "@INSTALL@": _INSTALL,
    "@POST_COMMENT@": _comment(MARKER, _SAY_NOTHING_LEFT),
    "@POST_MEMBER_COMMENT@": _comment(MEMBER_MARKER, _DELETE),
    "@MEMBER_MARKER@": MEMBER_MARKER,
}
"""Placeholder of a template → what stands there, in the order in which they are filled: a part may have later ones."""

GITHUB_BUILD = """\
          # Built from the commit that is named, by what the lock has: nothing else is fetched.
          "${pip[@]}" --no-build-isolation "@SOURCE@"
"""
