#!/usr/bin/env bash
# Measures Mesh.LintScripts beside shellcheck on 5,000 scripts in the manner of those that people keep (the fixtures of the tests, over and over).
# Ends with 1 when it takes longer than 3 s, process start included, or longer than shellcheck on all processors.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of each; the median counts (default: 3)
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-3}

for tool in shellcheck xargs sort; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fixtures=("$repository"/tests/Core/Sources/Lint/clean/*.sh)
for ((i = 0; i < 5000; i++)); do
  folder=$work/scripts/d$((i / 100))
  ((i % 100)) || mkdir -p "$folder"
  cp "${fixtures[i % ${#fixtures[@]}]}" "$folder/s$i.sh"
done

milliseconds() {
  local begin=$EPOCHREALTIME
  "$@"
  local end=$EPOCHREALTIME
  echo $(((${end/./} - ${begin/./}) / 1000))
}

ours() (cd "$work/scripts" && "$host" --target Mesh.LintScripts --report "$work/report" >"$work/out" 2>&1)
theirs() { find "$work/scripts" -name '*.sh' -print0 | xargs -0 -n 200 -P "$(nproc)" shellcheck --severity=error >"$work/out" 2>&1; }
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

for ((run = 0; run < runs; run++)); do
  milliseconds ours >>"$work/ours"
  milliseconds theirs >>"$work/theirs"
done

own=$(median <"$work/ours") other=$(median <"$work/theirs")
echo "5,000 scripts: Mesh.LintScripts $own ms, shellcheck $other ms (median of $runs)"
((own <= 3000)) || { echo "missed: more than 3,000 ms" >&2; exit 1; }
((own <= other)) || { echo "missed: slower than shellcheck" >&2; exit 1; }
