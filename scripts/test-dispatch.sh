#!/usr/bin/env bash
# Sends a release by hand to the release repository and prints its outcome.
set -euo pipefail
HERE="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/setup/github.sh
source "$HERE/setup/github.sh"

help() {
  cat <<'TEXT'
Usage: scripts/test-dispatch.sh [options] [TOKEN] CONTAINER CHANNEL IMAGE

Sends a release to the release repository, as a build does, and follows it to its outcome.

  TOKEN       a token that can dispatch there (contents: write). Others on the machine can see the command line, so it is
              better to leave it out: RELEASE_API_PAT, GH_TOKEN or GITHUB_TOKEN from the environment is used, or gh's.
              If it cannot read runs (actions: read), the run is followed with GH_TOKEN, GITHUB_TOKEN or gh's token.
  CONTAINER   such as my-app
  CHANNEL     such as dev
  IMAGE       with its tag: ghcr.io/acme/my-app:v1

  --repository OWNER/NAME   the release repository (default: this checkout's origin)
  --api-url URL             https://HOST/api/v3 on GitHub Enterprise Server (default: that of the origin's GitHub)
  --timeout SECONDS         how long to wait for the outcome (default: 300, or 60 if no token can read runs)
  --interval SECONDS        how often to check (default: 3)

Exit code: 0 the channel has the image (applied, unchanged); 1 refused or failed; 2 wrong arguments;
3 not written (superseded, held); 4 unknown: it took too long, or no token can read the run.
TEXT
}

REPOSITORY='' TIMEOUT=300 COMMIT_TIMEOUT=60 INTERVAL=3
ARGUMENTS=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) help; exit 0 ;;
    --repository | --api-url | --timeout | --interval)
      [ $# -gt 1 ] || refuse "$1 needs a value."
      case "$1" in
        --repository) REPOSITORY="$2" ;;
        --api-url) API_URL="${2%/}" ;;
        --timeout) TIMEOUT="$2" COMMIT_TIMEOUT="$2" ;;
        --interval) INTERVAL="$2" ;;
      esac
      shift 2 ;;
    --) shift; while [ $# -gt 0 ]; do ARGUMENTS+=("$1"); shift; done ;;
    -*) refuse "there is no option $1." ;;
    *) ARGUMENTS+=("$1"); shift ;;
  esac
done

case "${#ARGUMENTS[@]}" in
  3) CONTAINER="${ARGUMENTS[0]}" CHANNEL="${ARGUMENTS[1]}" IMAGE="${ARGUMENTS[2]}" ;;
  4) TOKEN="${ARGUMENTS[0]}" CONTAINER="${ARGUMENTS[1]}" CHANNEL="${ARGUMENTS[2]}" IMAGE="${ARGUMENTS[3]}" ;;
  *) refuse "expected [TOKEN] CONTAINER CHANNEL IMAGE, but got ${#ARGUMENTS[@]} arguments." ;;
esac
[[ "$TIMEOUT" =~ ^[0-9]{1,5}$ ]] || refuse "--timeout is \"$TIMEOUT\": use whole seconds."
[[ "$INTERVAL" =~ ^[0-9]{1,3}$ ]] || refuse "--interval is \"$INTERVAL\": use whole seconds."

# Checked before anything is sent: they may be needed to follow the run.
check_variables() {
  local name TOKEN
  for name in "$@"; do
    TOKEN="${!name-}"
    [ -z "$TOKEN" ] || check_token "$name"
  done
}

need_tools curl jq git sed od
PAGE="$(origin_page "$HERE" || true)"
if [ -z "$REPOSITORY" ]; then
  [ -n "$PAGE" ] || refuse "this checkout has no remote \"origin\": pass --repository OWNER/NAME."
  REPOSITORY="$(repository_of_page "$PAGE")"
fi
check_repository "$REPOSITORY"
[ -n "$API_URL" ] || API_URL="$(api_of_page "$PAGE")"
check_api_url "$API_URL"
[ -n "$TOKEN" ] || find_token RELEASE_API_PAT GH_TOKEN GITHUB_TOKEN
check_token
check_variables GH_TOKEN GITHUB_TOKEN
make_work_folder

