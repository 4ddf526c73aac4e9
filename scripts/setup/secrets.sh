# shellcheck shell=bash
# Sourced by the setup scripts: stores a repository's secrets. GitHub requires them to be sealed with its key, which
# scripts/setup/seal-secret.mjs does, or gh if Node is missing. The value passes only through files and pipes.

REPLACE_SECRETS=no

# set_secret NAME FILE [ENVIRONMENT]: an existing secret stays unless --replace-secrets is set, because GitHub never shows
# its value. With an environment, only jobs that use it get the secret.
set_secret() {
  local what="the secret $1${3:+ of the environment $3}" path="/repos/$REPOSITORY/actions/secrets" where=secrets/actions/new
  [ -z "${3-}" ] || { path="/repos/$REPOSITORY/environments/$3/secrets" where=environments; }
  request GET "$path/$1"
  if succeeded && [ "$REPLACE_SECRETS" = no ]; then
    same "$what (its value cannot be read; --replace-secrets replaces it)"
    return 0
  fi
  succeeded || [ "$STATUS" = 404 ] || fail_request "look for $what"
  if can_seal; then
    change "store $what" store_sealed "$path" "$1" "$2"
  elif command -v gh >/dev/null; then
    change "store $what" store_by_gh "$1" "$2" ${3:+"$3"}
  else
    cannot "store $what" "install gh, or Node 20 and \`npm install --no-save\` in $ROOT, and run this again; or paste it at $(web_url)/$REPOSITORY/settings/$where"
  fi
}

can_seal() { command -v node >/dev/null && (cd "$ROOT" && node scripts/setup/seal-secret.mjs --check) >/dev/null 2>&1; }

# store_sealed PATH NAME FILE
store_sealed() {
  local key sealed
  request GET "$1/public-key"
  succeeded || fail_request 'read the key that secrets are sealed for'
  key="$(answer .key)"
  sealed="$(cd "$ROOT" && node scripts/setup/seal-secret.mjs "$key" <"$3")"
  request PUT "$1/$2" "$(jq -c --arg sealed "$sealed" '{encrypted_value: $sealed, key_id: .key_id}' "$WORK/answer")"
  succeeded || fail_request "store the secret $2"
}

# store_by_gh NAME FILE [ENVIRONMENT]
store_by_gh() {
  GH_TOKEN="$TOKEN" GH_ENTERPRISE_TOKEN="$TOKEN" gh secret set "$1" --repo "$(web_url | sed -E 's#^https?://##')/$REPOSITORY" ${3:+--env "$3"} <"$2" >/dev/null ||
    die "gh could not store the secret $1."
}
