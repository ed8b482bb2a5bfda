using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>How Go and BoringSSL match a name against a constraint. They differ: to Go a URI constraint means its subdomains too, to BoringSSL it means one host.</summary>
internal static class ConstrainedNames
{
    private const string NotPermitted = "permitted subtree violation";
    private const string Excluded = "excluded subtree violation";

    /// <summary>What Go says of a certificate's names; null when they are allowed.</summary>
    public static string? ForGo(NameConstraints constraints, IEnumerable<GeneralName> names)
    {
        const string refusal = "x509: a root or intermediate certificate is not authorized to sign for this name: ";
        foreach (var name in names.Where(name => name.Type is GeneralName.Uri or GeneralName.Dns))
        {
            var (kind, host) = name.Type == GeneralName.Uri ? ("URI", HostOf(name.Text)) : ("DNS name", name.Text);
            var (excluded, permitted) = (Of(constraints.Excluded, name.Type), Of(constraints.Permitted, name.Type));
            if (excluded.Count + permitted.Count > 0 && host.Length == 0)
            {
                return $"{refusal}URI with empty host ({Quoted(name.Text)}) cannot be matched against constraints";
            }

            if (excluded.FirstOrDefault(constraint => GoDomain(host, constraint.Text)) is { } match)
            {
                return $"{refusal}{kind} {Quoted(name.Text)} is excluded by constraint {Quoted(match.Text)}";
            }

            if (permitted.Count > 0 && !permitted.Exists(constraint => GoDomain(host, constraint.Text)))
            {
                return $"{refusal}{kind} {Quoted(name.Text)} is not permitted by any constraint";
            }
        }

        return null;
    }

    /// <summary>What BoringSSL says of a certificate's names; null when they are allowed.</summary>
    public static (int Number, string Text)? ForEnvoy(NameConstraints constraints, Certificate certificate)
    {
        IEnumerable<GeneralName> names = certificate.AlternativeNames ?? [];
        if (!certificate.Subject.IsEmpty)
        {
            names = names.Append(new GeneralName(GeneralName.Directory, "", certificate.Subject.Raw));
        }

        foreach (var name in names)
        {
            var (excluded, permitted) = (Of(constraints.Excluded, name.Type), Of(constraints.Permitted, name.Type));
            if (excluded.Count + permitted.Count > 0 && name.Type is not (GeneralName.Uri or GeneralName.Dns or GeneralName.Directory))
            {
                return (51, "unsupported name constraint type");
            }

            if (permitted.Count > 0 && !permitted.Exists(constraint => EnvoyMatch(name, constraint)))
            {
                return (47, NotPermitted);
            }

            if (excluded.Exists(constraint => EnvoyMatch(name, constraint)))
            {
                return (48, Excluded);
            }
        }

        return null;
    }

    internal static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static List<GeneralName> Of(IReadOnlyList<GeneralName> constraints, int type) => [.. constraints.Where(constraint => constraint.Type == type)];

    private static bool GoDomain(string domain, string constraint)
    {
        if (constraint.Length == 0)
        {
            return true;
        }

        var suffix = constraint.StartsWith('.') ? constraint : "." + constraint;
        return domain.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) || (constraint[0] != '.' && domain.Equals(constraint, StringComparison.OrdinalIgnoreCase));
    }

    private static bool EnvoyMatch(GeneralName name, GeneralName constraint) => name.Type switch
    {
        GeneralName.Uri when constraint.Text.StartsWith('.') => HostOf(name.Text) is var host && host.Length > constraint.Text.Length && host.EndsWith(constraint.Text, StringComparison.OrdinalIgnoreCase),
        GeneralName.Uri => HostOf(name.Text).Equals(constraint.Text, StringComparison.OrdinalIgnoreCase),
        GeneralName.Dns => GoDomain(name.Text, constraint.Text),
        // A constraint of this type is tagged, so its content begins with the name of whose beginning it speaks.
        GeneralName.Directory => DirectoryBegins(name.Raw, constraint.Raw),
        _ => false,
    };

    private static bool DirectoryBegins(byte[] name, byte[] constraint)
    {
        try
        {
            var tagged = new System.Formats.Asn1.AsnReader(constraint, System.Formats.Asn1.AsnEncodingRules.BER)
                .ReadSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, GeneralName.Directory, isConstructed: true));
            var (parts, prefix) = (new System.Formats.Asn1.AsnReader(name, System.Formats.Asn1.AsnEncodingRules.BER).ReadSequence(), tagged.ReadSequence());
            while (prefix.HasData)
            {
                if (!parts.HasData || !parts.ReadEncodedValue().Span.SequenceEqual(prefix.ReadEncodedValue().Span))
                {
                    return false;
                }
            }

            return true;
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            return false;
        }
    }

    private static string HostOf(string uri)
    {
        var begin = uri.IndexOf("://", StringComparison.Ordinal);
        if (begin < 0)
        {
            return "";
        }

        var rest = uri[(begin + 3)..];
        var end = rest.IndexOfAny(['/', ':', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }
}
