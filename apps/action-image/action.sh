#!/bin/sh
# An action as a command of its own name, for where an image's entrypoint is replaced, as Argo Workflows does.
exec node /app/apps/action-image/dist/index.js "$(basename "$0")" "$@"
