# shellcheck shell=bash
# Sourced by .ci/run: installs what the distribution brings.

# Usage: install_package <package>
install_package() {
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo --non-interactive)
  echo "Installing $1 …" >&2
  "${as_root[@]}" apt-get update --quiet=2 && "${as_root[@]}" apt-get install --quiet=2 --yes "$1" >&2
}
