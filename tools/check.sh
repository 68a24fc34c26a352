#!/usr/bin/env bash
# Quick checks for before a push: format, lint, types, unit tests.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tools/setup/install.sh npm
node tools/setup/check-lock.js
npx prettier --check .
npx eslint .
npx tsc -b
npx tsc -p tsconfig.test.json
if [ "${1:-}" != "--no-tests" ]; then MEDKIT_UNIT_ONLY=1 npx vitest run; fi
