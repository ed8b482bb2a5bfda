#!/usr/bin/env bash
# shellcheck disable=SC2016 # what stands in single quotes is expanded by the shell it is for
# Measures Mesh.MirrorImages beside `skopeo copy --all`: an index of three platforms with 300 MB of layers, from one real registry into another, on this machine's loopback.
# The two take turns, each into a registry that has nothing. Ends with 1 when ours is slower, or takes 150 MB of memory or more, or a digest differs; process start included.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of each; the median counts (default: 7)
#   TMPDIR     where the registries lie; needs 1 GB and 300 MB more for each run
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-7}

for tool in curl sha256sum awk /usr/bin/time; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=parts/registry.bash
. "$(dirname "${BASH_SOURCE[0]}")/parts/registry.bash"
source='' target=''
require_registry
start_registry source
start_registry target

descriptors=()
for architecture in amd64 arm64 arm; do
  # The header of gzip, without which skopeo would compress the layer while it copies.
  { printf '\x1f\x8b\x08\0\0\0\0\0\0\x03'; head -c 104857590 /dev/urandom; } >"$work/layer"
  descriptors+=("$(push_image "$source" hub/app "$architecture" "$work/layer")")
done
rm "$work/layer"
write_index "$work/index.json" three "${descriptors[@]}"
push_manifest "$source" hub/app 1 "$index_type" "$work/index.json"
expected=$(digest_of "$work/index.json")

# Appends "seconds kilobytes" to the figures of a tool.
timed() {
  local figures=$1
  shift
  /usr/bin/time -a -o "$work/$figures" -f '%e %M' "$@" >"$work/output" 2>&1 || { tail -n 20 "$work/output" >&2; exit 1; }
}

assert_equal() {
  local actual
  skopeo inspect --raw --tls-verify=false "docker://$target/$1" >"$work/copied"
  actual=$(digest_of "$work/copied")
  [[ $actual == "$expected" ]] || { echo "$1 has the digest $actual and not $expected" >&2; exit 1; }
}

# A registry keeps each content once, whatever repository it is in, and would mount it: each copy goes into an empty one.
renew_target() { rm -rf "$work/target/data"; sync -f "$work"; }

for ((run = 0; run < runs; run++)); do
  renew_target
  timed theirs skopeo copy --all --quiet --src-tls-verify=false --dest-tls-verify=false "docker://$source/hub/app:1" "docker://$target/skopeo$run/hub/app:1"
  assert_equal "skopeo$run/hub/app:1"
  renew_target
  printf "registries: [{ host: '%s', plainHttp: true }, { host: '%s', plainHttp: true }]\nimages: { mirror: { to: '%s/mesh%d', images: ['%s/hub/app:1'] } }\n" "$source" "$target" "$target" "$run" "$source" >"$work/mesh.yaml"
  timed ours sh -c 'cd "$0" && exec "$@"' "$work" "$host" --target Mesh.MirrorImages --config mesh.yaml --report "$work/report"
  assert_equal "mesh$run/hub/app:1"
done

median() { sort -n "$work/$1" | awk '{ seconds[NR] = $1 } END { print seconds[int((NR + 1) / 2)] }'; }
peak() { sort -k2 -n "$work/$1" | awk 'END { printf "%d", $2 / 1024 }'; }
ours=$(median ours) theirs=$(median theirs) memory=$(peak ours)
printf 'three platforms, 300 MB; median of %d runs, peak memory, %s processors\n' "$runs" "$(nproc)"
printf 'skopeo copy --all   %6s s %4s MB\n' "$theirs" "$(peak theirs)"
printf 'Mesh.MirrorImages   %6s s %4s MB\n' "$ours" "$memory"
awk -v ours="$ours" -v theirs="$theirs" -v memory="$memory" 'BEGIN { met = ours <= theirs && memory < 150; printf "bound 1.00 x, 150 MB: %.2f x, %d MB: %s\n", ours / theirs, memory, met ? "met" : "MISSED"; exit !met }'
