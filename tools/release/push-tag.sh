#!/usr/bin/env bash
# Pushes a tag of the commit that is checked out. With --move, one that exists moves; without, it is never touched.
# Usage: tools/release/push-tag.sh v1.2.3 [--move]
set -euo pipefail

tag="$1"
force=()
[ "${2-}" != --move ] || force=(--force)
git tag ${force[@]+"${force[@]}"} "$tag"
git push ${force[@]+"${force[@]}"} origin "refs/tags/$tag"
