# shellcheck shell=bash
# Sourced by the scripts here: installs the locked dependencies and puts Node 24, which actions run on, first on the PATH.
# Needs Node 20 or later, git and an npm registry.

for tool in node npm git; do
  command -v "$tool" >/dev/null || { echo "$0 needs $tool, which is not installed." >&2; exit 1; }
done

if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
  echo "Installing the dependencies, hundreds of packages: minutes, on a slow network or a busy machine …" >&2
  # Not `npm ci`: it refuses a lock file that lacks other platforms' binaries, and some registries serve only a few.
  # Packages' scripts do not run: they are not needed, and jobs that release install here too.
  npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json node_modules/.installed-lock
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
case "$(node --version)" in
  v24.*) ;;
  *) echo "The dependencies include no Node 24 for this platform, and this is $(node --version): install Node 24." >&2; exit 1 ;;
esac
