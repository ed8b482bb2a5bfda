using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates;

/// <summary>The files of a mesh CA as istiod reads them, byte for byte; nothing is believed of them yet.</summary>
/// <remarks>It may hold a private key: never print its files.</remarks>
/// <param name="source">Where it comes from, for messages: <c>./ca/locust-eks</c>, <c>secret/cacerts in istio-system of locust-eks</c>.</param>
/// <param name="layout">How the files are named.</param>
/// <param name="files">The files by name; those that are not there are absent.</param>
public sealed class CaBundle(string source, CaLayout layout, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
{
    private readonly CaFileNames names = CaFileNames.Of(layout);

    /// <summary>Where it comes from.</summary>
    public string Source => source;

    /// <summary>How the files are named.</summary>
    public CaLayout Layout => layout;

    /// <summary>The files by name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => files;

    /// <summary>The signing certificate; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? SigningCertificate => File(names.Signing);

    /// <summary>The signing key; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? SigningKey => File(names.Key);

    /// <summary>The roots; null when they are not there.</summary>
    public ReadOnlyMemory<byte>? Roots => File(names.Roots);

    /// <summary>The chain that istiod sends behind each certificate it issues, as it makes it of these files; null when a part of it is not there.</summary>
    public ReadOnlyMemory<byte>? Chain => layout switch
    {
        CaLayout.Istio => File(names.Chain),
        CaLayout.Tls => File(names.Signing) is { } leaf && File(names.Roots) is { } root ? new ReadOnlyMemory<byte>([.. leaf.Span, .. root.Span]) : (ReadOnlyMemory<byte>?)null,
        _ => ReadOnlyMemory<byte>.Empty,
    };

    /// <summary>Without any content.</summary>
    public override string ToString() => source;

    private ReadOnlyMemory<byte>? File(string name) => files.TryGetValue(name, out var content) ? content : (ReadOnlyMemory<byte>?)null;
}
