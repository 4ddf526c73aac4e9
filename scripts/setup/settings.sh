# shellcheck shell=bash
# Sourced by the setup scripts: a repository's settings on GitHub. Each is read first and changed only if it must be.

read_setting() {
  request GET "/repos/$REPOSITORY/$2"
  succeeded || fail_request "$1"
}

# The third-party actions that the workflows use, one pattern per line: docker/login-action@*. Not GitHub's own.
foreign_actions() {
  sed -n -E 's/^ *(- )?uses: *([A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+)[^@]*@.*/\2@*/p' "$DIRECTORY"/.github/workflows/*.yml |
    grep -v -E "^(actions|github)/|^$REPOSITORY@" | sort -u
}

# Enables Actions and allows those that the workflows use.
allow_actions() {
  local path="actions/permissions" wanted
  read_setting "read which actions may run" "$path"
  if [ "$(answer .enabled)" != true ]; then
    change_by_request 'let Actions run' PUT "/repos/$REPOSITORY/$path" "$(jq -c '{enabled: true, allowed_actions: "all"}' "$WORK/answer")"
    return 0
  fi
  case "$(answer .allowed_actions)" in
    all) same 'all actions may run'; return 0 ;;
    local_only)
      change_by_request 'let selected actions run in addition to your own' PUT "/repos/$REPOSITORY/$path" \
        "$(jq -c '{enabled, allowed_actions: "selected", sha_pinning_required: (.sha_pinning_required // false)}' "$WORK/answer")"
      printf '{"github_owned_allowed": false, "verified_allowed": false, "patterns_allowed": []}' >"$WORK/answer" ;;
    *) read_setting "read which actions may run" "$path/selected-actions" ;;
  esac
  foreign_actions >"$WORK/patterns"
  wanted="$(jq -c --rawfile patterns "$WORK/patterns" '{github_owned_allowed: true, verified_allowed: (.verified_allowed // false),
    patterns_allowed: ((.patterns_allowed // []) + ($patterns | split("\n") | map(select(. != ""))) | unique)}' "$WORK/answer")"
  if [ "$(jq -cS '{github_owned_allowed, verified_allowed, patterns_allowed: (.patterns_allowed // [] | unique)}' "$WORK/answer")" = "$(printf '%s' "$wanted" | jq -cS .)" ]; then
    same 'the actions that the workflows use may run'
  else
    change_by_request "allow the actions that the workflows use" PUT "/repos/$REPOSITORY/$path/selected-actions" "$wanted"
  fi
}

# Workflows without `permissions` can only read. All workflows here declare what they need.
restrict_workflow_token() {
  read_setting 'read the permissions that workflows get' actions/permissions/workflow
  if [ "$(answer .default_workflow_permissions)" = read ]; then
    same 'workflows may only read unless they ask for more'
  else
    change_by_request 'let workflows only read unless they ask for more' PUT "/repos/$REPOSITORY/actions/permissions/workflow" \
      "$(jq -c '.default_workflow_permissions = "read"' "$WORK/answer")"
  fi
}

# share_actions OWNER_TYPE VISIBILITY: lets the owner's other repositories use a private repository's actions.
share_actions() {
  local level=organization
  [ "$1" = Organization ] || level=user
  if [ "$2" = public ]; then
    same 'everyone may use the actions of a public repository'
    return 0
  fi
  read_setting 'read who may use the actions' actions/permissions/access
  if [ "$(answer .access_level)" = "$level" ]; then
    same "the $level's repositories may use the actions"
  else
    change_by_request "let the $level's repositories use the actions" PUT "/repos/$REPOSITORY/actions/permissions/access" "{\"access_level\": \"$level\"}"
  fi
  left "Public repositories cannot use the actions of a $2 repository: for those, publish the actions in a public one."
}

# set_variable NAME VALUE
set_variable() {
  request GET "/repos/$REPOSITORY/actions/variables/$1"
  local json
  json="$(jq -nc --arg name "$1" --arg value "$2" '{name: $name, value: $value}')"
  if [ "$STATUS" = 404 ]; then
    change_by_request "set the variable $1" POST "/repos/$REPOSITORY/actions/variables" "$json"
  elif ! succeeded; then
    fail_request "read the variable $1"
  elif [ "$(answer .value)" = "$2" ]; then
    same "the variable $1"
  else
    change_by_request "change the variable $1" PATCH "/repos/$REPOSITORY/actions/variables/$1" "$json"
  fi
}

# limit_environment NAME BRANCH: makes the environment's secrets available only to jobs on that branch; people's rules stay.
limit_environment() {
  local environment="environments/$1" policy='{"protected_branches": false, "custom_branch_policies": true}' limited=yes others
  request GET "/repos/$REPOSITORY/$environment"
  succeeded || [ "$STATUS" = 404 ] || fail_request "read the environment $1"
  if ! jq -e --argjson wanted "$policy" '.deployment_branch_policy == $wanted' "$WORK/answer" >/dev/null; then
    limited="$([ "$DRY_RUN" = yes ] || echo yes)"
    # GitHub resets what the request omits, so it includes the environment's other rules.
    change_by_request "limit the environment $1 to named branches" PUT "/repos/$REPOSITORY/$environment" "$(
      jq -c --argjson wanted "$policy" '(.protection_rules // []) as $rules | {deployment_branch_policy: $wanted}
        + ($rules | map(select(.type == "wait_timer"))[0] | if . then {wait_timer} else {} end)
        + ($rules | map(select(.type == "required_reviewers"))[0] | if . then {prevent_self_review, reviewers: [.reviewers[] | {type, id: .reviewer.id}]} else {} end)' "$WORK/answer"
    )"
  fi
  printf '{"branch_policies": []}' >"$WORK/answer"
  [ -z "$limited" ] || read_setting "read the branches of the environment $1" "$environment/deployment-branch-policies?per_page=100"
  others="$(jq -r --arg branch "$2" '[.branch_policies[]? | .name | select(. != $branch)] | join(", ")' "$WORK/answer")"
  [ -z "$others" ] || left "The environment $1 lets jobs of $others use its secrets, in addition to those of $2: remove them at $(web_url)/$REPOSITORY/settings/environments, unless this is intended."
  if jq -e --arg branch "$2" 'any(.branch_policies[]?; .name == $branch)' "$WORK/answer" >/dev/null; then
    same "the environment $1 for jobs of $2"
  else
    change_by_request "let jobs of $2 use the environment $1" POST "/repos/$REPOSITORY/$environment/deployment-branch-policies" \
      "$(jq -nc --arg branch "$2" '{name: $branch, type: "branch"}')"
  fi
}

# set_ruleset JSON: creates or changes the ruleset with that name.
set_ruleset() {
  local name id
  name="$(printf '%s' "$1" | jq -r .name)"
  read_setting 'read the rulesets' 'rulesets?per_page=100&includes_parents=false'
  id="$(jq -r --arg name "$name" '[.[] | select(.name == $name)][0].id // empty' "$WORK/answer")"
  if [ -z "$id" ]; then
    change_by_request "create the ruleset \"$name\"" POST "/repos/$REPOSITORY/rulesets" "$1"
    return 0
  fi
  read_setting "read the ruleset $name" "rulesets/$id"
  # GitHub adds fields and people add rules, so the existing ruleset only has to contain the wanted one.
  if jq -e --argjson wanted "$1" 'contains($wanted)' "$WORK/answer" >/dev/null; then
    same "the ruleset \"$name\""
  else
    change_by_request "change the ruleset \"$name\"" PUT "/repos/$REPOSITORY/rulesets/$id" "$1"
  fi
}

# The default branch changes only through pull requests, except that the App commits releases to it.
branch_ruleset() {
  jq -nc --argjson app "$1" --argjson approvals "$2" '{
    name: "Release channels: default branch", target: "branch", enforcement: "active",
    conditions: {ref_name: {include: ["~DEFAULT_BRANCH"], exclude: []}},
    bypass_actors: [{actor_id: $app, actor_type: "Integration", bypass_mode: "always"}],
    rules: [{type: "deletion"}, {type: "non_fast_forward"}, {type: "pull_request", parameters: {
      dismiss_stale_reviews_on_push: true, require_code_owner_review: true, require_last_push_approval: false,
      required_approving_review_count: $approvals, required_review_thread_resolution: false}}]}'
}

# Only the App and administrators (role 5) can create and move the tags that source repositories use (v1, v1.2.3) and the
# release API's (api-v1.2.3), which determine its next version.
tag_ruleset() {
  jq -nc --argjson app "$1" '{
    name: "Release channels: version tags", target: "tag", enforcement: "active",
    conditions: {ref_name: {include: ["refs/tags/v*", "refs/tags/api-v*"], exclude: []}},
    bypass_actors: [{actor_id: $app, actor_type: "Integration", bypass_mode: "always"},
      {actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always"}],
    rules: [{type: "creation"}, {type: "update"}, {type: "deletion"}]}'
}
