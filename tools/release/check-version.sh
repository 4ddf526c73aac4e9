#!/usr/bin/env bash
# Checks a version of the actions before it is made, and prints its section of CHANGELOG.md.
# Usage: tools/release/check-version.sh 1.2.3
set -euo pipefail

version="${1-}"
fail() { echo "$0: $*" >&2; exit 1; }

[[ "$version" =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$ ]] ||
  fail "the version is \"$version\": three numbers are allowed, such as 1.2.3."
! git rev-parse --verify --quiet "refs/tags/v$version" >/dev/null ||
  fail "the tag v$version exists: an exact version never moves. Take the next one."
latest="$({ git tag --list 'v*.*.*'; echo "v$version"; } | sort -V | tail -n 1)"
[ "$latest" = "v$version" ] || fail "v$version is older than $latest: take a version above it."
notes="$(awk -v heading="## $version" '/^## / { inside = ($0 == heading || index($0, heading " ") == 1); next } inside' CHANGELOG.md)"
[ -n "$(printf '%s' "$notes" | tr -d '[:space:]')" ] || fail "CHANGELOG.md has no section \"## $version\" with text: write what changed."
printf '%s\n' "$notes"
