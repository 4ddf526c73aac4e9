# shellcheck shell=bash
# Sourced by the setup scripts: the deploy server that builds release by, if one runs.

SERVER=''
# The variable DEPLOY_SERVER: the repository's own, and the one that its organisation shares with it.
OWN_SERVER=''
SHARED_SERVER=''
# The status of an answer that did not tell them.
SERVER_UNREAD=''

# check_deploy_server: refuses what trigger-dispatch would refuse.
check_deploy_server() {
  [[ -z "$SERVER" || "$SERVER" =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$ ]] ||
    refuse "--deploy-server is \"$SERVER\": use its address, such as https://deploys.acme.dev."
  SERVER="${SERVER%/}"
}

# Reads the variables, and takes what jobs would, unless --deploy-server says otherwise: the repository's own comes first.
find_deploy_server() {
  read_own_server
  read_shared_server
  [ -n "$SERVER" ] || SERVER="${OWN_SERVER:-$SHARED_SERVER}"
}

read_own_server() {
  request GET "/repos/$REPOSITORY/actions/variables/DEPLOY_SERVER"
  if succeeded; then OWN_SERVER="$(answer .value)"; elif [ "$STATUS" != 404 ]; then SERVER_UNREAD="$STATUS"; fi
}

read_shared_server() {
  local page=1
  while request GET "/repos/$REPOSITORY/actions/organization-variables?per_page=30&page=$page"; do
    if ! succeeded; then
      [ "$STATUS" = 404 ] || SERVER_UNREAD="$STATUS"
      return 0
    fi
    SHARED_SERVER="$(answer 'first(.variables[] | select(.name == "DEPLOY_SERVER") | .value)')"
    if [ -n "$SHARED_SERVER" ] || [ "$(jq '.variables | length' "$WORK/answer")" -lt 30 ]; then return 0; fi
    page=$((page + 1))
  done
}

# tell_unread_server: where it is not known whether a server runs.
tell_unread_server() {
  [ -z "$SERVER_UNREAD" ] ||
    left "Pass --deploy-server URL, or a token with variables: read, if a deploy server runs: no secret is needed then. GitHub answered $SERVER_UNREAD when asked for the variable DEPLOY_SERVER."
}

# why_keyless RELEASE: why there is nothing to store.
why_keyless() {
  printf 'Builds release by the deploy server %s with the OIDC token of their job, which is good once and for one\ndispatch. So no secret is needed: RELEASE_API_PAT could also push to %s (docs/keyless.md).\n' "$SERVER" "$1"
}
