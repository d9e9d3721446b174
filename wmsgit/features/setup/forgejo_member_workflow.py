"""The workflow of Forgejo and Gitea for a member: what its pull requests mean for the plane, and one comment."""

FORGEJO_MEMBER_PATH = ".forgejo/workflows/wmsgit-member.yml"

FORGEJO_MEMBER_TEMPLATE = """\
# Tells on pull requests of the member @MEMBER@ what the plane says of them. Made by `wmsgit ci forgejo --member`.
#
# Nothing of the pull request is run: the plane's rules look at its files. The job that looks is given no token but for
# reading; the job that writes the comment sees only the text that the first one made; a fork has it in the first job's
# log. A plane that is private is read with the secret WMSGIT_PLANE_TOKEN, which needs to read it, and no more.
name: wmsgit member

on:
  pull_request:

jobs:
  look:
    name: Look
    runs-on: docker
    container:
      image: python:3.12
    timeout-minutes: 15
    outputs:
      text: ${{ steps.look.outputs.text }}
    env:
      BASE: ${{ github.event.pull_request.base.sha }}
      HEAD: ${{ github.event.pull_request.head.sha }}
      BRANCH: ${{ github.event.pull_request.head.ref }}
    steps:
      - name: Fetch the plane and the change
        env:
          PLANE: ${{ github.server_url }}/@PLANE@.git
          PLANE_TOKEN: ${{ secrets.WMSGIT_PLANE_TOKEN }}
          URL: ${{ github.event.pull_request.base.repo.clone_url }}
          NUMBER: ${{ github.event.pull_request.number }}
          TOKEN: ${{ github.token }}
        run: |
          export GIT_CONFIG_COUNT=0 GIT_CONFIG_KEY_0=http.extraHeader
          if [ -n "$PLANE_TOKEN" ]; then
            export GIT_CONFIG_COUNT=1 GIT_CONFIG_VALUE_0="Authorization: token $PLANE_TOKEN"
          fi
          git clone --quiet --depth 1 "$PLANE" plane
          export GIT_CONFIG_COUNT=1 GIT_CONFIG_VALUE_0="Authorization: token $TOKEN"
          git init --quiet member
          git -C member fetch --quiet "$URL" "$BASE" "refs/pull/$NUMBER/head"
          git -C member checkout --quiet --detach "$HEAD"
      - name: Install wmsgit
        # By hash, as the plane has it: no file of the pull request can stand in for a module.
        run: |
          python -I -m venv /tmp/wmsgit
          pip="/tmp/wmsgit/bin/python -I -m pip install --quiet --no-deps"
          $pip --require-hashes --only-binary :all: -r "plane/@LOCK@"
@BUILD@      - name: Look at the change
        id: look
        run: |
          git -C plane config wmsgit.repo.@MEMBER@.path "$PWD/member"
          code=0
          /tmp/wmsgit/bin/wmsgit -C plane ci comment @MEMBER@ --base "$BASE" --branch "$BRANCH" > comment.md || code=$?
          cat comment.md
          end="$(openssl rand -hex 16)"
          { echo "text<<$end"; cat comment.md; echo "$end"; } >> "$GITHUB_OUTPUT"
          exit "$code"

  comment:
    name: Comment
    needs: look
    if: ${{ !cancelled() && github.event.pull_request.head.repo.full_name == github.repository }}
    runs-on: docker
    container:
      image: python:3.12
    timeout-minutes: 5
    steps:
      - name: Post or update the one comment
        env:
          ISSUES: ${{ github.server_url }}/api/v1/repos/${{ github.repository }}/issues
          NUMBER: ${{ github.event.pull_request.number }}
          TEXT: ${{ needs.look.outputs.text }}
          TOKEN: ${{ github.token }}
        run: |
          python -I - <<'END'
          import json, os, urllib.request

          def ask(method, path, body=None):
              data = None if body is None else json.dumps({"body": body}).encode()
              headers = {"Authorization": "token " + os.environ["TOKEN"], "Content-Type": "application/json"}
              request = urllib.request.Request(os.environ["ISSUES"] + path, data, headers, method=method)
              with urllib.request.urlopen(request, timeout=60) as answer:
                  return json.loads(answer.read() or b"null")

          of_request, text = "/" + os.environ["NUMBER"] + "/comments", os.environ["TEXT"].strip()
          ours = [
              comment["id"]
              for comment in ask("GET", of_request) or []
              if comment["user"]["login"] in {"forgejo-actions", "gitea-actions"}
              and comment["body"].startswith("@MEMBER_MARKER@")
          ]
          if text and ours:
              ask("PATCH", f"/comments/{ours[0]}", text)
          elif text:
              ask("POST", of_request, text)
          elif ours:
              ask("DELETE", f"/comments/{ours[0]}")
          END
"""
