# shellcheck shell=bash
# Sourced by the scripts for people: uses GitHub's REST API with curl and jq. Works with Bash 3.2 and a Mac's tools. The
# token reaches curl through a pipe: it is in no file, on no command line and in no message.

PROGRAM="$(basename "$0")"
TOKEN=''
API_URL=''
STATUS=''

die() { printf '%s: %s\n' "$PROGRAM" "$*" >&2; exit 1; }

# For wrong arguments: exit code 2.
refuse() { printf '%s: %s (see %s --help)\n' "$PROGRAM" "$*" "$PROGRAM" >&2; exit 2; }

# need_tools curl jq …
need_tools() {
  local tool missing=''
  for tool in "$@"; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
  [ -z "$missing" ] || die "needs$missing, which this machine does not have: install it, for example with brew or apt-get."
}

# Creates a folder that only this user can read, for requests and responses.
make_work_folder() {
  WORK="$(mktemp -d "${TMPDIR:-/tmp}/release-channels.XXXXXX")"
  trap 'rm -rf "$WORK"' EXIT
}

# check_repository NAME: refuses what is not owner/name.
check_repository() {
  is_repository "$1" || refuse "\"$1\" is not a repository: use owner/name, such as $(repository_meant "$1" acme/releases)."
}

# GitHub lets no repository's name end with .git, which git's addresses do.
is_repository() { [[ "$1" =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ && "$1" != *.git ]]; }

# repository_meant TEXT ELSE: the owner/name in an address, or ELSE where there is none.
repository_meant() {
  local meant="${1%.git}"
  meant="${meant#*://*/}"
  meant="${meant#git@*:}"
  if is_repository "$meant"; then printf '%s\n' "$meant"; else printf '%s\n' "$2"; fi
}

# origin_page DIRECTORY: the URL of its remote `origin` without user and .git: https://github.com/acme/releases. Empty if
# there is none.
origin_page() {
  git -C "$1" remote get-url origin 2>/dev/null |
    sed -E -e 's#^(ssh://)?git@([^:/]+)(:[0-9]+)?[:/]#https://\2/#' -e 's#^(https?://)[^/@]*@#\1#' -e 's#/?$##' -e 's#\.git$##'
}

# check_page URL: refuses an origin that names no host, such as a folder or an alias of SSH.
check_page() {
  [[ "$1" =~ ^https?:// ]] ||
    refuse "the remote \"origin\" is \"$1\", which is not a repository on GitHub: change it with git remote set-url origin URL."
}

# repository_of_page URL: owner/name.
repository_of_page() { check_page "$1"; printf '%s\n' "$1" | sed -E 's#^https?://[^/]+/##'; }

# api_of_page URL: the API of that GitHub, or github.com's without a URL. With data residency (<name>.ghe.com), the API has
# its own host, as on github.com.
api_of_page() {
  case "$1" in
    '' | https://github.com/*) printf 'https://api.github.com\n' ;;
    https://*.ghe.com/*) printf '%s\n' "$1" | sed -E 's#^https://([^/]+)/.*#https://api.\1#' ;;
    *) check_page "$1"; printf '%s\n' "$1" | sed -E 's#^(https?://[^/]+)/.*#\1/api/v3#' ;;
  esac
}

check_api_url() {
  [[ "$1" =~ ^https?://[^[:space:]\"\\]+$ ]] ||
    refuse "--api-url is \"$1\": use a URL such as https://api.github.com or https://HOST/api/v3."
}

# The URL of GitHub's pages.
web_url() {
  case "$API_URL" in
    https://api.github.com | https://api.*.ghe.com) printf 'https://%s\n' "${API_URL#https://api.}" ;;
    *) printf '%s\n' "${API_URL%/api/v3}" ;;
  esac
}

# find_token VARIABLE…: sets TOKEN from the first variable that is set, or from gh.
find_token() {
  local name
  for name in "$@"; do
    TOKEN="${!name-}"
    [ -z "$TOKEN" ] || return 0
  done
  TOKEN="$(token_of_gh)"
  [ -n "$TOKEN" ] || die "needs a token: set $1, or log in with gh auth login."
}

# gh's token for this GitHub. The variables are unset because gh prefers them. Empty without gh or a login.
token_of_gh() (
  unset GH_TOKEN GITHUB_TOKEN
  ! command -v gh >/dev/null || gh auth token --hostname "$(web_url | sed -E 's#^https?://##')" 2>/dev/null || true
)

# check_token [VARIABLE]: names the variable in its message.
check_token() {
  [[ "$TOKEN" =~ ^[A-Za-z0-9._-]+$ ]] || die "${1:-the token} contains characters that no GitHub token has: was it copied whole, without quotes?"
}

# request METHOD PATH [JSON]: sets STATUS; the response is in $WORK/answer, its headers in $WORK/headers. Retries all
# methods except POST, which is not idempotent.
request() {
  local method="$1" url="$2"
  case "$url" in http*) ;; *) url="$API_URL$2" ;; esac
  local options=(--silent --show-error --connect-timeout 10 --max-time 60 --output "$WORK/answer" --dump-header "$WORK/headers")
  options+=(--write-out '%{http_code}' --request "$method" --header 'Accept: application/vnd.github+json')
  options+=(--header 'X-GitHub-Api-Version: 2022-11-28' --user-agent release-channels)
  [ "$method" = POST ] || options+=(--retry 3 --retry-max-time 120)
  [ "$method" != GET ] || options+=(--location)
  if [ $# -gt 2 ]; then
    printf '%s' "$3" >"$WORK/request"
    options+=(--data-binary "@$WORK/request" --header 'Content-Type: application/json')
  fi
  : >"$WORK/answer"
  STATUS="$(curl "${options[@]}" --config <(printf 'header = "Authorization: Bearer %s"\n' "$TOKEN") "$url" 2>"$WORK/error")" ||
    die "no answer from $url: $(cat "$WORK/error").$([ "$method" != POST ] || printf ' The request may have succeeded: check before you try again.')"
}

# answer FILTER: a value of the last response, by a jq filter; empty if it is null.
answer() { jq -r "($1) // empty" "$WORK/answer"; }

succeeded() { case "$STATUS" in 2??) return 0 ;; *) return 1 ;; esac; }

# fail_request WHAT: dies with GitHub's message about the last request, and what to do next.
fail_request() {
  local said needed advice=''
  said="$(jq -r '[.message, (.errors // [] | .[] | if type == "object" then .message else . end)] | map(select(. != null)) | join("; ")' "$WORK/answer" 2>/dev/null || true)"
  needed="$(sed -n -E 's/^x-accepted-github-permissions: *([^[:cntrl:]]*).*/\1/p' "$WORK/headers" | tail -n 1)"
  case "$STATUS" in
    401) advice='The token is mistyped, has expired or was revoked.' ;;
    404) advice="The name is misspelt, or the token cannot see it${needed:+; it needs $needed}." ;;
    403) advice="The token may not do this, or cannot see the repository${needed:+; it needs $needed}." ;;
  esac
  die "could not $1: GitHub answered $STATUS${said:+, \"$said\"}. $advice"
}
