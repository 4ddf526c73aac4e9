#!/usr/bin/env bash
# Sets a release repository up: its files in a checkout and its settings on GitHub. Safe to run again.
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
Usage: scripts/setup-gitops.sh [options]

Run it in a clone of the release repository. It writes the repository's name into the clone and changes the
repository's settings on GitHub. It changes only what differs, and does not commit or push.

  --dry-run                  only show what would be done
  --repository OWNER/NAME    the release repository, or --owner and --repo (default: the clone's origin)
  --channels dev,stage,prod  the release channels in the order of promotion (default: those in db/policy.json, or these
                             three)
  --container NAME=OWNER/REPOSITORY
                             lets that source repository's builds release the container; can be repeated
  --registry HOST/PATH       where the containers' images are (default: ghcr.io/OWNER)
  --deploy-server URL        the deploy server that builds release by, without a secret (default: the variable DEPLOY_SERVER,
                             the repository's or the organisation's; builds dispatch with RELEASE_API_PAT without one)
  --clusters NAMES           where Argo CD runs the release API: in-cluster (the default, its own cluster), or names with
                             their overlays: eu=prod,us=prod,test=stage
  --app-id ID                your GitHub App that commits the releases. With it, rulesets allow changes to the default
                             branch only through pull requests, and to version tags only by administrators; the App
                             bypasses both.
  --private-key-file FILE    that App's private key, stored as RELEASE_APP_PRIVATE_KEY in the environment releases, which
                             only jobs on the default branch can use
  --report-app-id ID         another GitHub App, which reports the outcome of releases to source repositories
  --report-private-key-file FILE
                             its private key, stored as REPORT_APP_PRIVATE_KEY in the environments releases and reports
  --approvals NUMBER         how many approvals those pull requests need (default: 1)
  --replace-secrets          replace secrets that already exist
  --directory DIR            the clone (default: that of the current folder)
  --actions OWNER/NAME       where the actions are, if the release repository was not created from the template
  --api-url URL              https://HOST/api/v3 on GitHub Enterprise Server (default: that of the origin's GitHub)

Needs curl, jq and git, and a token that can administer the repository: GH_TOKEN, GITHUB_TOKEN or gh's. A fine-grained
token needs the permissions administration, environments, secrets and variables (write), actions and contents (read).
Storing secrets needs Node 20 with this repository's dependencies (npm install --no-save), or gh.
TEXT
}

OWNER='' REPO='' REPOSITORY='' CHANNELS='' CONTAINERS='' REGISTRY='' CLUSTERS=in-cluster APP_ID='' KEY_FILE='' APPROVALS=1
REPORT_APP_ID='' REPORT_KEY_FILE=''
DIRECTORY=. ACTIONS=''
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) help; exit 0 ;;
    --dry-run) DRY_RUN=yes; shift; continue ;;
    --replace-secrets) REPLACE_SECRETS=yes; shift; continue ;;
    --owner | --repo | --repository | --channels | --container | --registry | --deploy-server | --clusters | --app-id | --private-key-file | --report-app-id | --report-private-key-file | --approvals | --directory | --actions | --api-url)
      [ -n "${2-}" ] || refuse "$1 needs a value." ;;
    *) refuse "there is no option $1." ;;
  esac
  case "$1" in
    --owner) OWNER="$2" ;;
    --repo) REPO="$2" ;;
    --repository) REPOSITORY="$2" ;;
    --channels) CHANNELS="$2" ;;
    --container) CONTAINERS="$CONTAINERS $2" ;;
    --registry) REGISTRY="${2%/}" ;;
    --deploy-server) SERVER="$2" ;;
    --clusters) CLUSTERS="$2" ;;
    --app-id) APP_ID="$2" ;;
    --private-key-file) KEY_FILE="$2" ;;
    --report-app-id) REPORT_APP_ID="$2" ;;
    --report-private-key-file) REPORT_KEY_FILE="$2" ;;
    --approvals) APPROVALS="$2" ;;
    --directory) DIRECTORY="$2" ;;
    --actions) ACTIONS="$2" ;;
    --api-url) API_URL="${2%/}" ;;
  esac
  shift 2
