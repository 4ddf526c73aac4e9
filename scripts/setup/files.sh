# shellcheck shell=bash
# Sourced by the setup scripts: writes files into a checkout. Uses $ROOT (the scripts' own checkout), $DIRECTORY (the one
# to write to), $REPOSITORY, $ACTIONS, $REGISTRY and $PAGE.

OURS='actions/(create-deployment|deploy|pin-image|promote-release|report-commit-status|report-release|report-running|retire-release|rollback-release|trigger-dispatch|update-database|validate-database|validate-deploy-configs)'
OURS="$OURS|\\.github/workflows/(notify-slack|preview-environment|release-data-prep)\\.yml"

# with_names: writes the repository of the actions, and the registry, into a workflow; stdin to stdout.
with_names() {
  sed -E -e "s#[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/($OURS)@#$ACTIONS/\\1@#" \
    -e "s#(actions_repository: )[A-Za-z0-9._-]+/[A-Za-z0-9._-]+#\\1$ACTIONS#" \
    -e '/^# Replace acme\/releases /d' -e "s#acme/releases#$ACTIONS#g" -e "s#ghcr\\.io/#${REGISTRY%%/*}/#g"
}

# name_workflows: does so in the workflows to copy that the template contains.
name_workflows() {
  local path
  for path in "$DIRECTORY"/workflows-templates/*.yml "$DIRECTORY"/examples/*/.github/workflows/*.yml; do
    [ -e "$path" ] || continue
    with_names <"$path" >"$WORK/file"
    change_file "${path#"$DIRECTORY"/}" "$WORK/file"
  done
}

# Writes the workflow that receives dispatches, if the repository was not created from the template.
write_update_workflow() {
  local path=.github/workflows/update-database.yml
  if [ -e "$DIRECTORY/$path" ]; then
    same "$path"
    return 0
  fi
  with_names <"$ROOT/workflows-templates/update-database.yml" >"$WORK/file"
  change_file "$path" "$WORK/file"
}

write_database() {
  if [ -e "$DIRECTORY/db/db.json" ]; then
    same db/db.json
    return 0
  fi
  printf '{\n  "version": 1,\n  "releases": []\n}\n' >"$WORK/file"
  change_file db/db.json "$WORK/file"
}

# write_policy CHANNELS CONTAINERS: writes the channels, in the order of promotion and separated by commas (empty:
# unchanged), and a list of NAME=OWNER/REPOSITORY. The rest of the policy stays.
write_policy() {
  # shellcheck disable=SC2016 # JSON's $schema
  local current='{"$schema": "./policy.schema.json", "version": 1}' path="$DIRECTORY/db/policy.json" entry name id
  [ ! -e "$path" ] || current="$(cat "$path")"
  printf '%s' "$current" | jq -e 'type == "object"' >/dev/null 2>&1 || die "$path is not a JSON object: fix it first."
  [ -e "$DIRECTORY/db/policy.schema.json" ] || current="$(printf '%s' "$current" | jq 'del(.["$schema"])')"
  local wanted="$current"
  [ -z "$1" ] || wanted="$(printf '%s' "$wanted" | jq --arg channels "$1" '.channels = ($channels | split(","))')"
  for entry in $2; do
    name="${entry%%=*}"
    request GET "/repos/${entry#*=}"
    succeeded || fail_request "find the source repository ${entry#*=} of $name"
    id="$(answer .id)"
    wanted="$(printf '%s' "$wanted" | jq --arg name "$name" --arg repository "$(answer .full_name)" --argjson id "$id" \
      --arg image "$REGISTRY/$name" \
      '.containers[$name] = ({image: $image} + (.containers[$name] // {}) + {repository: {name: $repository, id: $id}})')"
  done
  if [ "$(printf '%s' "$current" | jq -cS .)" = "$(printf '%s' "$wanted" | jq -cS .)" ] && [ -e "$path" ]; then
    same db/policy.json
    return 0
  fi
  printf '%s' "$wanted" | jq --indent 2 . >"$WORK/file"
  change_file db/policy.json "$WORK/file"
}

# Writes the repository's URL into Argo CD's manifests.
write_argocd() {
  local path
  for path in "$DIRECTORY"/deployment/argocd/*.yaml; do
    [ -e "$path" ] || continue
    sed -E -e "s#^( *(repoURL|argo-stack/report-repo-url): ).*#\\1$PAGE#" -e '/^ *sourceRepos:/{' -e n -e "s#^( *- ).*#\\1$PAGE#" -e '}' "$path" >"$WORK/file"
    change_file "${path#"$DIRECTORY"/}" "$WORK/file"
  done
}
