#!/bin/bash
set -euo pipefail
kube=(kubectl --context "${KUBE_CONTEXT:?}")
"${kube[@]}" patch svc locust-mingo-locust-master -n loadtest --type merge -p '{"spec":{"selector":{"app":"x || true"}}}'
for ns in istio-system loadtest; do
  kubectl --context "$KUBE_CONTEXT" -n "$ns" rollout restart deployment
done
kubectl --context "$KUBE_CONTEXT" delete job once || true # mesh:allow the job may be gone already
