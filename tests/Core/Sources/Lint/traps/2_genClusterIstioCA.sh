#!/bin/bash
# Makes the CA of the cluster and puts it into the secret.
set -e
CONTEXT=$1
OUT=./certs
mkdir -p "$OUT"
openssl req -x509 -newkey rsa:4096 -nodes -days 3650 -subj "/O=Istio/CN=Root CA" -keyout "$OUT/root-key.pem" -out "$OUT/root-cert.pem" # trap: SCR012
openssl req -newkey rsa:4096 -nodes -subj "/O=Istio/CN=Intermediate CA" -keyout "$OUT/ca-key.pem" -out "$OUT/ca.csr"
openssl x509 -req -in "$OUT/ca.csr" -CA "$OUT/root-cert.pem" -CAkey "$OUT/root-key.pem" -CAcreateserial -out "$OUT/ca-cert.pem" # trap: SCR012
cat "$OUT/ca-cert.pem" "$OUT/root-cert.pem" > "$OUT/cert-chain.pem"
kubectl --context $CONTEXT create namespace istio-system || true # trap: SCR001 SCR008
kubectl --context null -n istio-system delete secret cacerts || : # trap: SCR001 SCR007
kubectl -n istio-system create secret generic cacerts --from-file="$OUT" # trap: SCR009
