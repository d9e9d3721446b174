"""The jobs that build the pages: the site and a preview of each change as artefacts, and Pages where wanted."""

SITE_PATH = ".github/workflows/wmsgit-site.yml"
GITLAB_SITE_PATH = ".gitlab/wmsgit-site.gitlab-ci.yml"

GITHUB_READERS = (
    "everybody can read the pages, also those of a private repository, unless the organisation has GitHub Enterprise"
    " Cloud and the visibility of Pages is set to private"
)
GITLAB_READERS = (
    "everybody can read the pages of a public project; those of a private one its members alone, where access control"
    " of Pages is on (an administrator turns it on at a server of one's own), and everybody where it is off"
)
"""Who can read published pages, by the hosts' documentation of Pages."""

_GITHUB = """\
# Builds the pages of the plane. Made by `wmsgit ci github @OPTION@`.
#
# A push to the default branch makes the artefact wmsgit-site, a pull request wmsgit-preview, in which every page marks
# what changes. An artefact is read by whoever can read the repository. Nothing of a pull request is run: its records
# are read as data, by the release of wmsgit that the lock of the branch that it goes to names.
# The repository's variable WMSGIT_SITE_OPTIONS may hold more options, such as: --include people --exclude notes
@NOTE@name: wmsgit site

on:
  push:
  pull_request:

permissions: {}

concurrency:
  group: wmsgit-site-${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true

jobs:
  site:
    name: Site
    if: ${{ github.event_name == 'push' && github.ref_name == github.event.repository.default_branch }}
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    defaults:
      run:
        shell: bash
    env:
      URL: ${{ github.server_url }}/${{ github.repository }}
      OPTIONS: ${{ vars.WMSGIT_SITE_OPTIONS }}
    steps:
@CHECK_OUT_PLANE@      - name: Install wmsgit
        env:
          LIST: ${{ runner.temp }}/wmsgit.txt
        run: |
          git -C plane show "HEAD:@LOCK@" > "$LIST"
@INSTALL@      - name: Clone the members
        # One that cannot be cloned is unknown to the rules that look at it.
        continue-on-error: true
        run: wmsgit -C plane setup --ci
      - name: Build the site
        run: |
          read -ra options <<< "$OPTIONS"
          wmsgit -C plane site build "$RUNNER_TEMP/site" --url "$URL" "${options[@]}"
      - uses: @UPLOAD_ARTIFACT@
        with:
          name: wmsgit-site
          path: ${{ runner.temp }}/site
          retention-days: 30
@PACK@
  preview:
    name: Preview
    if: ${{ github.event_name == 'pull_request' }}
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    defaults:
      run:
        shell: bash
    env:
      BASE: ${{ github.event.pull_request.base.sha }}
      URL: ${{ github.server_url }}/${{ github.repository }}
      OPTIONS: ${{ vars.WMSGIT_SITE_OPTIONS }}
    steps:
@CHECK_OUT_CHANGE@      - name: Build the preview
        run: |
          read -ra options <<< "$OPTIONS"
          token="$(openssl rand -hex 16)"
          echo "::stop-commands::$token"
          wmsgit -C plane site build "$RUNNER_TEMP/preview" --base "$BASE" --url "$URL" --no-scan "${options[@]}"
          echo "::$token::"
      - uses: @UPLOAD_ARTIFACT@
        with:
          name: wmsgit-preview
          path: ${{ runner.temp }}/preview
          retention-days: 14
@PUBLISH@"""

_GITHUB_PACK = """\
      - name: Pack the pages
        run: tar --dereference --hard-dereference -C "$RUNNER_TEMP/site" -cf "$RUNNER_TEMP/artifact.tar" .
      - uses: @UPLOAD_ARTIFACT@
        with:
          name: github-pages
          path: ${{ runner.temp }}/artifact.tar
          retention-days: 1
"""
_GITHUB_PUBLISH = """
  publish:
    name: Publish
    needs: site
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      pages: write # to publish what the job above packed
      id-token: write # by which Pages knows that it comes from this repository
    environment:
      name: github-pages
      url: ${{ steps.deploy.outputs.page_url }}
    steps:
      - id: deploy
        uses: @DEPLOY_PAGES@
"""

