#!/usr/bin/env bash
# Measures Mesh.Diagnose --log on a quiet log of 100 MB with a known failure in every ten thousandth line, beside grep for the four messages that people learned the hard way.
# Ends with 1 when it takes 10 s or longer, needs 300 MB or more, or does not tell the one failure there is. grep looks for four texts and we for all signatures, so that is a figure to know, not a bound.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of each; the median counts (default: 3)
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-3}

for tool in awk grep sort /usr/bin/time; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

awk 'BEGIN {
  for (n = 1; n <= 900000; n++)
    if (n % 10000) print "2026-11-21T10:00:00.123456Z\tinfo\tads\tADS: new delta connection for node:web-6c8f7d9b5c-x2x9p.beta-" n ", 0 errors"
    else print "exec /usr/local/bin/pilot-discovery: exec format error"
}' >istiod.log

code=0
for ((run = 0; run < runs; run++)); do
  code=0
  /usr/bin/time -f '%e %M' -o one "$host" --target Mesh.Diagnose --log istiod.log --report "$work/report" >out 2>&1 || code=$?
  cat one >>ours
  # To a file: where its output is thrown away grep stops at the first match.
  /usr/bin/time -f '%e' -o one grep -cE 'exec format error|ImagePullBackOff|not authorized to sign|authentication failure' istiod.log >count
  cat one >>theirs
done

middle() { sort -n | sed -n "$(((runs + 1) / 2))p"; }
seconds=$(grep -E '^[0-9.]+ [0-9]+$' ours | cut -d' ' -f1 | middle) memory=$(grep -E '^[0-9.]+ [0-9]+$' ours | cut -d' ' -f2 | middle) other=$(middle <theirs)
echo "100 MB of log: Mesh.Diagnose $seconds s, $((memory / 1024)) MB; grep for four messages $other s (median of $runs)"
[[ $code == 79 && $(grep -c '^error DIA094 ' out) == 1 ]] || { echo "missed: it ended with $code and should have told DIA094 once" >&2; exit 1; }
awk -v s="$seconds" 'BEGIN { exit !(s < 10) }' || { echo "missed: 10 s or longer" >&2; exit 1; }
((memory < 300 * 1024)) || { echo "missed: 300 MB or more" >&2; exit 1; }
