"""The jobs of GitLab: one that reviews merge requests of the plane, and one for those of a member."""

GITLAB_PATH = ".gitlab/wmsgit.gitlab-ci.yml"
GITLAB_LOCK = ".gitlab/wmsgit-requirements.txt"
GITLAB_MEMBER_PATH = ".gitlab/wmsgit-member.gitlab-ci.yml"

_INSTALL = """\
    - python -I -m venv /tmp/wmsgit
    - PIP="/tmp/wmsgit/bin/python -I -m pip install --quiet --no-deps"
    - '$PIP --require-hashes --only-binary :all: -r /tmp/wmsgit.txt'
@BUILD@\
"""
GITLAB_BUILD = """\
    - $PIP --no-build-isolation "@SOURCE@"
"""

GITLAB_TEMPLATE = (
    """\
# Reviews merge requests with wmsgit. Made by `wmsgit ci gitlab`. Name it in .gitlab-ci.yml:
#
#   include: ["/.gitlab/wmsgit.gitlab-ci.yml"]
#
# Nothing of a merge request is run: its files are read as data, by the release of wmsgit that the lock of the target
# branch names, and judged by that branch's schemas, settings and rules. What it loosens of these fails, until the
# variable WMSGIT_ACCEPTED_POLICY is the commit that was reviewed. The job has no token but its own.
wmsgit:
  image: python:3.12
  interruptible: true
  timeout: 15 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    GIT_DEPTH: "0"
  before_script:
    - BASE="${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$CI_COMMIT_BEFORE_SHA}"
    - git show "$BASE:@LOCK@" > /tmp/wmsgit.txt
"""
    + _INSTALL
    + """\
  script:
    - ACCEPTED=""
    - if [ "${WMSGIT_ACCEPTED_POLICY:-}" = "$CI_COMMIT_SHA" ]; then ACCEPTED="--accept-policy"; fi
    - if [ -z "${CI_MERGE_REQUEST_IID:-}" ]; then ACCEPTED="--accept-policy"; fi
    - /tmp/wmsgit/bin/wmsgit diff "$BASE...HEAD" --format markdown > wmsgit-review.md
    - /tmp/wmsgit/bin/wmsgit setup --ci || true
    - /tmp/wmsgit/bin/wmsgit check --base "$BASE" $ACCEPTED
    - /tmp/wmsgit/bin/wmsgit drift scan --base "$BASE" $ACCEPTED
  artifacts:
    when: always
    expire_in: 1 week
    paths: [wmsgit-review.md]
"""
)

GITLAB_MEMBER_TEMPLATE = (
    """\
# Tells on merge requests of the member @MEMBER@ what the plane says of them. Made by `wmsgit ci gitlab --member`.
#
# Nothing of the merge request is run: the plane's rules look at its files. The text is the job's artifact, for a
# note on the request takes a token that a change of this file could misuse.
wmsgit-member:
  image: python:3.12
  interruptible: true
  timeout: 15 minutes
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  before_script:
    - git clone --quiet --depth 1 "https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_SERVER_HOST}/@PLANE@.git" /tmp/plane
    - cp "/tmp/plane/@LOCK@" /tmp/wmsgit.txt
"""
    + _INSTALL
    + """\
  script:
    - git -C /tmp/plane config wmsgit.repo.@MEMBER@.path "$CI_PROJECT_DIR"
    - CODE=0
    - BASE="$CI_MERGE_REQUEST_DIFF_BASE_SHA" BRANCH="$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"
    - COMMENT="/tmp/wmsgit/bin/wmsgit -C /tmp/plane ci comment @MEMBER@"
    - $COMMENT --base "$BASE" --branch "$BRANCH" > wmsgit-member.md || CODE=$?
    - cat wmsgit-member.md
    - exit "$CODE"
  artifacts:
    when: always
    expire_in: 1 week
    paths: [wmsgit-member.md]
"""
)
