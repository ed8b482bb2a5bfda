#!/usr/bin/env bash
# Makes every kind of broken CA with openssl, one folder each, in the four files that istiod reads, and beside them leaf.pem: a workload's certificate as istiod would issue it with this CA.
#   broken-cas.sh DIR
set -euo pipefail
cd "$1"

command -v openssl > /dev/null || { echo "unavailable: openssl is not installed"; exit 3; }
umask 077
mkdir -p work/new
cat > work/ca.cnf << 'CNF'
[ca]
default_ca = any
[any]
database = work/index.txt
serial = work/serial
new_certs_dir = work/new
default_md = sha256
policy = all
unique_subject = no
[all]
organizationName = optional
commonName = optional
localityName = optional
[req]
distinguished_name = dn
prompt = no
[dn]
CNF
: > work/index.txt

for name in root signing middle other leaf; do openssl genrsa -out "work/$name.key" 2048 2> /dev/null; done

readonly authority='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash'
readonly identified='authorityKeyIdentifier=keyid:always'

# One moment for all: two certificates made for the same time may not end a second apart.
now=$(date -u '+%Y-%m-%d %H:%M:%S UTC')
readonly now
day() { date -u -d "$now $1" +%Y%m%d%H%M%SZ; }

# cert OUT SUBJECT KEY ISSUER|self ISSUER_KEY EXTENSIONS: with FROM, UNTIL, SERIAL and DIGEST where they are set.
cert() {
  local out=$1 subject=$2 key=$3 issuer=$4 issuer_key=$5 extensions=$6 by=()
  : > work/index.txt
  printf '%s\n' "$extensions" > work/ext.cnf
  openssl req -new -config work/ca.cnf -key "$key" -subj "$subject" -out work/request.csr
  if [ "$issuer" = self ]; then by=(-selfsign -keyfile "$key"); else by=(-cert "$issuer" -keyfile "$issuer_key"); fi
  if [ -n "${SERIAL:-}" ]; then echo "$SERIAL" > work/serial; else by+=(-rand_serial); fi
  openssl ca -batch -notext -config work/ca.cnf -extfile work/ext.cnf -preserveDN -md "${DIGEST:-sha256}" \
    -startdate "$(day "${FROM:--1 day}")" -enddate "$(day "${UNTIL:-+1000 days}")" "${by[@]}" -in work/request.csr -out "$out" 2> work/ca.log || { cat work/ca.log >&2; exit 1; }
}

# leaf FOLDER SIGNING_CERT SIGNING_KEY
leaf() {
  local above=''
  # As Go does: what the issuer does not have is left out.
  if openssl x509 -in "$2" -noout -ext subjectKeyIdentifier 2> /dev/null | grep -q :; then above='authorityKeyIdentifier=keyid'; fi
  FROM='-2 minutes' UNTIL='+1 day' SERIAL='' DIGEST='' cert "$1/leaf.pem" '/' work/leaf.key "$2" "$3" "basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
$above
subjectAltName=critical,URI:spiffe://cluster.local/ns/default/sa/default"
}

# files FOLDER ROOT SIGNING KEY: the files as they should be, and a leaf.
files() {
  mkdir -p "$1"
  cp "$3" "$1/ca-cert.pem"
  cp "$4" "$1/ca-key.pem"
  cat "$3" "$2" > "$1/cert-chain.pem"
  cp "$2" "$1/root-cert.pem"
  leaf "$1" "$3" "$4"
}

# two FOLDER ROOT_EXTENSIONS SIGNING_EXTENSIONS: a root and an intermediate; ROOT_FROM … go before, as FROM … for the intermediate.
two() {
  local root="work/$1-root.pem" signing="work/$1.pem"
  FROM=${ROOT_FROM:-} UNTIL=${ROOT_UNTIL:-+2000 days} SERIAL=${ROOT_SERIAL:-} DIGEST='' cert "$root" '/O=Istio/CN=Root CA' work/root.key self '' "$2"
  cert "$signing" "/O=Istio/CN=Intermediate CA/L=$1" "${KEY:-work/signing.key}" "$root" work/root.key "$3"
  files "$1" "$root" "$signing" "${KEY:-work/signing.key}"
}

readonly intermediate="basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
$identified"

two none "$authority" "$intermediate"
readonly good=work/none.pem good_root=work/none-root.pem

two no-basic-constraints "$authority" "keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
$identified"
two a-leaf "$authority" "basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectKeyIdentifier=hash
$identified"
two no-key-cert-sign "$authority" "basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,digitalSignature,cRLSign
subjectKeyIdentifier=hash
$identified"
two only-server-auth "$authority" "$intermediate
extendedKeyUsage=serverAuth"
two only-client-auth "$authority" "$intermediate
extendedKeyUsage=clientAuth"
two both-usages "$authority" "$intermediate
extendedKeyUsage=serverAuth,clientAuth"
two root-path-length "basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash" "$intermediate"
UNTIL='-1 hour' FROM='-10 days' two expired-intermediate "$authority" "$intermediate"
ROOT_FROM='-10 days' ROOT_UNTIL='-1 hour' UNTIL='+900 days' two expired-root "$authority" "$intermediate"
ROOT_FROM='+2 days' two future-root "$authority" "$intermediate"
UNTIL='+10 days' two ends-soon "$authority" "$intermediate"
UNTIL='+3000 days' two outlives-root "$authority" "$intermediate"
openssl genrsa -out work/small.key 1024 2> /dev/null
KEY=work/small.key two weak-key "$authority" "$intermediate"
DIGEST=sha1 two sha1 "$authority" "$intermediate"
ROOT_SERIAL=09 SERIAL=09 two serial-twice "$authority" "$intermediate"
SERIAL=00 two serial-zero "$authority" "$intermediate"
two names-forbidden "$authority
nameConstraints=critical,permitted;URI:web.example" "$intermediate"
two names-allowed "$authority
nameConstraints=critical,permitted;URI:cluster.local" "$intermediate"
two no-identifiers "basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign" "basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=none
authorityKeyIdentifier=none"
two no-crl-sign "$authority" "basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign
subjectKeyIdentifier=hash
$identified"
two unknown-critical "$authority" "$intermediate
1.2.3.4.5=critical,DER:0500"

