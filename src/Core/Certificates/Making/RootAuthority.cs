using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>The root that is there.</summary>
/// <param name="Certificate">Its certificate.</param>
/// <param name="Key">Its key; null when it is kept elsewhere.</param>
internal sealed record RootAuthority(X509Certificate2 Certificate, CaKey? Key) : IDisposable
{
    /// <summary>Reads the root with its key.</summary>
    /// <returns>Null when neither is there.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: one of the two is missing; <see cref="ExitCode.MalformedInput"/>: it is no root that can sign now, or the key is another's.</exception>
    public static RootAuthority? Read(CaPlace place, RunJournal journal, DateTimeOffset now)
    {
        EnsureFolder(place);
        var certificate = SmallFile.Read(place.File(CaFolder.Root), place.Show(CaFolder.Root));
        var hasKey = Path.Exists(place.File(CaFolder.RootKey));
        if (certificate is null)
        {
            return hasKey ? throw Half(place, CaFolder.RootKey, CaFolder.Root, "Put the certificate back") : null;
        }

        if (!hasKey)
        {
            throw Half(place, CaFolder.Root, CaFolder.RootKey, "Put the key back, set certificates.externalRoot: true if it is kept elsewhere");
        }

        var root = Usable(certificate, place, now);
        var key = KeyFile.Read(place.File(CaFolder.RootKey), place.Show(CaFolder.RootKey), journal)!;
        return key.Fits(root.PublicKey) ? new RootAuthority(root, key) : throw new MeshException(ExitCode.MalformedInput,
            $"{place.Show(CaFolder.RootKey)} is not the key of {place.Show(CaFolder.Root)}", "Put the right key there, or make a new root with --rotate-root");
    }

    /// <summary>Reads the certificate of a root whose key is kept elsewhere.</summary>
    /// <returns>Null when it is not there.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it is no root that can have signed anything.</exception>
    public static RootAuthority? ReadExternal(CaPlace place, DateTimeOffset now)
    {
        EnsureFolder(place);
        return SmallFile.Read(place.File(CaFolder.Root), place.Show(CaFolder.Root)) is { } certificate ? new RootAuthority(Usable(certificate, place, now), null) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        Key?.Dispose();
    }

    // Before anything is made: a dry run has to find it too.
    internal static void EnsureFolder(CaPlace place)
    {
        if (File.Exists(place.Path))
        {
            throw new MeshException(ExitCode.CannotCreate, $"{place.Shown} is a file, and a folder is to be there", "Move the file away, or name another folder in mesh.yaml");
        }
    }

    private static X509Certificate2 Usable(byte[] pem, CaPlace place, DateTimeOffset now)
    {
        var shown = place.Show(CaFolder.Root);
        var root = PemCertificates.ReadOne(pem, shown);
        return CertificateRules.WhyNoRoot(root, now) is { } why
            ? throw new MeshException(ExitCode.MalformedInput, $"{shown} cannot sign for a cluster: {why}", "Put the right root there, or make a new one with --rotate-root")
            : root;
    }

    private static MeshException Half(CaPlace place, string there, string missing, string remedy) =>
        new(ExitCode.NoInput, $"{place.Show(there)} is there without {missing}", $"{remedy}, or make a new root with --rotate-root");
}