# A random UUID (RFC 9562, version 4).
new_id() {
  od -An -tx1 -N16 /dev/urandom | tr -d ' \n' |
    sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/\1-\2-4\3-a\4-\5/'
}

ID="$(new_id)"
ACTIONS_PAGE="$(web_url)/$REPOSITORY/actions"

send() {
  request POST "/repos/$REPOSITORY/dispatches" "$(jq -n \
    --arg container "$CONTAINER" --arg channel "$CHANNEL" --arg image "$IMAGE" --arg id "$ID" \
    '{event_type: "update-release-channel",
      client_payload: {container: $container, release_channel: $channel, image: $image, dispatch_id: $id}}')"
  succeeded || fail_request "send the dispatch to $REPOSITORY"
  printf 'Sent %s to %s: %s, dispatch %s\n' "$CONTAINER" "$CHANNEL" "$IMAGE" "$ID"
}

# A token that can dispatch may not be able to read runs. Other available tokens are tried once each, in this order.
RUNS_TOKEN="$TOKEN" TRIED=" $TOKEN " UNTRIED='GH_TOKEN GITHUB_TOKEN gh '
use_next_token() {
  local name token
  while [ -n "$UNTRIED" ]; do
    name="${UNTRIED%% *}" UNTRIED="${UNTRIED#* }"
    if [ "$name" = gh ]; then token="$(token_of_gh)"; else token="${!name-}"; fi
    [ -n "$token" ] || continue
    case "$TRIED" in *" $token "*) continue ;; esac
    RUNS_TOKEN="$token" TRIED="$TRIED$token "
    return 0
  done
  return 1
}

# request_of_runs PATH: GET, with the first token that is allowed to.
request_of_runs() {
  local TOKEN="$RUNS_TOKEN"
  request GET "$1"
  # If the run is visible, a 404 means that this is missing, such as the log of a job that never started.
  [ -z "$RUN" ] || [ "$STATUS" != 404 ] || return 0
  while is_refused && use_next_token; do
    TOKEN="$RUNS_TOKEN"
    request GET "$1"
  done
}

is_refused() { case "$STATUS" in 401 | 403 | 404) return 0 ;; *) return 1 ;; esac; }

# Finds the run by the dispatch's id in its name. Sets RUN (empty until it exists), RUN_PAGE and STATE.
RUN='' RUN_PAGE='' STATE='' SEES_RUNS=yes
look_for_run() {
  [ "$SEES_RUNS" = yes ] || return 0
  if [ -z "$RUN" ]; then
    request_of_runs "/repos/$REPOSITORY/actions/runs?event=repository_dispatch&per_page=100"
  else
    request_of_runs "/repos/$REPOSITORY/actions/runs/$RUN"
  fi
  ! is_refused || go_on_without_run
  succeeded || return 0
  [ -n "$RUN" ] || jq --arg id "$ID" '[.workflow_runs[] | select(.display_title | contains($id))] | last // {}' \
    "$WORK/answer" >"$WORK/run" || return 0
  [ -n "$RUN" ] || mv "$WORK/run" "$WORK/answer"
  local state
  RUN="$(answer .id)" RUN_PAGE="$(answer .html_url)" CONCLUSION="$(answer .conclusion)" state="$(answer .status)"
  [ "$state" = "$STATE" ] || printf 'Run %s: %s\n' "$state" "$RUN_PAGE"
  STATE="$state"
}

# Only a commit can be seen, and it takes seconds: a long wait is of no use.
go_on_without_run() {
  SEES_RUNS=no TIMEOUT="$COMMIT_TIMEOUT"
  printf 'No available token can read runs (actions: read), so this waits up to %s s for a commit. To see the outcome, also export GH_TOKEN=… with actions: read.\n' "$TIMEOUT"
}