# The key identifier of another key: signed in the name of a root that has the same subject.
cert work/namesake.pem '/O=Istio/CN=Root CA' work/other.key self '' "$authority"
cert work/mismatch.pem '/O=Istio/CN=Intermediate CA/L=mismatch' work/signing.key "$good_root" work/root.key "basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
2.5.29.35=DER:3016801401020304050607080910111213141516171819A0"
files identifier-mismatch "$good_root" work/mismatch.pem work/signing.key

files other-key "$good_root" "$good" work/signing.key
cp work/other.key other-key/ca-key.pem
files other-root "$good_root" "$good" work/signing.key
cert work/stranger.pem '/O=Other/CN=Other root' work/other.key self '' "$authority"
cp work/stranger.pem other-root/root-cert.pem
files same-name-root "$good_root" "$good" work/signing.key
cp work/namesake.pem same-name-root/root-cert.pem
files chain-lacks-ca "$good_root" "$good" work/signing.key
cp "$good_root" chain-lacks-ca/cert-chain.pem
files chain-root-first "$good_root" "$good" work/signing.key
cat "$good_root" "$good" > chain-root-first/cert-chain.pem
files intermediate-as-root "$good_root" "$good" work/signing.key
cp "$good" intermediate-as-root/root-cert.pem

# Three levels.
cert work/middle.pem '/O=Istio/CN=Middle CA' work/middle.key "$good_root" work/root.key "$authority
$identified"
cert work/low.pem '/O=Istio/CN=Intermediate CA/L=low' work/signing.key work/middle.pem work/middle.key "$intermediate"
files middle-missing "$good_root" work/low.pem work/signing.key
files three-levels "$good_root" work/low.pem work/signing.key
cat work/low.pem work/middle.pem "$good_root" > three-levels/cert-chain.pem
cert work/short.pem '/O=Istio/CN=Middle CA' work/middle.key "$good_root" work/root.key "basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
$identified"
cert work/lower.pem '/O=Istio/CN=Intermediate CA/L=lower' work/signing.key work/short.pem work/middle.key "$intermediate"
files middle-path-length "$good_root" work/lower.pem work/signing.key
cat work/lower.pem work/short.pem "$good_root" > middle-path-length/cert-chain.pem

mkdir -p root-signs
for file in ca-cert.pem cert-chain.pem root-cert.pem; do cp "$good_root" "root-signs/$file"; done
cp work/root.key root-signs/ca-key.pem
leaf root-signs "$good_root" work/root.key

files two-roots "$good_root" "$good" work/signing.key
cat "$good_root" work/stranger.pem > two-roots/root-cert.pem
files root-twice "$good_root" "$good" work/signing.key
cat "$good_root" "$good_root" > root-twice/root-cert.pem
files crlf "$good_root" "$good" work/signing.key
sed 's/$/\r/' "$good_root" > crlf/root-cert.pem
files byte-order-mark "$good_root" "$good" work/signing.key
{ printf '\xef\xbb\xbf'; cat "$good_root"; } > byte-order-mark/root-cert.pem
files key-among-roots "$good_root" "$good" work/signing.key
cat "$good_root" work/root.key > key-among-roots/root-cert.pem
files der "$good_root" "$good" work/signing.key
openssl x509 -in "$good" -outform DER -out der/ca-cert.pem
files pkcs12 "$good_root" "$good" work/signing.key
openssl pkcs12 -export -nokeys -in "$good" -passout pass:x -out pkcs12/ca-cert.pem
files cut-root "$good_root" "$good" work/signing.key
head -c 500 "$good_root" > cut-root/root-cert.pem
files encrypted-key "$good_root" "$good" work/signing.key
openssl pkcs8 -topk8 -in work/signing.key -passout pass:secret -out encrypted-key/ca-key.pem
files old-encrypted-key "$good_root" "$good" work/signing.key
openssl rsa -traditional -aes128 -in work/signing.key -passout pass:secret -out old-encrypted-key/ca-key.pem 2> /dev/null
files traditional-key "$good_root" "$good" work/signing.key
openssl rsa -traditional -in work/signing.key -out traditional-key/ca-key.pem 2> /dev/null
openssl ecparam -name prime256v1 -genkey -out work/ec.key
KEY=work/ec.key two ec-parameters "$authority" "$intermediate"
sed '1,/END EC PARAMETERS/d' work/ec.key > work/ec-only.key
KEY=work/ec-only.key two ec "$authority" "$intermediate"
for file in ca-cert.pem ca-key.pem cert-chain.pem root-cert.pem; do
  files "no-$file" "$good_root" "$good" work/signing.key
  rm "no-$file/$file"
done
mkdir tls
cat "$good" > tls/tls.crt
cp "$good_root" tls/ca.crt
cp work/signing.key tls/tls.key
cp none/leaf.pem tls/leaf.pem
rm -r work
