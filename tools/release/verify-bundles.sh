#!/usr/bin/env bash
# Checks that the bundles of the actions are those that the template's workflow "Release" built and attested: they are
# hidden in diffs, and a release repository does not build them anew.
# Usage: GH_TOKEN=… tools/release/verify-bundles.sh OWNER/TEMPLATE
set -euo pipefail

template="${1-}"
[[ "$template" =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] || {
  echo "$0: the template is \"$template\", and owner/name is allowed. Set the repository's variable TEMPLATE_REPOSITORY to the repository that this one was made from." >&2
  exit 1
}
bundles=(actions/*/dist/*.js)
[ -e "${bundles[0]}" ] || { echo "$0: there is no bundle in $PWD/actions." >&2; exit 1; }
failed=0
for bundle in "${bundles[@]}"; do
  gh attestation verify "$bundle" --repo "$template" --signer-workflow "$template/.github/workflows/release.yml" >/dev/null || {
    echo "::error file=$bundle,title=Not the template's bundle::No release of $template attests $bundle. Take the file of a release: scripts/upgrade.sh, or git checkout of the last commit that was verified."
    failed=1
  }
done
[ "$failed" = 0 ] || exit 1
echo "${#bundles[@]} bundles are those that $template released."
