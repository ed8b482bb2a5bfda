#!/usr/bin/env bash
set -euo pipefail
: "${ISTIO_VERSION:?}" "${KUBE_CONTEXT:?}"
deploy="/aws/base_helm/istio/istio-${ISTIO_VERSION}/deploy"
if [ ! -d "$deploy" ]; then
  echo "there is no $deploy || true" >&2
  exit 66
fi
aws ecr get-login-password | docker login --username AWS --password-stdin 123456789012.dkr.ecr.ap-southeast-1.amazonaws.com
helm upgrade --install istio-base "$deploy/base" --kube-context "$KUBE_CONTEXT"
set +e
helm status istiod --kube-context "$KUBE_CONTEXT" --namespace istio-system
code=$?
set -e
[[ $code -eq 0 || $code -eq 1 ]] || exit "$code"
kubectl --context "$KUBE_CONTEXT" get pods -n istio-system | grep istiod # not swallowed: || true
case "$ISTIO_VERSION" in
  1.2[0-9].*) echo "known" ;;
  *) echo "unknown: set +e" >&2; exit 65 ;;
esac
cat <<-EOF
	kubectl --context null get pods || true
EOF
