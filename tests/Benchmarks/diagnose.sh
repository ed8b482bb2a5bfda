#!/usr/bin/env bash
# Measures Mesh.Diagnose on a namespace of 500 pods on a real API server, of which 100 fail in three ways, beside the loop that people run today:
# kubectl get pods, and describe and logs for each pod that is not ready. Ends with 1 when it takes 5 s or longer, needs 200 MB or more, or does not find the three causes.
#
#   BENCH_HOST  the compiled host (default: build/bin/Release/net10.0/Build of this repository)
#   RUNS       runs of ours; the median counts (default: 3). The loop runs once: it is the same thing a hundred times
#   TMPDIR     where the servers keep their data
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
host=${BENCH_HOST:-$repository/build/bin/Release/net10.0/Build}
runs=${RUNS:-3}
servers=$repository/tests/Integration/servers
patience=600

for tool in awk /usr/bin/time; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done
[[ -x $host ]] || { echo "missing: $host; build it with ./build.sh, or name another in BENCH_HOST" >&2; exit 1; }
host=$(realpath "$host")

work=$(mktemp -d)
cleanup() {
  if [[ -d $work/plane ]]; then
    "$servers/control-plane.sh" stop "$work/plane" || echo "the servers of $work/plane could not be stopped" >&2
  fi
  rm -rf "$work"
}
trap cleanup EXIT

code=0
output=$("$servers/install.sh" control-plane) || code=$?
if [[ $code == 3 ]]; then echo "skipped: ${output##*$'\n'}"; exit 0; fi
((code == 0)) || exit "$code"
"$servers/control-plane.sh" start "$work/plane" --nodes 5 >/dev/null
value() { sed -n "s/^$1=//p" "$work/plane/env"; }
kubeconfig=$(value MESH_TEST_KUBECONFIG) program=$(value MESH_TEST_KUBECTL)
kubectl() { HOME=$work KUBECONFIG=$kubeconfig "$program" "$@"; }

# deployment NAME REPLICAS POD CONTAINER
deployment() {
  cat <<YAML
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: $1, namespace: bench }
spec:
  replicas: $2
  selector: { matchLabels: { app: $1 } }
  template:
    metadata: { labels: { app: $1, version: v1 } }
    spec: { $3 terminationGracePeriodSeconds: 0, containers: [{ name: app, image: registry.invalid/$1:1, env: [{ name: MODE, value: live }, { name: DB_PASSWORD, value: hunter2 }], $4 }] }
---
apiVersion: v1
kind: Service
metadata: { name: $1, namespace: bench }
spec: { selector: { app: $1 }, ports: [{ port: 80, targetPort: 8080 }] }
YAML
}

kubectl create namespace bench >/dev/null
{
  for name in alpha beta gamma delta; do deployment "$name" 100 '' ''; done
  deployment root 60 '' 'securityContext: { runAsNonRoot: true }'
  deployment lost 30 '' 'envFrom: [{ configMapRef: { name: absent } }]'
  deployment large 10 '' 'resources: { requests: { memory: 64Gi } }'
} | kubectl apply -f - >/dev/null

# As many pods as there should be, each of them ready, failing or without a node.
settled() {
  kubectl get pods --namespace bench --no-headers 2>/dev/null | awk '
    $3 == "Running" && $2 == "1/1" { ready++ } $3 == "CreateContainerConfigError" { failing++ } $3 == "Pending" { pending++ }
    END { exit !(NR == 500 && ready == 400 && failing == 90 && pending == 10) }'
}
for ((second = 0; second < patience; second += 2)); do
  if settled; then break; fi
  sleep 2
done
settled || { echo "the 500 pods did not settle in $patience s: $(kubectl get pods --namespace bench --no-headers | awk '{ print $3 }' | sort | uniq -c | tr '\n' ' ')" >&2; exit 1; }

# What people do in a terminal or at the end of a Jenkinsfile.
cat >"$work/loop.sh" <<'LOOP'
"$1" get pods --namespace bench -o json
for pod in $("$1" get pods --namespace bench --no-headers | awk '$3 != "Running" { print $1 }'); do
  "$1" describe pod "$pod" --namespace bench
  "$1" logs "$pod" --namespace bench --tail 200
done
"$1" get events --namespace bench
LOOP

printf 'cluster: { context: mesh-test, kubeconfig: %s }\n' "$kubeconfig" >"$work/mesh.yaml"
for ((run = 0; run < runs; run++)); do
  code=0
  (cd "$work" && /usr/bin/time -q -a -o "$work/ours" -f '%e %M' "$host" --target Mesh.Diagnose --config mesh.yaml --namespace bench --evidence "evidence$run.tar.gz" --report report) >"$work/output" 2>&1 || code=$?
  ((code == 79)) || { tail -n 20 "$work/output" >&2; echo "Mesh.Diagnose ended with $code instead of 79" >&2; exit 1; }
done
HOME=$work KUBECONFIG=$kubeconfig /usr/bin/time -q -o "$work/theirs" -f '%e %M' bash "$work/loop.sh" "$program" >"$work/loop" 2>&1

read -r seconds kilobytes < <(sort -n "$work/ours" | awk '{ second[NR] = $1; if ($2 > most) most = $2 } END { print second[int((NR + 1) / 2)], most }')
read -r other others < <(tail -n 1 "$work/theirs")
findings=$(grep -c '^[0-9]*\. ' "$work/output")
printf '500 pods, 100 of them failing in 3 ways, %s processors\n' "$(nproc)"
printf 'kubectl get, describe and logs in a loop  %6.2f s  %4d MB  %8d lines\n' "$other" "$((others / 1024))" "$(wc -l <"$work/loop")"
printf 'Mesh.Diagnose, with its archive           %6.2f s  %4d MB  %8d findings (median of %d; archive %d KB)\n' "$seconds" "$((kilobytes / 1024))" "$findings" "$runs" "$(($(stat -c %s "$work/evidence0.tar.gz") / 1024))"
sed -n 's/^\([0-9]*\. .*\)$/  \1/p' "$work/output"
for cause in 'pod/root-.* and 59 more' 'pod/lost-.* and 29 more' 'pod/large-.* and 9 more'; do
  grep -q "$cause" "$work/output" || { echo "missed: $cause" >&2; exit 1; }
done
! zcat "$work"/evidence0.tar.gz | grep -q hunter2 || { echo 'missed: a password is in the archive' >&2; exit 1; }
awk -v seconds="$seconds" -v kilobytes="$kilobytes" 'BEGIN { met = seconds < 5 && kilobytes < 200 * 1024; print (met ? "met" : "MISSED") ": under 5 s and 200 MB"; exit !met }'
