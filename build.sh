#!/usr/bin/env bash
# Builds the host once when its sources changed, then runs it: no msbuild on each call.
#   ./build.sh --target Demo
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out="$root/build/bin/Release/net10.0"
stamp="$out/.sources"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

sources() {
  (cd "$root" && find src build build.sh global.json Directory.Build.props Directory.Build.targets Directory.Packages.props \
    \( -name bin -o -name obj -o -name scenarios \) -prune -o -type f -print | LC_ALL=C sort)
}

# A file that is newer than the stamp was edited; a list that differs from the stamp means one came or went.
up_to_date() {
  [ -f "$stamp" ] && [ -f "$out/Build.dll" ] || return 1
  local list
  list=$(sources)
  [ "$list" = "$(cat "$stamp")" ] || return 1
  [ -z "$(cd "$root" && printf '%s\n' "$list" | tr '\n' '\0' | xargs -0 sh -c 'find "$@" -newer "$0" -print' "$stamp" | head -n 1)" ]
}

if ! up_to_date; then
  mkdir -p "$out"
  # The list is taken before the build: what is edited while it runs is built by the next call.
  marker=$(mktemp "$out/.building.XXXXXX")
  sources > "$marker"
  echo "Building the host once; the next call starts it at once." 1>&2
  if ! dotnet build "$root/build/Build.csproj" -c Release -v quiet -nologo > "$out/build.log" 2>&1; then
    cat "$out/build.log" 1>&2
    rm -f "$marker"
    echo "mesh: exit 70: the build host does not compile. Read the compiler's errors above." 1>&2
    exit 70
  fi
  mv "$marker" "$stamp"
fi

[ "${1:-}" = "--build-only" ] && exit 0
exec dotnet "$out/Build.dll" "$@"
