#!/usr/bin/env bash
# Sets a source repository up to release: its workflow, its entry in the release repository's policy, and the deploy server's
# address or the secret.
# Safe to run again.
set -euo pipefail
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
# shellcheck source=scripts/setup/github.sh
source "$ROOT/scripts/setup/github.sh"
# shellcheck source=scripts/setup/changes.sh
source "$ROOT/scripts/setup/changes.sh"
# shellcheck source=scripts/setup/files.sh
source "$ROOT/scripts/setup/files.sh"
# shellcheck source=scripts/setup/settings.sh
source "$ROOT/scripts/setup/settings.sh"
# shellcheck source=scripts/setup/secrets.sh
source "$ROOT/scripts/setup/secrets.sh"
# shellcheck source=scripts/setup/deploy-server.sh
source "$ROOT/scripts/setup/deploy-server.sh"

help() {
  cat <<'TEXT'
Usage: scripts/setup-source-repo.sh --directory CLONE [options]

Run it from a clone of the release repository. It writes the workflow update-release-channel.yml into a clone of the
source repository, and allows that repository, in this clone's db/policy.json, to release its container. Where a deploy
server runs, it sets the variable DEPLOY_SERVER on GitHub, and no secret is needed; elsewhere it stores the secret
RELEASE_API_PAT. It changes only what differs, and does not commit or push.

  --directory CLONE          the source repository's clone
  --dry-run                  only show what would be done
  --repository OWNER/NAME    the source repository (default: the clone's origin)
  --release OWNER/NAME       the release repository (default: this clone's origin)
  --container NAME           what it releases (default: its repository's name in lower case); can be repeated
  --registry HOST/PATH       where its images are (default: ghcr.io/OWNER)
  --deploy-server URL        the deploy server that it releases by (default: the variable DEPLOY_SERVER, its own or the
                             organisation's)
  --release-token-file FILE  a token that can dispatch (contents: write on the release repository), to store as
                             RELEASE_API_PAT. Leave it out if the organisation has the secret, or with a deploy server.
  --replace-secrets          replace the secret if it already exists
  --no-policy                do not change db/policy.json
  --api-url URL              https://HOST/api/v3 on GitHub Enterprise Server (default: that of the origin's GitHub)

Needs curl, jq and git, and a token for the source repository: GH_TOKEN, GITHUB_TOKEN or gh's. A fine-grained token needs
the permission variables (write) for the deploy server, or secrets (write) for the secret. Storing that needs Node 20 with
this repository's dependencies (npm install --no-save), or gh.
TEXT
}

REPOSITORY='' RELEASE='' CONTAINERS='' REGISTRY='' TOKEN_FILE='' DIRECTORY='' POLICY=yes
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) help; exit 0 ;;
    --dry-run) DRY_RUN=yes; shift; continue ;;
    --replace-secrets) REPLACE_SECRETS=yes; shift; continue ;;
    --no-policy) POLICY=no; shift; continue ;;
    --directory | --repository | --release | --container | --registry | --deploy-server | --release-token-file | --api-url)
      [ -n "${2-}" ] || refuse "$1 needs a value." ;;
    *) refuse "there is no option $1." ;;
  esac
  case "$1" in
    --directory) DIRECTORY="$2" ;;
    --repository) REPOSITORY="$2" ;;
    --release) RELEASE="$2" ;;
    --container) CONTAINERS="$CONTAINERS $2" ;;
    --registry) REGISTRY="${2%/}" ;;
    --deploy-server) SERVER="$2" ;;
    --release-token-file) TOKEN_FILE="$2" ;;
    --api-url) API_URL="${2%/}" ;;
  esac
  shift 2
done

NAME='[a-z0-9][a-z0-9._-]*'
check_arguments() {
  local name
  [ -n "$DIRECTORY" ] || refuse 'pass --directory, a clone of the source repository.'
  for name in $CONTAINERS; do
    [[ "$name" =~ ^$NAME$ ]] || refuse "--container is \"$name\": use lower-case letters, digits, dots, dashes and underscores."
  done
  [[ -z "$REGISTRY" || "$REGISTRY" =~ ^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*$ ]] || refuse "--registry is \"$REGISTRY\": use a host and a path, such as ghcr.io/acme."
  check_deploy_server
  [[ -z "$TOKEN_FILE" || -r "$TOKEN_FILE" ]] || refuse "--release-token-file is \"$TOKEN_FILE\", which cannot be read."
}

