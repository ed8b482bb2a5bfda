using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>The CA of a cluster that is there and works.</summary>
/// <param name="Place">Its folder.</param>
/// <param name="Certificate">Its intermediate.</param>
internal sealed record ClusterAuthority(CaPlace Place, X509Certificate2 Certificate)
{
    /// <summary>Reads it and holds it against the root.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: a file is missing; <see cref="ExitCode.MalformedInput"/>: it does not work, or not with this root.</exception>
    public static ClusterAuthority Read(CaPlace place, X509Certificate2 root, RunJournal journal, DateTimeOffset now)
    {
        var bundle = CaFolder.Read(place.Path, place.Shown);
        if (bundle is not { SigningCertificate: { } signing, SigningKey: { } signingKey, Roots: { } rootFile, Chain: { } chainFile })
        {
            throw new MeshException(ExitCode.NoInput, $"{place.Shown} is incomplete: {Missing(bundle)}", "Put the missing files back, or make the intermediates anew with --rotate");
        }

        using var key = Key(bundle, signingKey, place, journal);
        var certificate = Leading(signing, place.Shown);
        var why = CertificateRules.WhyNoIntermediate(certificate, key, root, now)
            ?? (!Holds(rootFile, root, place.Shown) ? "the root is not among its roots"
            : Leading(chainFile, place.Shown).Thumbprint != certificate.Thumbprint ? "its chain does not begin with its certificate" : null);
        if (why is not null)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{place.Shown} holds a CA that is not right: {why}", "Put the right files there, or make the intermediates anew with --rotate");
        }

        Judge(place, certificate, root, journal);
        return new ClusterAuthority(place, certificate);
    }

    /// <summary>Finds fault with an intermediate that works and is not of the profile.</summary>
    public static void Judge(CaPlace place, X509Certificate2 certificate, X509Certificate2 root, RunJournal journal)
    {
        if (CertificateRules.Deviations(certificate, root).ToList() is { Count: > 0 } deviations)
        {
            journal.Find(Catalogue.IntermediateDeviates.On(place.Shown, string.Join(", ", deviations)));
        }
    }

    /// <summary>Whether a certificate is among those of a file.</summary>
    public static bool Holds(ReadOnlyMemory<byte> pem, X509Certificate2 root, string shown) => PemCertificates.Read(pem, shown).Any(one => one.Thumbprint == root.Thumbprint);

    private static CaKey Key(CaBundle bundle, ReadOnlyMemory<byte> content, CaPlace place, RunJournal journal)
    {
        try
        {
            var name = CaFolder.KeyName(bundle.Layout);
            KeyFile.WarnIfOpen(place.File(name), place.Show(name), journal);
            return CaKey.Read(content.Span, place.Show(name));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(content).Span);
        }
    }

    // istiod takes the first.
    private static X509Certificate2 Leading(ReadOnlyMemory<byte> pem, string shown) => PemCertificates.Read(pem, shown)[0];

    private static string Missing(CaBundle bundle)
    {
        string[] names = bundle.Layout == CaLayout.Tls ? ["tls.crt", "tls.key", "ca.crt"] : [CaFolder.Certificate, CaFolder.Key, CaFolder.Chain, CaFolder.Root];
        return string.Join(", ", names.Where(name => !bundle.Files.ContainsKey(name))) + " not there";
    }
}
