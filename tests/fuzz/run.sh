#!/bin/sh
# Fuzzes the API by its own description: starts a system of its own and lets Schemathesis at it. Ends with other than 0 on findings.
# Needs Python 3.10 or newer.
set -eu
case "${1-}" in
-h | --help)
  echo 'npm run fuzz [-- options of `st run`], e.g. npm run fuzz -- --max-examples 500'
  exit
  ;;
esac
version=4.32.5
venv="${XDG_CACHE_HOME:-$HOME/.cache}/durable-orders/schemathesis-$version"
if [ ! -x "$venv/bin/st" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet "schemathesis==$version"
fi
exec node "$(dirname "$0")/run.ts" "$venv/bin/st" "$@"