# Finds the commit that names the dispatch. Sets COMMIT_PAGE, empty if there is none.
COMMIT_PAGE=''
look_for_commit() {
  # shellcheck disable=SC2016 # GraphQL's variables
  local query='query Commits($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
    defaultBranchRef { target { ... on Commit { history(first: 100) { nodes { url message } } } } } } }'
  local graphql="$API_URL/graphql"
  case "$API_URL" in */api/v3) graphql="${API_URL%/v3}/graphql" ;; esac
  request POST "$graphql" "$(jq -n --arg query "$query" --arg owner "${REPOSITORY%%/*}" --arg name "${REPOSITORY#*/}" \
    '{query: $query, variables: {owner: $owner, name: $name}}')"
  succeeded || return 0
  COMMIT_PAGE="$(jq -r --arg line "Dispatch-Id: $ID" '[.data.repository.defaultBranchRef.target.history.nodes[]?
    | select(.message | split("\n") | index($line))][0].url // empty' "$WORK/answer")"
}

# Reads what the run's log says about the release, without times: `held: pinned by mona …`, or each error.
read_log() {
  local job
  : >"$WORK/log"
  request_of_runs "/repos/$REPOSITORY/actions/runs/$RUN/jobs?per_page=100"
  succeeded || return 0
  for job in $(answer '.jobs[] | select(.conclusion != "skipped") | .id'); do
    request_of_runs "/repos/$REPOSITORY/actions/jobs/$job/logs"
    ! succeeded || sed -E 's/^[0-9T:.-]+Z //' "$WORK/answer" >>"$WORK/log"
  done
}

told_outcome() {
  sed -E 's/^##\[(notice|warning|error)\]//' "$WORK/log" |
    awk -v start="$CONTAINER in $CHANNEL: " 'index($0, start) == 1 { print substr($0, length(start) + 1); exit }'
}

finish_with_commit() {
  printf 'applied: %s in %s is %s\nCommit: %s\n' "$CONTAINER" "$CHANNEL" "$IMAGE" "$COMMIT_PAGE"
  exit 0
}

finish_with_run() {
  look_for_commit
  [ -z "$COMMIT_PAGE" ] || finish_with_commit
  read_log
  local told
  told="$(told_outcome)"
  [ -z "$told" ] || printf '%s\n' "$told"
  case "$told" in
    applied*) exit 0 ;;
    unchanged*) printf 'Nothing was written: the record already says so.\n'; exit 0 ;;
    superseded*) printf 'Nothing was written. Run: %s\n' "$RUN_PAGE"; exit 3 ;;
    held*)
      printf 'Nothing was written. Unpin it (workflow "Roll back release", with unpin) or remove the freeze from db/policy.json, then send it again. Run: %s\n' "$RUN_PAGE"
      exit 3 ;;
  esac
  if [ "$CONCLUSION" = success ]; then
    printf 'The run succeeded, but its log does not show the outcome: see %s\n' "$RUN_PAGE"
    exit 4
  fi
  sed -n -E 's/^##\[error\]/refused: /p' "$WORK/log"
  printf 'The run ended with %s, and nothing was written: %s\n' "$CONCLUSION" "$RUN_PAGE"
  exit 1
}

give_up() {
  if [ "$SEES_RUNS" = no ]; then
    printf 'No commit appeared within %s s. The release may be unchanged, superseded, held, rejected or still waiting: see\n%s\n' "$TIMEOUT" "$ACTIONS_PAGE"
  elif [ -z "$RUN" ]; then
    printf 'No run started within %s s. Is .github/workflows/update-database.yml on the default branch, and are Actions enabled?\n%s\n' "$TIMEOUT" "$ACTIONS_PAGE"
  else
    printf 'The run did not finish within %s s (%s). It continues without this script:\n%s\n' "$TIMEOUT" "$STATE" "$RUN_PAGE"
  fi
  exit 4
}

send
# bash counts the seconds since it was set.
SECONDS=0
while :; do
  look_for_run
  [ "$STATE" != completed ] || finish_with_run
  look_for_commit
  [ -z "$COMMIT_PAGE" ] || finish_with_commit
  [ "$SECONDS" -lt "$TIMEOUT" ] || give_up
  sleep "$INTERVAL"
done