done

# check_app PREFIX ID KEY_FILE: of the options --PREFIXapp-id and --PREFIXprivate-key-file.
check_app() {
  [[ -z "$2" || "$2" =~ ^[1-9][0-9]*$ ]] || refuse "--${1}app-id is \"$2\": use the App's number, which its page shows as \"App ID\"."
  [[ -z "$3" || -n "$2" ]] || refuse "--${1}private-key-file also needs --${1}app-id."
  [[ -z "$3" || -r "$3" ]] || refuse "--${1}private-key-file is \"$3\", which cannot be read."
  [[ -z "$3" ]] || grep -q 'PRIVATE KEY-----' "$3" || refuse "--${1}private-key-file is \"$3\", which is not a private key in PEM: use the .pem file from the App's page."
}

NAME='[a-z0-9][a-z0-9._-]*'
check_arguments() {
  local entry
  [[ -z "$CHANNELS" || "$CHANNELS" =~ ^$NAME(,$NAME)*$ ]] || refuse "--channels is \"$CHANNELS\": use lower-case names separated by commas, such as dev,stage,prod."
  for entry in $CONTAINERS; do
    if ! [[ "$entry" =~ ^$NAME= ]] || ! is_repository "${entry#*=}"; then
      refuse "--container is \"$entry\": use NAME=OWNER/REPOSITORY, such as my-app=$(repository_meant "${entry#*=}" acme/my-app)."
    fi
  done
  [[ -z "$REGISTRY" || "$REGISTRY" =~ ^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*$ ]] || refuse "--registry is \"$REGISTRY\": use a host and a path, such as ghcr.io/acme."
  check_deploy_server
  [[ "$CLUSTERS" == in-cluster || "$CLUSTERS" =~ ^[A-Za-z0-9._-]+=(stage|prod)(,[A-Za-z0-9._-]+=(stage|prod))*$ ]] || refuse "--clusters is \"$CLUSTERS\": use in-cluster, or NAME=stage and NAME=prod separated by commas."
  [[ "$APPROVALS" =~ ^([0-9]|10)$ ]] || refuse "--approvals is \"$APPROVALS\": use 0 to 10."
  check_app '' "$APP_ID" "$KEY_FILE"
  check_app report- "$REPORT_APP_ID" "$REPORT_KEY_FILE"
  [[ -z "$APP_ID" || "$APP_ID" != "$REPORT_APP_ID" ]] || refuse "--report-app-id is the same as --app-id, $APP_ID: an App that reports to source repositories must not be able to commit releases. Create another App."
  [[ -z "$ACTIONS" ]] || check_repository "$ACTIONS"
}

# Sets $DIRECTORY, $REPOSITORY, $API_URL and $ACTIONS.
find_repository() {
  local origin top
  top="$(git -C "$DIRECTORY" rev-parse --show-toplevel 2>/dev/null)" || refuse "\"$DIRECTORY\" is not in a git checkout: run this in a clone of the release repository, or pass --directory."
  DIRECTORY="$top"
  [ -z "$(git -C "$DIRECTORY" ls-files --unmerged)" ] || die "$DIRECTORY has unresolved conflicts: resolve them first (git status shows them)."
  origin="$(origin_page "$DIRECTORY" || true)"
  [ -z "$OWNER$REPO" ] || REPOSITORY="$OWNER/$REPO"
  if [ -z "$REPOSITORY" ]; then
    [ -n "$origin" ] || refuse "$DIRECTORY has no remote \"origin\": pass --repository OWNER/NAME."
    REPOSITORY="$(repository_of_page "$origin")"
  fi
  check_repository "$REPOSITORY"
  [ -n "$API_URL" ] || API_URL="$(api_of_page "$origin")"
  check_api_url "$API_URL"
  if [ -z "$ACTIONS" ]; then
    [ -d "$DIRECTORY/actions/update-database" ] || refuse "$DIRECTORY has no actions: pass --actions OWNER/NAME, the repository that contains them."
    ACTIONS="$REPOSITORY"
  fi
}

write_files() {
  printf 'Files in %s:\n' "$DIRECTORY"
  write_update_workflow
  write_database
  write_policy "$CHANNELS" "$CONTAINERS"
  name_workflows
  write_argocd
}

make_settings() {
  printf '\nSettings of %s:\n' "$REPOSITORY"
  allow_actions
  restrict_workflow_token
  share_actions "$OWNER_TYPE" "$VISIBILITY"
  limit_environment releases "$BRANCH"
  limit_environment reports "$BRANCH"
  store_app REPORT_APP "$REPORT_APP_ID" "$REPORT_KEY_FILE" releases reports
  store_app RELEASE_APP "$APP_ID" "$KEY_FILE" releases
  if [ -n "$APP_ID" ]; then
    set_ruleset "$(branch_ruleset "$APP_ID" "$APPROVALS")"
    set_ruleset "$(tag_ruleset "$APP_ID")"
  fi
}

# label_command CLUSTER OVERLAY: prints a command that adds this label to Argo CD's Secret for the cluster.
# `argocd cluster set` would remove all other labels, which other ApplicationSets select by.
label_command() {
  # shellcheck disable=SC2016 # printed, for a person's shell
  printf 'kubectl -n argocd label --overwrite secret "$(kubectl -n argocd get secrets -l argocd.argoproj.io/secret-type=cluster -o json | jq -r %s)" release-channels/overlay=%s' \
    "'.items[] | select(.data.name == (\"$1\" | @base64)) | .metadata.name'" "$2"
}

# store_app NAME ID KEY_FILE ENVIRONMENT…: stores the App's id as a variable, and its key for jobs that use the
# environments. If the key is also stored where every branch can read it, asks for its removal.
store_app() {
  local name="$1" id="$2" key="$3" environment
  shift 3
  [ -n "$id" ] || return 0
  set_variable "${name}_ID" "$id"
  if [ -n "$key" ]; then
    for environment in "$@"; do set_secret "${name}_PRIVATE_KEY" "$key" "$environment"; done
  else
    left "Pass the private key of App $id as well, unless the environment $1 has the secret ${name}_PRIVATE_KEY."
  fi
  request GET "/repos/$REPOSITORY/actions/secrets/${name}_PRIVATE_KEY"
  ! succeeded || left "Delete the repository's own secret ${name}_PRIVATE_KEY at $(web_url)/$REPOSITORY/settings/secrets/actions: a workflow on any branch can read it. The environment's secret is used instead."
  [ "$OWNER_TYPE" != Organization ] || check_shared_secret "${name}_PRIVATE_KEY"
}

# check_shared_secret NAME: whether the organisation shares a secret of that name with this repository.
check_shared_secret() {
  local page=1 owner="${REPOSITORY%%/*}"
  while request GET "/repos/$REPOSITORY/actions/organization-secrets?per_page=100&page=$page" && succeeded; do
    if jq -e --arg name "$1" 'any(.secrets[]; .name == $name)' "$WORK/answer" >/dev/null; then
      left "Delete the organisation's secret $1, or share it no longer with $REPOSITORY, at $(web_url)/organizations/$owner/settings/secrets/actions: a workflow on any branch can read it. The environment's secret is used instead."
      return 0
    fi
    [ "$(jq '.secrets | length' "$WORK/answer")" -ge 100 ] || return 0
    page=$((page + 1))
  done
  left "Check that the organisation $owner shares no secret $1 with $REPOSITORY: GitHub answered $STATUS when asked, and a workflow on any branch could read it."
}

tell_left() {
  if [ -n "$(git -C "$DIRECTORY" status --porcelain 2>/dev/null)" ]; then
    if [ -n "$APP_ID" ]; then
      left 'Commit the files on a branch, push it and open a pull request: the default branch accepts only pull requests.'
    else
      left "Commit the files and push them: git add -A && git commit -m 'Set up the release repository' && git push"
    fi
  fi
  request GET "/repos/$REPOSITORY/git/ref/tags/v1"
  [ "$ACTIONS" != "$REPOSITORY" ] || succeeded ||
    left 'Tag a version, so that source repositories can use @v1: run the workflow "Release", or git tag v1 && git push origin v1'
  if [ -n "$APP_ID" ]; then
    left "Install the App $APP_ID on $REPOSITORY with contents: write, if it is not installed yet."
  else
    left 'The job'\''s own token commits the releases, so no ruleset protects the default branch. To protect it, pass --app-id.'
  fi
  [ -z "$REPORT_APP_ID" ] || left "Install the App $REPORT_APP_ID in each organisation with source repositories, with commit statuses: write and deployments: write, but not on $REPOSITORY."
  if grep -q '@acme/' "$DIRECTORY/.github/CODEOWNERS" 2>/dev/null; then
    left 'Name your team in .github/CODEOWNERS: it still says @acme/platform, so GitHub requests no reviews.'
  fi
  tell_how_builds_release
  tell_trial
  if [ ! -d "$DIRECTORY/deployment/argocd" ]; then return 0; fi
  if [ "$CLUSTERS" = in-cluster ]; then
    left 'Register it with Argo CD, once: kubectl apply -f deployment/argocd/project.yaml -f deployment/argocd/application.yaml'
  else
    left 'Register it with Argo CD, once: kubectl apply -f deployment/argocd/project.yaml -f deployment/argocd/applicationset.yaml'
    local cluster
    for cluster in $(printf '%s' "$CLUSTERS" | tr ',' ' '); do
      left "Label the cluster ${cluster%%=*}: $(label_command "${cluster%%=*}" "${cluster#*=}")"
    done
  fi
}

# With a deploy server, source repositories need its address and nothing secret.
tell_how_builds_release() {
  local owner="${REPOSITORY%%/*}" option=''
  if [ -z "$SERVER" ]; then
    left "Store a fine-grained token with contents: write on $REPOSITORY only as the organisation's secret RELEASE_API_PAT: builds use it to release."
    tell_unread_server
  elif [ "$SHARED_SERVER" != "$SERVER" ]; then
    if [ "$OWNER_TYPE" = Organization ]; then
      left "Tell all builds of $owner where the deploy server is: gh variable set DEPLOY_SERVER --org $owner --visibility all --body $SERVER"
    else
      option=" --deploy-server $SERVER"
    fi
  fi
  left "Set up each source repository: scripts/setup-source-repo.sh --directory CLONE$option"
}

# A dispatch by hand has no source, so the policy rejects it for containers that belong to a repository.
tell_trial() {
  if jq -e '.allow_unlisted == false' "$DIRECTORY/db/policy.json" >/dev/null 2>&1; then
    left 'Try it: run the workflow "Update database" by hand, with a container that db/policy.json lists.'
  else
    left "Try it: scripts/test-dispatch.sh hello ${CHANNELS%%,*} $REGISTRY/hello:v1 (hello stands for a container that db/policy.json assigns to no repository; an assigned one, as by --container, can be released only by that repository's builds or with the workflow's form)"
  fi
}

need_tools curl jq git sed diff
check_arguments
find_repository
find_token GH_TOKEN GITHUB_TOKEN
check_token
make_work_folder
request GET "/repos/$REPOSITORY"
succeeded || fail_request "find $REPOSITORY"
PAGE="$(answer .html_url)" OWNER_TYPE="$(answer .owner.type)" VISIBILITY="$(answer .visibility)" BRANCH="$(answer .default_branch)"
[ -n "$REGISTRY" ] || REGISTRY="ghcr.io/$(printf '%s' "${REPOSITORY%%/*}" | tr '[:upper:]' '[:lower:]')"
[ -n "$CHANNELS" ] || CHANNELS="$(jq -r '.channels // [] | join(",")' "$DIRECTORY/db/policy.json" 2>/dev/null || true)"
[ -n "$CHANNELS" ] || CHANNELS=dev,stage,prod
write_files
make_settings
find_deploy_server
[ -z "$SERVER" ] || { printf '\n'; why_keyless "$REPOSITORY"; }
tell_left
tell_end "$REPOSITORY"