_GITLAB_JOB = """\
@NAME@:
  image: python:3.12
  interruptible: true
  timeout: 15 minutes
  rules:
    - if: @WHEN@
  variables:
    GIT_DEPTH: "0"
  before_script:
    - git show "@OF@:@LOCK@" > /tmp/wmsgit.txt
    - python -I -m venv /tmp/wmsgit
    - PIP="/tmp/wmsgit/bin/python -I -m pip install --quiet --no-deps"
    - '$PIP --require-hashes --only-binary :all: -r /tmp/wmsgit.txt'
@BUILD@  script:
@SCRIPT@    - mv /tmp/@NAME@ @NAME@
  artifacts:
    expose_as: @NAME@
    expire_in: @KEPT@
    paths: ["@NAME@/"]
"""
_GITLAB_HEAD = """\
# Builds the pages of the plane. Made by `wmsgit ci gitlab @OPTION@`. Name it in .gitlab-ci.yml:
#
#   include: ["/.gitlab/wmsgit-site.gitlab-ci.yml"]
#
# A push to the default branch makes the artefact wmsgit-site, a merge request wmsgit-preview, in which every page marks
# what changes. An artefact is read by whoever can read the project's jobs. Nothing of a merge request is run: its
# records are read as data, by the release of wmsgit that the lock of the target branch names.
# The variable WMSGIT_SITE_OPTIONS may hold more options, such as: --include people --exclude notes
@NOTE@"""
_ON_DEFAULT = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'
_GITLAB_SITE = """\
    - /tmp/wmsgit/bin/wmsgit setup --ci || true
    - /tmp/wmsgit/bin/wmsgit site build /tmp/wmsgit-site --url "$CI_PROJECT_URL" ${WMSGIT_SITE_OPTIONS:-}
"""
_GITLAB_PREVIEW = """\
    - BASE="$CI_MERGE_REQUEST_DIFF_BASE_SHA"
    - BUILD="/tmp/wmsgit/bin/wmsgit site build /tmp/wmsgit-preview --no-scan"
    - $BUILD --base "$BASE" --url "$CI_PROJECT_URL" ${WMSGIT_SITE_OPTIONS:-}
"""
_GITLAB_PAGES = f"""
pages:
  image: python:3.12
  needs: [wmsgit-site]
  rules:
    - if: {_ON_DEFAULT}
  script:
    - mv wmsgit-site public
  artifacts:
    expire_in: 1 day
    paths: [public]
"""


def _noted(template: str, option: str, readers: str) -> str:
    """A template with what it was made by, and with who can read what is published."""
    note = f"# It publishes the pages: {readers}.\n" if readers else ""
    return template.replace("@OPTION@", option).replace("@NOTE@", note)


def _github(option: str, *, readers: str = "", pack: str = "", publish: str = "") -> str:
    return _noted(_GITHUB, option, readers).replace("@PACK@", pack).replace("@PUBLISH@", publish)


def _gitlab_job(name: str, when: str, lock_of: str, script: str, kept: str) -> str:
    words = {"@NAME@": name, "@WHEN@": when, "@OF@": lock_of, "@SCRIPT@": script, "@KEPT@": kept}
    text = _GITLAB_JOB
    for word, value in words.items():
        text = text.replace(word, value)
    return text


_GITLAB_JOBS = "\n".join((
    _gitlab_job("wmsgit-site", _ON_DEFAULT, "HEAD", _GITLAB_SITE, "30 days"),
    _gitlab_job(
        "wmsgit-preview", '$CI_PIPELINE_SOURCE == "merge_request_event"', "$CI_MERGE_REQUEST_DIFF_BASE_SHA",
        _GITLAB_PREVIEW, "14 days",
    ),
))  # fmt: skip

SITE_TEMPLATE = _github("--site")
PAGES_TEMPLATE = _github("--pages", readers=GITHUB_READERS, pack=_GITHUB_PACK, publish=_GITHUB_PUBLISH)
GITLAB_SITE_TEMPLATE = _noted(_GITLAB_HEAD, "--site", "") + _GITLAB_JOBS
GITLAB_PAGES_TEMPLATE = _noted(_GITLAB_HEAD, "--pages", GITLAB_READERS) + _GITLAB_JOBS + _GITLAB_PAGES
