// The verdicts of Go's own crypto/x509, for comparison: istiod's checks at its start (istio, security/pkg/pki/util/keycertbundle.go and ca/ca.go) and those of a workload's certificate.
//
//	go run go-verdicts.go FOLDER…
//
// One line of JSON per folder: name, istiod, server, client; empty means accepted.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"time"
)

type verdict struct{ Name, Istiod, Server, Client string }

func main() {
	for _, folder := range os.Args[1:] {
		v := verdict{Name: filepath.Base(folder)}
		v.Istiod = text(start(folder))
		v.Server = text(leaf(folder, x509.ExtKeyUsageServerAuth))
		v.Client = text(leaf(folder, x509.ExtKeyUsageClientAuth))
		if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
			panic(err)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func first(content []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, errors.New("invalid PEM encoded certificate")
	}
	if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
		return certificate, nil
	}
	return nil, errors.New("failed to parse X.509 certificate")
}

func pool(content []byte) *x509.CertPool {
	certificates := x509.NewCertPool()
	certificates.AppendCertsFromPEM(content)
	return certificates
}

func start(folder string) error {
	var content [4][]byte
	for i, name := range []string{"ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem"} {
		read, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return errors.New("incomplete signing CA bundle detected")
		}
		content[i] = read
	}
	signing, err := first(content[0])
	if err != nil {
		return err
	}
	if _, err := signing.Verify(x509.VerifyOptions{Roots: pool(content[3]), Intermediates: pool(content[2])}); err != nil {
		return err
	}
	if err := key(content[1]); err != nil {
		return err
	}
	if _, err := tls.X509KeyPair(content[0], content[1]); err != nil {
		return err
	}
	if !signing.IsCA {
		return errors.New("certificate is not authorized to sign other certificates")
	}
	if len(content[2]) > 0 {
		if ends, err := first(content[2]); err != nil {
			return err
		} else if !ends.NotAfter.After(time.Now()) {
			return errors.New("cert chain has expired")
		}
	}
	return nil
}

func key(content []byte) error {
	block, _ := pem.Decode(content)
	if block == nil {
		return errors.New("invalid PEM-encoded key")
	}
	var err error
	switch block.Type {
	case "EC PRIVATE KEY":
		if _, err = x509.ParseECPrivateKey(block.Bytes); err != nil {
			err = errors.New("failed to parse the ECDSA private key")
		}
	case "RSA PRIVATE KEY":
		if _, err = x509.ParsePKCS1PrivateKey(block.Bytes); err != nil {
			err = errors.New("failed to parse the RSA private key")
		}
	case "PRIVATE KEY":
		if _, err = x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
			err = errors.New("failed to parse the PKCS8 private key")
		}
	default:
		err = errors.New("unsupported PEM block type for a private key: " + block.Type)
	}
	return err
}

func leaf(folder string, usage x509.ExtKeyUsage) error {
	content, err := os.ReadFile(filepath.Join(folder, "leaf.pem"))
	if err != nil {
		return err
	}
	workload, err := first(content)
	if err != nil {
		return err
	}
	chain, _ := os.ReadFile(filepath.Join(folder, "cert-chain.pem"))
	roots, _ := os.ReadFile(filepath.Join(folder, "root-cert.pem"))
	_, err = workload.Verify(x509.VerifyOptions{Roots: pool(roots), Intermediates: pool(chain), KeyUsages: []x509.ExtKeyUsage{usage}})
	return err
}