find_repositories() {
  local origin release top
  top="$(git -C "$DIRECTORY" rev-parse --show-toplevel 2>/dev/null)" || refuse "\"$DIRECTORY\" is not a git checkout: clone the source repository there."
  DIRECTORY="$top"
  [ "$DIRECTORY" != "$ROOT" ] || refuse "--directory is this clone of the release repository: pass the source repository's."
  origin="$(origin_page "$DIRECTORY" || true)"
  release="$(origin_page "$ROOT" || true)"
  [ -n "$REPOSITORY" ] || [ -n "$origin" ] || refuse "$DIRECTORY has no remote \"origin\": pass --repository OWNER/NAME."
  [ -n "$RELEASE" ] || [ -n "$release" ] || refuse "$ROOT has no remote \"origin\": pass --release OWNER/NAME."
  [ -n "$REPOSITORY" ] || REPOSITORY="$(repository_of_page "$origin")"
  [ -n "$RELEASE" ] || RELEASE="$(repository_of_page "$release")"
  check_repository "$REPOSITORY"
  check_repository "$RELEASE"
  [ -n "$API_URL" ] || API_URL="$(api_of_page "$origin")"
  check_api_url "$API_URL"
}

write_workflow() {
  with_names <"$ROOT/workflows-templates/update-release-channel.yml" >"$WORK/file"
  change_file .github/workflows/update-release-channel.yml "$WORK/file"
}

# In the release repository's clone.
write_policy_entries() {
  local DIRECTORY="$ROOT" entries='' name
  for name in $CONTAINERS; do entries="$entries $name=$REPOSITORY"; done
  write_policy '' "$entries"
}

# Without a secret. One that is there stays until a person has seen that the server answers.
set_up_keyless() {
  if [ -z "$OWN_SERVER" ] && [ "$SHARED_SERVER" = "$SERVER" ]; then
    same "the organisation's variable DEPLOY_SERVER"
  else
    set_variable DEPLOY_SERVER "$SERVER"
  fi
  why_keyless "$RELEASE"
  [ -z "$TOKEN_FILE" ] || store_token
  if [ -n "$TOKEN_FILE" ] || { request GET "/repos/$REPOSITORY/actions/secrets/RELEASE_API_PAT" && succeeded; }; then
    left "Delete the secret RELEASE_API_PAT of $REPOSITORY once its builds show outcomes: a build dispatches with it only where no server answers."
  fi
  [ "$POLICY" = yes ] || left "Give the containers of $REPOSITORY their repository in db/policy.json: the server takes no others."
}

store_token() {
  tr -d '[:space:]' <"$TOKEN_FILE" >"$WORK/secret"
  set_secret RELEASE_API_PAT "$WORK/secret"
}

set_up_token() {
  if [ -n "$TOKEN_FILE" ]; then
    store_token
  elif request GET "/repos/$REPOSITORY/actions/secrets/RELEASE_API_PAT" && succeeded; then
    same 'the secret RELEASE_API_PAT'
  else
    same 'secrets (no --release-token-file)'
    left "Share the organisation's secret RELEASE_API_PAT with $REPOSITORY, or run this again with --release-token-file."
  fi
  tell_unread_server
}

need_tools curl jq git sed diff
check_arguments
find_repositories
find_token GH_TOKEN GITHUB_TOKEN
check_token
make_work_folder
# shellcheck disable=SC2034 # read in files.sh
ACTIONS="$RELEASE"
lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }
[ -n "$REGISTRY" ] || REGISTRY="ghcr.io/$(lower "${REPOSITORY%%/*}")"
[ -n "$CONTAINERS" ] || CONTAINERS="$(lower "${REPOSITORY#*/}")"

printf 'Files in %s:\n' "$DIRECTORY"
write_workflow
if [ "$POLICY" = yes ]; then
  printf '\nFiles in %s:\n' "$ROOT"
  write_policy_entries
fi
printf '\nSettings of %s:\n' "$REPOSITORY"
find_deploy_server
if [ -n "$SERVER" ]; then set_up_keyless; else set_up_token; fi
left "Call it after the job that pushes the image; the first lines of .github/workflows/update-release-channel.yml show how${SERVER:+, and what to leave out with a deploy server}. Commit and push it to the default branch."
[ "$POLICY" = no ] || [ -z "$(git -C "$ROOT" status --porcelain db/policy.json)" ] || left "Commit db/policy.json in $ROOT: it has no effect until then."
tell_end "$REPOSITORY"
