#!/usr/bin/env bash
# shellcheck disable=SC2016 # what stands in single quotes is expanded by the script or the shell it is for
# Measures Mesh.NormalizeLineEndings beside dos2unix: 10,000 CRLF scripts (67 MB) and one file of 256 MB. Each run gets fresh copies; the two take turns.
# Ends with 1 when a bound is missed: no slower than `find | xargs dos2unix` on the scripts, a third of its time on the one file, 150 MB of memory; process start included.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of each; the median counts (default: 5)
#   TMPDIR     where the files are made; needs 2 GB
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-5}

for tool in dos2unix /usr/bin/time find xargs awk; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make_scripts() {
  local script=$work/script.sh
  {
    printf '#!/usr/bin/env bash\r\nset -euo pipefail\r\n'
    for ((line = 0; line < 200; line++)); do
      printf 'kubectl --context "$1" get pods -n ns%04d\r\n' "$line"
    done
  } | awk '{ size += length($0) + 1; if (size <= 6700) print }' >"$script"

  mkdir "$work/scripts" "$work/file"
  for ((folder = 0; folder < 100; folder++)); do
    mkdir "$work/scripts/d$folder"
    for ((file = 0; file < 100; file++)); do
      printf '%s\0' "$work/scripts/d$folder/s$file.sh"
    done
  done | xargs -0 -n 2000 sh -c 'tee "$@" <"$0" >/dev/null' "$script"

  local size copies
  size=$(wc -c <"$script")
  copies=$(((256 << 20) / size + 1))
  for ((copy = 0; copy < copies; copy++)); do
    printf '%s\0' "$script"
  done | xargs -0 -n 2000 cat >"$work/file/big.sh"
}

# Appends "seconds kilobytes" to the figures of a tool.
timed() {
  local figures=$1
  shift
  /usr/bin/time -a -o "$figures" -f '%e %M' "$@" >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
}

median() { sort -n "$1" | awk '{ seconds[NR] = $1 } END { print seconds[int((NR + 1) / 2)] }'; }
peak() { sort -k2 -n "$1" | awk 'END { printf "%d", $2 / 1024 }'; }

failed=0
compare() {
  local what=$1 input=$2 factor=$3 theirs=$work/$1.dos2unix ours=$work/$1.mesh
  for ((run = 0; run < runs; run++)); do
    cp -r "$input" "$work/theirs"
    cp -r "$input" "$work/ours"
    sync -f "$work"
    timed "$theirs" sh -c 'find "$0" -name "*.sh" -print0 | xargs -0 dos2unix -q' "$work/theirs"
    timed "$ours" sh -c 'cd "$0" && exec "$@"' "$work/ours" "$host" --target Mesh.NormalizeLineEndings --config "$work/mesh.yaml" --report "$work/report"
    diff -rq "$work/theirs" "$work/ours" >"$work/output" || { cat "$work/output" >&2; exit 1; }
    rm -rf "$work/theirs" "$work/ours"
  done

  local their_time our_time our_peak verdict
  their_time=$(median "$theirs")
  our_time=$(median "$ours")
  our_peak=$(peak "$ours")
  verdict=$(awk -v ours="$our_time" -v theirs="$their_time" -v factor="$factor" -v peak="$our_peak" 'BEGIN { print (ours <= theirs * factor && peak < 150) ? "met" : "MISSED" }')
  [[ $verdict == met ]] || failed=1
  printf '%-24s dos2unix %6s s %4s MB   mesh %6s s %4s MB   bound %.2f x, 150 MB: %s\n' "$what" "$their_time" "$(peak "$theirs")" "$our_time" "$our_peak" "$factor" "$verdict"
}

printf 'sources:\n  include: ["**/*.sh"]\n' >"$work/mesh.yaml"
make_scripts
echo "median of $runs runs, peak memory, $(nproc) processors"
compare 10000-scripts "$work/scripts" 1
compare one-256-MB-file "$work/file" 0.3333
exit "$failed"
