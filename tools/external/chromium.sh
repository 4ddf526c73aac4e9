# shellcheck shell=bash
# Sourced by .ci/run: a browser for the dashboard's tests, which fail from here on where there is none. One that is there
# will do; else the distribution's own, because it needs libraries that only a package manager knows. Needs tools/external/debian.sh.

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if [ -z "${CHROMIUM_PATH:-}" ]; then
  find_browser >/dev/null || ! command -v apt-get >/dev/null || install_package chromium || true
  # Where there is none, the tests say what to do.
  CHROMIUM_PATH="$(find_browser || echo /usr/bin/chromium)"
fi
export CHROMIUM_PATH BROWSER_REQUIRED=true
