using System.Formats.Asn1;
using System.Text;

namespace Mesh.Core.Certificates.Reading;

/// <summary>A subject alternative name, or the base of a name constraint.</summary>
/// <param name="Type">The number of its choice in RFC 5280.</param>
/// <param name="Text">What it says, where it is text; else empty.</param>
/// <param name="Raw">Its content.</param>
internal sealed record GeneralName(int Type, string Text, byte[] Raw)
{
    public const int Email = 1;
    public const int Dns = 2;
    public const int Directory = 4;
    public const int Uri = 6;
    public const int Address = 7;

    public static GeneralName OfUri(string uri) => new(Uri, uri, []);

    public static GeneralName OfDns(string name) => new(Dns, name, []);

    /// <exception cref="AsnContentException">It is malformed.</exception>
    public static GeneralName Read(AsnReader reader)
    {
        var tag = reader.PeekTag();
        var raw = reader.ReadEncodedValue().ToArray();
        var text = tag is { TagClass: TagClass.ContextSpecific, IsConstructed: false, TagValue: Email or Dns or Uri }
            ? Encoding.Latin1.GetString(new AsnReader(raw, AsnEncodingRules.BER).ReadOctetString(tag)) : "";
        return new(tag.TagValue, text, raw);
    }

    /// <summary>As people read it: <c>URI spiffe://cluster.local/…</c>.</summary>
    public override string ToString() => Type switch
    {
        Email => $"email {Text}",
        Dns => $"DNS {Text}",
        Uri => $"URI {Text}",
        Address => "IP address",
        Directory => "directory name",
        _ => $"name of type {Type}",
    };
}
