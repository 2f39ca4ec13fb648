#!/bin/sh
# backend.sh PORT FOLDER: starts the backend, and says there which process it is.
node "$(dirname "$0")/../backend.js" "$1" &
echo $! > "$2/backend.pid"
