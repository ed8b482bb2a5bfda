namespace Mesh.Core.Certificates;

/// <summary>How the files of a CA are named. Source: istio, security/pkg/pki/ca/ca.go.</summary>
public enum CaLayout
{
    /// <summary>ca-cert.pem, ca-key.pem, cert-chain.pem, root-cert.pem: what Istio's makefiles write.</summary>
    Istio,

    /// <summary>tls.crt, tls.key, ca.crt: what cert-manager writes; istiod takes it wherever tls.crt is there.</summary>
    Tls,

    /// <summary>The secret istio-ca-secret, in which istiod keeps the CA it made itself: ca-cert.pem and ca-key.pem count.</summary>
    SelfSigned,
}
