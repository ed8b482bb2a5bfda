#!/usr/bin/env bash
# Measures Mesh.CheckImages on 1,000 images in a real registry beside `skopeo inspect --raw` in a loop over them: 500 indexes of two platforms and 500 images of one,
# whose platform stands in a second file that skopeo is not asked for. Ends with 1 when ours takes more than a tenth of skopeo's wall time, process start included.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of ours; the median counts (default: 3). The loop runs once: it is the same thing a thousand times
#   TMPDIR     where the registry lies
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-3}

for tool in curl sha256sum awk; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source-path=SCRIPTDIR source=parts/registry.bash
. "$(dirname "${BASH_SOURCE[0]}")/parts/registry.bash"
registry=''
require_registry
start_registry registry

# Twenty repositories with fifty tags each: every other one an index, the rest single images that differ by their note.
make_images() {
  local name tag note arm amd type
  head -c 512 /dev/urandom >"$work/layer"
  mkdir "$work/manifests"
  for name in {1..20}; do
    amd=$(push_image "$registry" "team/app$name" amd64 "$work/layer")
    arm=$(push_image "$registry" "team/app$name" arm64 "$work/layer")
    for tag in {1..50}; do
      note=$name-$tag
      if ((tag % 2 == 0)); then
        type=$index_type
        write_index "$work/manifests/$note" "$note" "$amd" "$arm"
      else
        type=$image_type
        sed "s/}\$/,\"annotations\":{\"note\":\"$note\"}}/" "$work/image.json" >"$work/manifests/$note"
      fi
      printf 'url = "http://%s/v2/team/app%s/manifests/%s"\nupload-file = "%s"\nheader = "Content-Type: %s"\noutput = /dev/null\nfail\nnext\n' \
        "$registry" "$name" "$tag" "$work/manifests/$note" "$type" >>"$work/uploads"
      printf '%s/team/app%s:%s\n' "$registry" "$name" "$tag" >>"$work/list"
    done
  done
  # What follows the last "next" is nothing.
  sed -i '$d' "$work/uploads"
  curl --silent --show-error --config "$work/uploads"
}

now() { date +%s%N; }

make_images
[[ $(wc -l <"$work/list") == 1000 ]]
{
  printf "registries: [{ host: '%s', plainHttp: true }]\nimages:\n  platforms: [linux/arm64]\n  check:\n" "$registry"
  sed "s/.*/  - '&'/" "$work/list"
} >"$work/mesh.yaml"

for ((run = 0; run < runs; run++)); do
  start=$(now)
  (cd "$work" && "$host" --target Mesh.CheckImages --config mesh.yaml --report "$work/report") >"$work/output" 2>&1 || { tail -n 20 "$work/output" >&2; exit 1; }
  echo $((($(now) - start) / 1000000)) >>"$work/ours"
done
ours=$(sort -n "$work/ours" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }')

start=$(now)
while read -r image; do
  skopeo inspect --raw --tls-verify=false "docker://$image" </dev/null >/dev/null
done <"$work/list"
theirs=$((($(now) - start) / 1000000))

printf '1000 images, %s processors\n' "$(nproc)"
printf 'skopeo inspect --raw, in a loop  %6d ms\n' "$theirs"
printf 'Mesh.CheckImages                 %6d ms (median of %d)\n' "$ours" "$runs"
awk -v ours="$ours" -v theirs="$theirs" 'BEGIN { printf "ratio                            %6.3f (bound 0.100): %s\n", ours / theirs, ours * 10 <= theirs ? "met" : "MISSED"; exit ours * 10 > theirs }'
