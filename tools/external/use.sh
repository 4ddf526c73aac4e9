# shellcheck shell=bash
# Sourced with the names of tools, from the repository's root: installs those of tools/external/pins that are not there
# yet, and puts them on the PATH. They live in a cache outside of the repository, each version in a folder of its own.

tools_cache="${XDG_CACHE_HOME:-$HOME/.cache}/release-channels-tools"

tool_fails() {
  echo "$1" >&2
  exit 1
}

# Says why a tool cannot be installed here.
tool_needs() {
  command -v "$2" >/dev/null || tool_fails "$1 cannot be installed: it needs $2, which is not. $3"
}

# A Debian without its venv module gets it; elsewhere the module comes with Python.
make_venv() {
  python3 -m venv "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update --quiet=2 && apt-get install --quiet=2 --yes python3-venv && python3 -m venv "$1"
  else
    tool_fails "python3 has no venv module: install the package python3-venv."
  fi
}

# Installs into a folder of its own, and shows it under its name when it is complete: two runs cannot disturb each other.
# In a shell of its own, whose end takes the folder away unless it is shown.
install_tool() (
  name="$1" source="$2" package="$3" version="$4" link="$5"
  mkdir -p "$tools_cache"
  folder="$(mktemp -d "$tools_cache/$name-XXXXXX")"
  trap 'rm -rf "$folder"' EXIT
  mkdir "$folder/bin"
  echo "Installing $name $version …" >&2
  case "$source" in
    go)
      tool_needs "$name" go "See https://go.dev/dl."
      GOBIN="$folder/bin" GOFLAGS=-buildvcs=false go install "$package@$version"
      ;;
    pypi)
      tool_needs "$name" python3 "Install Python 3 and its venv module."
      make_venv "$folder/venv" &&
        "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$package==$version" &&
        ln -s "../venv/bin/$name" "$folder/bin/$name"
      ;;
    npm)
      npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error "$package@$version" >&2 &&
        ln -s "../node_modules/.bin/$name" "$folder/bin/$name"
      ;;
    *) tool_fails "tools/external/pins: $source is no place to install $name from" ;;
  esac || tool_fails "$name $version could not be installed from $source."
  [ -x "$folder/bin/$name" ] || tool_fails "$package $version brought no program $name."
  # What a link leads to may have been cleared away.
  [ -e "$link" ] || rm -f "$link"
  # Another run may have been faster: its folder is as good.
  if ln -sn "$folder" "$link" 2>/dev/null; then trap - EXIT; fi
)

# Reads a tool's pin: tool_source, tool_package, tool_version, and the folder that shows it.
find_pin() {
  read -r tool_source tool_package tool_version < <(awk -v name="$1" '$1 == name { print $2, $3, $4 }' tools/external/pins) ||
    return 1
  tool_folder="$tools_cache/$1-$tool_version"
}

for tool in "$@"; do
  find_pin "$tool" || tool_fails "tools/external/pins does not know $tool."
  [ -e "$tool_folder/bin/$tool" ] ||
    install_tool "$tool" "$tool_source" "$tool_package" "$tool_version" "$tool_folder"
  PATH="$tool_folder/bin:$PATH"
done
export PATH
