#!/usr/bin/env bash
# Upgrades a clone of a release repository to a later version of the template. The team's changes stay.
set -euo pipefail
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
# shellcheck source=scripts/setup/github.sh
source "$ROOT/scripts/setup/github.sh"
# shellcheck source=scripts/setup/changes.sh
source "$ROOT/scripts/setup/changes.sh"
# shellcheck source=scripts/setup/files.sh
source "$ROOT/scripts/setup/files.sh"

help() {
  cat <<'TEXT'
Usage: scripts/upgrade.sh --template URL --to VERSION [options]

Run it in a clone of the release repository, on a new branch. It fetches two versions of the template and stages the
difference between them. Your changes stay, db/db.json and db/policy.json are not touched, and lines that both sides
changed are marked as conflicts. It does not commit or push, and fetches no tags.

  --template URL     the repository that yours was created from, as a git URL
  --to VERSION       the version to upgrade to: a tag of the template, such as v1.1.0
  --from VERSION     your current version (default: the newest in CHANGELOG.md)
  --directory DIR    the clone (default: that of the current folder)

Needs git, and access to the template.
TEXT
}

TEMPLATE='' TO='' FROM='' DIRECTORY=.
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) help; exit 0 ;;
    --template | --to | --from | --directory) [ -n "${2-}" ] || refuse "$1 needs a value." ;;
    *) refuse "there is no option $1." ;;
  esac
  case "$1" in
    --template) TEMPLATE="$2" ;;
    --to) TO="$2" ;;
    --from) FROM="$2" ;;
    --directory) DIRECTORY="$2" ;;
  esac
  shift 2
done

find_clone() {
  local top
  [ -n "$TEMPLATE" ] || refuse 'pass --template, the repository that yours was created from.'
  [ -n "$TO" ] || refuse 'pass --to, the version to upgrade to.'
  top="$(git -C "$DIRECTORY" rev-parse --show-toplevel 2>/dev/null)" || refuse "\"$DIRECTORY\" is not in a git checkout: run this in a clone of the release repository, or pass --directory."
  CLONE="$top"
  PAGE="$(origin_page "$CLONE" || true)"
  [ -n "$PAGE" ] || refuse "$CLONE has no remote \"origin\": clone the release repository from GitHub."
  [ -z "$(git -C "$CLONE" status --porcelain)" ] || die "$CLONE has uncommitted changes: commit them first."
}

find_version() {
  [ -z "$FROM" ] || return 0
  FROM="v$(sed -n -E 's/^## ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p' "$CLONE/CHANGELOG.md" 2>/dev/null | head -n 1)"
  [ "$FROM" != v ] || refuse "CHANGELOG.md names no version: pass --from, your current version."
}

# commit_of VERSION: its commit in the template.
commit_of() {
  git -C "$CLONE" fetch --quiet --no-tags "$TEMPLATE" "$1" || die "could not read $1 from the template; git says why above."
  git -C "$CLONE" rev-parse --verify --quiet 'FETCH_HEAD^{commit}'
}

# named COMMIT [PARENT]: prints a commit of that version as set-up writes it for this repository, without the data. This
# way, the names that set-up wrote here do not look like the team's changes.
named() {
  local DIRECTORY="$WORK/tree" tree
  rm -rf "$DIRECTORY"
  mkdir "$DIRECTORY"
  (
    export GIT_DIR="$GIT_FOLDER" GIT_WORK_TREE="$DIRECTORY" GIT_INDEX_FILE="$WORK/index"
    cd "$DIRECTORY"
    git read-tree "$1"
    git checkout-index --all
    name_workflows >&2
    write_argocd >&2
    git add --update
    git rm --quiet --cached --ignore-unmatch db/db.json db/policy.json
    tree="$(git write-tree)"
    git -c user.name=upgrade -c user.email=upgrade@localhost commit-tree "$tree" ${2+-p "$2"} -m "$1"
  ) 2>"$WORK/said" || die "could not read the version $1: $(cat "$WORK/said")"
}

# A merge of three trees: it needs no common history, which a repository created from a template lacks. If the template
# moved a folder, files that the team added there stay; by default, git would move them too, or report a conflict.
stage() {
  git -C "$CLONE" -c merge.directoryRenames=false cherry-pick --no-commit "$1" >"$WORK/said" 2>&1 || [ -n "$(git -C "$CLONE" ls-files --unmerged)" ] ||
    die "could not stage the changes: $(cat "$WORK/said")"
}

tell() {
  local staged conflicts
  staged="$(git -C "$CLONE" diff --staged --name-only | sort -u | grep -c . || true)"
  conflicts="$(git -C "$CLONE" diff --name-only --diff-filter=U | sort -u)"
  printf '%s → %s: %s files staged.\n' "$FROM" "$TO" "$staged"
  [ -z "$conflicts" ] || left "Resolve the conflicts, then git add the files: $(printf '%s' "$conflicts" | tr '\n' ' ')"
  left 'Read CHANGELOG.md and git diff --staged.'
  left 'Run scripts/setup-gitops.sh with the options you used at set-up: the new version may need names and settings.'
  left 'Commit, push the branch and open a pull request.'
  printf '\nLeft to you:%s\n' "$LEFT"
  [ -z "$conflicts" ] || exit 1
}

need_tools git sed
find_clone
find_version
make_work_folder
GIT_FOLDER="$(git -C "$CLONE" rev-parse --absolute-git-dir)"
# shellcheck disable=SC2034 # read in files.sh
ACTIONS="$(repository_of_page "$PAGE")" REGISTRY=ghcr.io
OLD="$(commit_of "$FROM")"
NEW="$(commit_of "$TO")"
if [ "$OLD" = "$NEW" ]; then
  printf 'Nothing to change: %s is %s.\n' "$FROM" "$TO"
  exit 0
fi
OLD="$(named "$OLD")"
NEW="$(named "$NEW" "$OLD")"
stage "$NEW"
tell
