"""The workflow that reviews pull requests on GitHub, and the lock that it installs from, as files of a workspace."""

from dataclasses import dataclass

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.features.forge.known_hosts import repository_at
from wmsgit.features.setup.autoclose_workflow import AUTOCLOSE_PATH, AUTOCLOSE_TEMPLATE
from wmsgit.features.setup.forgejo_workflow import FORGEJO_BUILD, FORGEJO_LOCK, FORGEJO_PATH, FORGEJO_TEMPLATE
from wmsgit.features.setup.gitlab_workflow import (
    GITLAB_BUILD,
    GITLAB_LOCK,
    GITLAB_MEMBER_PATH,
    GITLAB_MEMBER_TEMPLATE,
    GITLAB_PATH,
    GITLAB_TEMPLATE,
)
from wmsgit.features.setup.member_workflow import MEMBER_PATH, MEMBER_TEMPLATE
from wmsgit.features.setup.push_workflow import PUSH_PATH, PUSH_TEMPLATE
from wmsgit.features.setup.release_lock import PinnedRelease, lock_text
from wmsgit.model.difference import MARKER
from wmsgit.render.member_comment import MARKER as MEMBER_MARKER
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


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a host: the file that it goes to, its text, and the lock that it installs from.

    Attributes:
        path: the file, relative to the repository.
        template: its text.
        lock: the file of the lock, in the plane.
        build: the lines that install what is built from a commit.
        is_of_member: whether the file belongs to a member's repository, not to the plane.
    """

    path: str
    template: str
    lock: str = LOCK_PATH
    build: str = _BUILD
    is_of_member: bool = False


JOBS = {
    "github": Job(WORKFLOW_PATH, _TEMPLATE),
    "github autoclose": Job(AUTOCLOSE_PATH, AUTOCLOSE_TEMPLATE),
    "github push": Job(PUSH_PATH, PUSH_TEMPLATE),
    "github member": Job(MEMBER_PATH, MEMBER_TEMPLATE, is_of_member=True),
    "gitlab": Job(GITLAB_PATH, GITLAB_TEMPLATE, GITLAB_LOCK, GITLAB_BUILD),
    "gitlab member": Job(GITLAB_MEMBER_PATH, GITLAB_MEMBER_TEMPLATE, GITLAB_LOCK, GITLAB_BUILD, is_of_member=True),
    "forgejo": Job(FORGEJO_PATH, FORGEJO_TEMPLATE, FORGEJO_LOCK, FORGEJO_BUILD),
}
"""Name → job."""


def workflow_text(release: PinnedRelease, name: str = "github", *, member: str = "", plane: str = "") -> str:
    """The text of a job, with the marker of its comments, and how wmsgit is installed where no lock can have it.

    Args:
        release: the wmsgit that it installs.
        name: one of `JOBS`.
        member: the member that a member's job is for.
        plane: the plane's `OWNER/NAME` at the host, for a member's job.
    """
    job = JOBS[name]
    build = job.build.replace("@SOURCE@", release.source) if release.source else ""
    words = {"@BUILD@": build, "@LOCK@": job.lock, "@MARKER@": MARKER, "@MEMBER_MARKER@": MEMBER_MARKER}
    text = job.template
    for word, value in {**words, "@MEMBER@": member, "@PLANE@": plane}.items():
        text = text.replace(word, value)
    return text


def plane_at_host(ws: Workspace) -> str:
    """`OWNER/NAME` of the plane at its host.

    Raises:
        NotFoundError: when its remote is at none.
    """
    url = ws.config.get("remote.origin.url") or ""
    result = repository_at(url).partition("/")[2]
    if not result:
        raise NotFoundError("the plane's remote origin is at no host", hint="--plane OWNER/NAME says where it is")
    return result


def write_workflow(ws: Workspace, release: PinnedRelease, *, force: bool, name: str = "github") -> list[str]:
    """Write a job of the plane and its lock into the workspace's files, and leave the commit to the user.

    Args:
        ws: where.
        release: the wmsgit that the workflow installs.
        force: whether files that say something else are replaced.
        name: one of `JOBS`.

    Returns:
        The paths of what was written.

    Raises:
        ConflictError: when a file is there and says something else; nothing is written then.
        InvalidError: when a symbolic link stands on the way.
    """
    from wmsgit.disk.writer import read_plain, write_file

    job = JOBS[name]
    texts = {job.path: workflow_text(release, name).encode(), job.lock: lock_text(release).encode()}
    present = {path: read_plain(ws.root, path) for path in texts}
    for path, text in texts.items():
        if not force and present[path] not in {None, text}:
            host = name.partition(" ")[0]
            hint = f"`wmsgit ci {host} --stdout` prints the workflow of this release, to compare"
            raise ConflictError("the file is there already and says something else", where=path, hint=hint)
    changed = [path for path, text in texts.items() if present[path] != text]
    for path in changed:
        write_file(ws.root, path, texts[path])
    return changed
