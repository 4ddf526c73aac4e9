# shellcheck shell=bash
# Sourced by .ci/run: PostgreSQL for the tests of the store, which fail from here on where there is none. A server that
# POSTGRESQL_URL names will do; else the distribution's programs, which each test starts for itself. Needs
# tools/external/debian.sh.

find_postgresql() { compgen -G "/usr/lib/postgresql/*/bin/initdb"; }

if [ -z "${POSTGRESQL_URL:-}" ] && ! find_postgresql >/dev/null && command -v apt-get >/dev/null; then
  install_package postgresql || true
fi
# Where there is none, the tests say what to do.
export POSTGRESQL_REQUIRED=true
