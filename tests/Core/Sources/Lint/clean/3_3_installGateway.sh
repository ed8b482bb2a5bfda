#!/bin/bash
set -euo pipefail
cd /opt/charts || exit 66
while true; do
  if helm status redis --kube-context locust-eks; then break; fi
done
helm upgrade redis ./redis --set auth.existingSecret=redis --kube-context locust-eks
pods=$(kubectl --context locust-eks get pods -l app=web -o name)
[ -n "$pods" ] || { echo "no pods" >&2; exit 66; }
