#!/usr/bin/env bash
set -e
ISTIO_VERSION="${ISTIO_VERSION:-1.29.0}"
DEPLOY="/aws/base_helm/istio/istio-${ISTIO_VERSION}/deploy"
if [ ! -d "$DEPLOY" ]; then
  echo "using the fallback deploy folder"
  DEPLOY=/aws/base_helm/istio/istio-1.24.1/deploy # trap: SCR010 SCR011
fi
docker login -u AWS -p "$ECR_PASSWORD" 123456789012.dkr.ecr.ap-southeast-1.amazonaws.com # trap: SCR013
set +e # trap: SCR002
helm upgrade --install istio-base "$DEPLOY/base" --kube-context "${KUBE_CONTEXT:-null}" # trap: SCR007
helm upgrade --install istiod "$DEPLOY/istiod" \
  --namespace istio-system || echo "istiod is there already" # trap: SCR001 SCR009^
kubectl get pods -n istio-system | grep istiod # trap: SCR003 SCR009
cat <<'EOF'
kubectl get pods || true
EOF
