#!/bin/bash
set -euo pipefail
context="${1:?the context}"
out=./certs
mkdir -p "$out"
openssl req -x509 -newkey rsa:4096 -nodes -days 3650 -config root.cnf -keyout "$out/root-key.pem" -out "$out/root-cert.pem"
openssl x509 -req -in "$out/ca.csr" -CA "$out/root-cert.pem" -CAkey "$out/root-key.pem" -CAcreateserial -extfile ca.cnf -extensions v3_ca -out "$out/ca-cert.pem"
kubectl --context "$context" -n istio-system delete secret cacerts --ignore-not-found
kubectl --context "$context" -n istio-system create secret generic cacerts --from-file="$out"
