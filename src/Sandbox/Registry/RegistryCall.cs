using System.Collections.Specialized;
using System.Web;

namespace Mesh.Sandbox.Registry;

/// <summary>A request, taken apart.</summary>
/// <param name="Request">The request.</param>
/// <param name="Body">Its body, whole.</param>
/// <param name="Repository">The repository's path.</param>
/// <param name="Reference">The last part of the address: a tag, a digest, an upload.</param>
internal sealed record RegistryCall(HttpRequestMessage Request, byte[] Body, string Repository, string Reference)
{
    public string Method => Request.Method.Method;

    public NameValueCollection Query { get; } = HttpUtility.ParseQueryString(Request.RequestUri!.Query);

    /// <summary>An address of this registry, absolute as docker-registry writes it.</summary>
    public Uri At(string path) => new(Request.RequestUri!, path);
}
