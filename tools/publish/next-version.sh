#!/usr/bin/env bash
# Goes to the tip of a branch and makes the next version of the release API there: tag, notes and GitHub release, by
# semantic-release (.releaserc.yml). Writes version (empty when no commit asks for one), revision and order to
# GITHUB_OUTPUT. To be run in a clone with its whole history; GITHUB_TOKEN needs contents: write.
# Usage: next-version.sh <branch>
set -euo pipefail

readonly ATTEMPTS=5
branch="${1:?Usage: next-version.sh <branch>}"

# Installed by a step before, without the token.
command -v semantic-release >/dev/null || PATH="$PWD/node_modules/.bin:$PATH"
command -v semantic-release >/dev/null ||
  { echo "$0 finds no semantic-release: source scripts/node-24.sh first, without a token in the environment." >&2; exit 1; }

# In the environment, where git finds it: a command line is for everyone to read.
credentials="$(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 | tr -d '\n')"
echo "::add-mask::$credentials"
export GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $credentials"

log="$(mktemp)"
trap 'rm -f "$log"' EXIT

to_tip() {
  git fetch --quiet --force --tags origin "+refs/heads/$branch:refs/remotes/origin/$branch"
  git checkout --quiet --force -B "$branch" "refs/remotes/origin/$branch"
}

# semantic-release takes the branch from the event, which may have come from another one.
release() {
  GITHUB_REF="refs/heads/$branch" semantic-release --branches "$branch" 2>&1 | tee "$log"
}

# Behind the remote, semantic-release does nothing and calls that a success: start again from the tip.
for attempt in $(seq "$ATTEMPTS"); do
  to_tip
  release
  grep -q 'is behind the remote one' "$log" || break
  if [ "$attempt" -eq "$ATTEMPTS" ]; then
    echo "::warning::$branch moved during each of $ATTEMPTS attempts, so this image gets no version; the next one does."
  fi
done

# A version that an earlier attempt of this job has made counts too.
tag="$(git describe --exact-match --tags --match 'api-v*' HEAD 2>/dev/null || true)"
{
  echo "version=${tag#api-v}"
  echo "revision=$(git rev-parse HEAD)"
  echo "order=$(git rev-list --count HEAD)"
} | tee -a "$GITHUB_OUTPUT"
