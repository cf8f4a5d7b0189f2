#!/bin/sh
# make-certificates.sh AUTHORITY CERTIFICATES: an authority that counts for orders.localhost alone, and a certificate for the gateway.
# Made once; the certificate anew when it ends within a month. AUTHORITY gets what is to be trusted, CERTIFICATES the keys.
set -eu
umask 077
authority=$1 certificates=$2
new_key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc'

if ! [ -f "$authority/ca.pem" ] || ! [ -f "$certificates/ca.key" ]; then
  rm -f "$certificates/tls.crt"
  # shellcheck disable=SC2086 # several words
  openssl req -x509 $new_key -keyout "$certificates/ca.key" -out "$authority/ca.new" -days 3650 \
    -subj '/CN=Durable Orders, on this machine' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -addext 'nameConstraints=critical,permitted;DNS:orders.localhost,excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:::/::'
  chmod 644 "$authority/ca.new"
  mv "$authority/ca.new" "$authority/ca.pem"
fi

if ! openssl x509 -in "$certificates/tls.crt" -noout -checkend 2592000 >/dev/null 2>&1; then
  # shellcheck disable=SC2086 # several words
  openssl req -x509 -CA "$authority/ca.pem" -CAkey "$certificates/ca.key" $new_key -keyout "$certificates/tls.key" \
    -out "$certificates/tls.new" -days 397 -subj '/CN=orders.localhost' -addext 'basicConstraints=critical,CA:FALSE' \
    -addext 'subjectAltName=DNS:orders.localhost,DNS:*.orders.localhost' -addext 'extendedKeyUsage=serverAuth'
  mv "$certificates/tls.new" "$certificates/tls.crt"
fi
