#!/usr/bin/env bash
# The tests. `./test.sh` needs nothing but the .NET SDK; `./test.sh --cluster` also runs those on real servers.
# The last line is always the true totals.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

totals=artifacts/tests/totals.txt
rm -f "$totals"
code=0
./build.sh --target Test "$@" || code=$?
if [ -f "$totals" ]; then
  cat "$totals"
fi
exit "$code"
