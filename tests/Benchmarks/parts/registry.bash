# shellcheck shell=bash disable=SC2034,SC2154 # $repository and $work are the benchmark's, a pipe is only held
# Sourced by the benchmarks that need a registry: Debian's docker-registry, open, on a loopback port, for as long as the benchmark runs.

servers=$repository/tests/Integration/servers

# Ends the benchmark well, with the reason, where there is no registry to be had.
require_registry() {
  local output code=0
  output=$("$servers/install.sh" registries) || code=$?
  if [[ $code == 3 ]]; then echo "skipped: ${output##*$'\n'}"; exit 0; fi
  if [[ $code != 0 ]]; then exit "$code"; fi
}

# start_registry NAME: sets the variable NAME to its host and port. Its data lies in $work/NAME.
start_registry() {
  local name=$1 folder=$work/$1 port hold
  mkdir "$folder"
  while :; do
    port=$((10000 + RANDOM % 20000))
    if ! { : <"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; then break; fi
  done
  cat >"$folder/config.yml" <<YAML
version: 0.1
storage: { filesystem: { rootdirectory: $folder/data }, maintenance: { uploadpurging: { enabled: false } } }
http: { addr: "127.0.0.1:$port", secret: benchmark }
log: { level: error, accesslog: { disabled: true } }
YAML
  # It ends when nobody holds this pipe any more: at the latest with this shell, however that ends.
  exec {hold}> >(exec "$servers/owned.sh" "$folder" docker-registry serve "$folder/config.yml" >/dev/null)
  for _ in {1..500}; do
    if curl --silent --fail --output /dev/null "http://127.0.0.1:$port/v2/"; then
      printf -v "$name" '127.0.0.1:%s' "$port"
      return
    fi
    sleep 0.01
  done
  echo "the registry did not start: $(tail -n 1 "$folder/server.log")" >&2
  exit 1
}

digest_of() { printf 'sha256:%s' "$(sha256sum <"$1" | cut -d ' ' -f 1)"; }

# push_blob HOST REPOSITORY FILE
push_blob() {
  local location
  location=$(curl --silent --show-error --fail --request POST --output /dev/null --write-out '%header{location}' "http://$1/v2/$2/blobs/uploads/")
  curl --silent --show-error --fail --output /dev/null --upload-file "$3" --header 'Content-Type: application/octet-stream' "$location&digest=$(digest_of "$3")"
}

# push_manifest HOST REPOSITORY TAG-OR-DIGEST MEDIA-TYPE FILE
push_manifest() {
  curl --silent --show-error --fail --output /dev/null --upload-file "$5" --header "Content-Type: $4" "http://$1/v2/$2/manifests/$3"
}

readonly image_type=application/vnd.oci.image.manifest.v1+json index_type=application/vnd.oci.image.index.v1+json

# push_image HOST REPOSITORY ARCHITECTURE LAYER: prints the image's descriptor for an index; the image itself lies in $work/image.json.
push_image() {
  local layer
  layer=$(digest_of "$4")
  printf '{"architecture":"%s","os":"linux","rootfs":{"type":"layers","diff_ids":["%s"]}}' "$3" "$layer" >"$work/config.json"
  printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}' \
    "$image_type" "$(digest_of "$work/config.json")" "$(stat -c %s "$work/config.json")" "$layer" "$(stat -c %s "$4")" >"$work/image.json"
  push_blob "$1" "$2" "$4"
  push_blob "$1" "$2" "$work/config.json"
  push_manifest "$1" "$2" "$(digest_of "$work/image.json")" "$image_type" "$work/image.json"
  printf '{"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"%s"}}' "$image_type" "$(digest_of "$work/image.json")" "$(stat -c %s "$work/image.json")" "$3"
}

# write_index FILE NOTE DESCRIPTOR...: an index; the note tells it from others of the same children.
write_index() {
  local file=$1 note=$2 IFS=,
  shift 2
  printf '{"schemaVersion":2,"mediaType":"%s","annotations":{"note":"%s"},"manifests":[%s]}' "$index_type" "$note" "$*" >"$file"
}
