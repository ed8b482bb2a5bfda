using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Mesh.Core.Certificates.Reading;

/// <summary>For which names a CA may issue.</summary>
/// <param name="Permitted">Only these, for each type of name that is among them.</param>
/// <param name="Excluded">None of these.</param>
internal sealed record NameConstraints(IReadOnlyList<GeneralName> Permitted, IReadOnlyList<GeneralName> Excluded)
{
    /// <exception cref="AsnContentException">It is malformed.</exception>
    /// <exception cref="CryptographicException">It holds more than anyone writes.</exception>
    public static NameConstraints Read(byte[] extension)
    {
        var (permitted, excluded) = (new List<GeneralName>(), new List<GeneralName>());
        var constraints = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (constraints.HasData)
        {
            var tag = constraints.PeekTag();
            var subtrees = constraints.ReadSequence(tag);
            while (subtrees.HasData)
            {
                (tag.TagValue == 0 ? permitted : excluded).Add(GeneralName.Read(subtrees.ReadSequence()));
            }
        }

        const int most = 1000;
        return permitted.Count + excluded.Count <= most ? new(permitted, excluded) : throw new CryptographicException("too many name constraints");
    }

    public override string ToString() => string.Join("; ", Listed("permitted", Permitted).Concat(Listed("excluded", Excluded)));

    private static IEnumerable<string> Listed(string what, IReadOnlyList<GeneralName> names)
    {
        const int shown = 5;
        if (names.Count > 0)
        {
            yield return Model.Printable.OneLine($"{what} {string.Join(", ", names.Take(shown))}{(names.Count > shown ? ", …" : "")}");
        }
    }
}
