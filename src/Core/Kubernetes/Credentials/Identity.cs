using System.Net.Http.Headers;
using System.Net.Security;

namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>How one request proves who sends it. A class, since a record would print the header.</summary>
internal sealed class Identity(AuthenticationHeaderValue? header, SslStreamCertificateContext? certificate)
{
    public static readonly Identity Anonymous = new(null, null);

    public AuthenticationHeaderValue? Header => header;

    /// <summary>Belongs to the connection, so another certificate needs other connections.</summary>
    public SslStreamCertificateContext? Certificate => certificate;
}
