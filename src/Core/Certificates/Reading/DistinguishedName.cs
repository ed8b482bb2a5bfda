using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Model;

namespace Mesh.Core.Certificates.Reading;

/// <summary>The name in a certificate. Go compares its bytes, OpenSSL and BoringSSL what it says.</summary>
internal sealed class DistinguishedName
{
    private const int LongestShown = 200;

    /// <exception cref="CryptographicException">It is no name.</exception>
    public DistinguishedName(byte[] raw)
    {
        Raw = raw;
        var name = new X500DistinguishedName(raw);
        var text = Printable.OneLine(name.Decode(X500DistinguishedNameFlags.None));
        Text = text.Length > LongestShown ? string.Concat(text.AsSpan(0, LongestShown), "…") : text;
        Canonical = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
        CommonName = name.EnumerateRelativeDistinguishedNames(reversed: false).Where(part => !part.HasMultipleElements)
            .ToLookup(part => part.GetSingleElementType().Value, part => part.GetSingleElementValue()) is var parts
            ? parts["2.5.4.3"].LastOrDefault() ?? parts["2.5.4.10"].FirstOrDefault() : null;
    }

    public byte[] Raw { get; }

    /// <summary>As people read it: <c>O=Istio, CN=Root CA</c>.</summary>
    public string Text { get; }

    /// <summary>What Go calls a certificate in its errors: its CN, else its O.</summary>
    public string? CommonName { get; }

    public bool IsEmpty => Raw.Length <= 2;

    private string Canonical { get; }

    /// <summary>True when the bytes are the same.</summary>
    public bool SameBytes(DistinguishedName other) => Raw.AsSpan().SequenceEqual(other.Raw);

    /// <summary>True when both say the same, whatever their string types and letter case.</summary>
    public bool Same(DistinguishedName other) => Canonical == other.Canonical;

    public override string ToString() => Text;
}
