#!/bin/bash
set -e
cd /opt/charts || cd /aws/charts # trap: SCR011
helm upgrade istio-ingress-gateway ./IstioGateway --set gatewayMap.alb-ingress-gateway-dev=null --kube-context "$KUBE_CONTEXT"; true # trap: SCR001 SCR008
helm upgrade redis ./redis --set auth.password="$REDIS_PASSWORD" --kube-context locust-eks # trap: SCR013
PODS=$(kubectl --context locust-eks get pods -l app=web -o name || echo "none") # trap: SCR001
echo "$PODS"
