#!/usr/bin/env bash
# Everything a change must pass: the quick checks, a build, unit and integration tests.
# Ends with one plain line: N passed, N failed, N skipped
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export NX_DAEMON=false NX_NO_CLOUD=true
report=$(mktemp)
trap 'rm -f "$report"' EXIT

step() {
  echo "== $1"
  shift
  "$@" || {
    echo "failed: $*"
    exit 1
  }
}

step "set-up" bash tools/setup/install.sh
step "checks" bash tools/check.sh --no-tests
step "dependencies" node tools/setup/check-dependencies.js
step "build" npx nx run-many -t build --output-style=static
echo "== tests"
npx vitest run --reporter=default --reporter=json --outputFile.json="$report"
status=$?
node tools/testing/count-line.js "$report" || status=1
exit $status
