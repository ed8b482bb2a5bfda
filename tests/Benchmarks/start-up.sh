#!/usr/bin/env bash
# How long the compiled host takes to refuse a null context, beside a Frosting host with one empty task.
# The bound: at most 2.5 times. Runs both in turn, so that a machine whose speed drifts does not favour one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runs=${RUNS:-15}
./build.sh --build-only
dotnet build tests/Frosting.Host -c Release -v quiet -nologo > /dev/null

empty=(dotnet tests/Frosting.Host/bin/Release/net10.0/Cake.Frosting.Host.dll)
null=(dotnet build/bin/Release/net10.0/Build.dll --target Mesh.ValidateContext --kube-context null)

milliseconds() {
  local start end code=0
  start=$(date +%s%N)
  "$@" >/dev/null 2>&1 || code=$?
  end=$(date +%s%N)
  if [ "$code" != "$expected" ]; then
    echo "start-up: '$*' ended with $code where $expected was due" >&2
    exit 1
  fi
  echo $(((end - start) / 1000000))
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for _ in $(seq "$runs"); do
  expected=0 milliseconds "${empty[@]}" >> "$folder/empty"
  expected=78 milliseconds "${null[@]}" >> "$folder/null"
done

a=$(median < "$folder/empty")
b=$(median < "$folder/null")
printf 'empty Frosting host           %5d ms (median of %d)\n' "$a" "$runs"
printf 'ValidateContext, context null %5d ms (median of %d)\n' "$b" "$runs"
awk -v a="$a" -v b="$b" 'BEGIN { printf "ratio                         %5.2f (bound 2.50)\n", b / a; exit b > 2.5 * a }'
