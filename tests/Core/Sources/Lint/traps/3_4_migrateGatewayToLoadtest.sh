#!/bin/bash
set -euo pipefail
CTX=$(kubectl config current-context)
dos2unix ./*.sh || true # trap: SCR001
kubectl --context "$CTX" patch svc locust-mingo-locust-master -n loadtest --type merge -p '{"spec":{"selector":{"app":"x"}}}' || { echo "not patched"; :; } # trap: SCR001
for ns in istio-system loadtest; do
  kubectl --context= -n "$ns" rollout restart deployment # trap: SCR007
  curl -H "Authorization: Bearer $TOKEN" https://example.com/notify # trap: SCR013
done
