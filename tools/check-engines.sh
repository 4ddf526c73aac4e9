#!/usr/bin/env bash
# Tests what the suite deploys with the real engines, as plain processes: Kubernetes, Argo CD, Flux, PostgreSQL
# and a registry.
# Usage: tools/check-engines.sh [--if-built] [scenario …]
# The first build takes about 35 minutes of CPU and 13 GB of Go caches; --if-built skips the check until then.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-24.sh

if [ "${1:-}" = --if-built ]; then
  shift
  if ! node tools/engines/is-built.ts; then
    echo "LEFT OUT: the real engines are not built on this machine. Run tools/check-engines.sh to build and use them."
    exit 77
  fi
fi

source tools/external/use.sh helm

# Debian packages and the programs they contain, installed if missing.
for needed in etcd-server:etcd redis-server:redis-server docker-registry:docker-registry gh:gh jq:jq postgresql:pg_ctlcluster; do
  command -v "${needed#*:}" >/dev/null && continue
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes "${needed%%:*}" >/dev/null
  else
    echo "$0 needs ${needed#*:}: install the package ${needed%%:*}." >&2
    exit 1
  fi
done
exec node tools/engines/main.ts "$@"
