#!/usr/bin/env bash
# Quick checks for before a push: format, lint, boundaries, types, unit tests; among the tests are those for code that
# nobody uses and code that stands twice.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tools/setup/install.sh npm
node tools/setup/check-lock.js
# Both remember what they found in files that have not changed since.
npx prettier --check --cache --cache-location node_modules/.cache/check/prettier --log-level warn .
npx eslint --cache --cache-strategy content --cache-location node_modules/.cache/check/eslint .
npx tsc -b
npx tsc -p tsconfig.test.json --incremental --tsBuildInfoFile node_modules/.cache/check/tests.tsbuildinfo
if [ "${1:-}" = "--no-tests" ]; then exit; fi
# A package of which nothing that its tests read has changed since they passed is not tested again (nx.json says what
# they read); those of tools/ read the whole repository and always run.
NX_DAEMON=false NX_NO_CLOUD=true VITEST_MAX_WORKERS=2 npx nx run-many -t unit --parallel=1 --output-style=static
MEDKIT_UNIT_ONLY=1 npx vitest run --project tools
