#!/usr/bin/env bash
# Measures Mesh.CreateCa for 20 clusters with RSA 4096 beside `openssl genrsa 4096` for as many keys (the root's too) one after another. The two take turns; process start included.
# Ends with 1 when it takes longer than openssl, or when openssl does not accept what was made.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of each; the median counts, since how long a prime is searched for is luck (default: 5)
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-5}
clusters=20

for tool in openssl awk; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf 'certificates: { root: ./ca/root, clusters: [%s] }\n' "$(seq -f 'c%g' -s ', ' "$clusters")" >mesh.yaml

# Appends the seconds that a command takes to a file: on the wall, and of the processors.
timed() {
  local figures=$1 TIMEFORMAT='%R %U'
  shift
  { time "$@" >output 2>errors; } 2>>"$figures" || { cat output errors >&2; exit 1; }
}

keys_by_openssl() {
  local key
  for ((key = 0; key <= clusters; key++)); do
    openssl genrsa -out theirs.pem 4096
  done
}

median() { sort -n "$1" | awk '{ seconds[NR] = $1 } END { print seconds[int((NR + 1) / 2)] }'; }
processors() { sort -n -k2 "$1" | awk '{ seconds[NR] = $2 } END { print seconds[int((NR + 1) / 2)] }'; }

for ((run = 0; run < runs; run++)); do
  timed openssl keys_by_openssl
  rm -rf ca
  timed mesh "$host" --target Mesh.CreateCa
  for ((cluster = 1; cluster <= clusters; cluster++)); do
    openssl verify -x509_strict -CAfile "ca/c$cluster/root-cert.pem" "ca/c$cluster/ca-cert.pem" >output
  done
done

theirs=$(median openssl)
ours=$(median mesh)
echo "median of $runs runs, $(nproc) processors; where the processors' time is the same and the wall's is more than it, others were at work here"
printf 'openssl genrsa 4096, %d keys one after another  %7.2f s   processors %7.2f s\n' $((clusters + 1)) "$theirs" "$(processors openssl)"
printf 'Mesh.CreateCa, root and %d clusters             %7.2f s   processors %7.2f s\n' "$clusters" "$ours" "$(processors mesh)"
awk -v ours="$ours" -v theirs="$theirs" 'BEGIN { printf "ratio                                           %7.2f   (bound 1.00)\n", ours / theirs; exit ours > theirs }'
