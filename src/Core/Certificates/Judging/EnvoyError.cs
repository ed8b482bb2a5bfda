namespace Mesh.Core.Certificates.Judging;

/// <summary>Why BoringSSL refuses a chain.</summary>
/// <param name="Number">The number of its X509_V_ERR; OpenSSL's are the same.</param>
/// <param name="Text">What X509_verify_cert_error_string says of it.</param>
/// <param name="Depth">Which certificate it is about; 0 is the leaf.</param>
internal sealed record EnvoyError(int Number, string Text, int Depth)
{
    /// <summary>True when it would only be so if BoringSSL knew the algorithm as little as this program.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>What stands in Envoy's log and, on the client's side, in <c>upstream connect error … transport failure reason</c>. Source: envoy, source/common/tls/ssl_socket.cc.</summary>
    public override string ToString() => IsUnknown
        ? "cannot be told: the signature's algorithm is unknown here"
        : $"TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: X509_verify_cert: certificate verification error at depth {Depth}: {Text}:TLS_error_end (X509_V_ERR {Number})";
}
