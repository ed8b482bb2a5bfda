using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>A CA whose root signs elsewhere: requests go out, and what comes back is checked and completed.</summary>
/// <param name="options">What is configured.</param>
/// <param name="places">Where everything is kept.</param>
/// <param name="gate">Lets the changes pass, or only shows them.</param>
/// <param name="journal">Where findings and notes go.</param>
/// <param name="now">The time, in whole seconds.</param>
internal sealed class ExternalRoot(CertificatesOptions options, CaPlaces places, ChangeGate gate, RunJournal journal, DateTimeOffset now)
{
    /// <summary>Takes each cluster one step on: key and request, then chain and root.</summary>
    public async Task<CaCreationResult> RunAsync(CaRotation rotation, CancellationToken cancellation)
    {
        if (rotation == CaRotation.Root)
        {
            throw new MeshException(ExitCode.Usage, "--rotate-root asks for a new root, and certificates.externalRoot says that its key is kept elsewhere",
                $"Have the new root made there, put it into {places.Root.Show(CaFolder.Root)}, and ask for new requests with --rotate");
        }

        using var root = RootAuthority.ReadExternal(places.Root, now);
        var (fresh, waiting, folders, completed, kept) = (new List<CaPlace>(), new List<CaPlace>(), new List<PlannedFolder>(), 0, 0);
        var obstacles = new Obstacles();
        foreach (var place in places.Clusters)
        {
            obstacles.Meet(() =>
            {
                if (IsFresh(place, rotation))
                {
                    fresh.Add(place);
                    return;
                }

                using var key = KeyFile.Read(place.File(CaFolder.Key), place.Show(CaFolder.Key), journal)!;
                var certificate = SmallFile.Read(place.File(CaFolder.Certificate), place.Show(CaFolder.Certificate));
                if (certificate is null || root is null)
                {
                    folders.AddRange(certificate is null ? AskAgain(place, key) : []);
                    waiting.Add(place);
                    return;
                }

                var step = Complete(place, certificate, key, root.Certificate);
                folders.AddRange(step);
                (completed, kept) = (completed + step.Count, kept + 1 - step.Count);
            });
        }

        obstacles.End();

        // A dry run makes no keys.
        using var keys = gate.DryRun == DryRun.Off ? await CaKeys.MakeAsync(options.Key, fresh.Count, journal, cancellation) : null;
        folders.AddRange(fresh.Select((place, index) => Ask(place, keys?[index])));
        await new CaWriting(gate).WriteAsync(folders, cancellation);
        waiting = [.. places.Clusters.Where(place => waiting.Contains(place) || fresh.Contains(place))];
        Tell(completed, kept, waiting, root is not null);
        return new CaCreationResult(false, completed, kept, waiting.Count);
    }

    // A certificate without its key can never become a CA again.
    private static bool IsFresh(CaPlace place, CaRotation rotation)
    {
        RootAuthority.EnsureFolder(place);
        if (rotation != CaRotation.None || !CaFolder.HoldsAny(place.Path))
        {
            return true;
        }

        return Path.Exists(place.File("tls.crt")) ? throw new MeshException(ExitCode.Configuration, $"{place.Shown} holds tls.crt, which istiod takes in place of ca-cert.pem",
                "Move the files of that layout away, or make a new request with --rotate")
            : Path.Exists(place.File(CaFolder.Key)) ? false
            : throw new MeshException(ExitCode.NoInput, $"{place.Shown} holds no {CaFolder.Key} to what else is there", "Put the key back, or make a new key and request with --rotate");
    }

    private PlannedFolder Ask(CaPlace place, CaKey? key)
    {
        var name = CaProfile.IntermediateName(options.Organization, place.Name);
        return new(
            place,
            [
                new(CaFolder.Key, $"+ private key, {CaKey.KindOf(options.Key)}, for its owner only", key?.ToPem() ?? [], Secret: true),
                new(CaFolder.Request, $"{CaText.Removed(place, CaFolder.Certificate)}+ request of {CaText.Of(name)}; {CaKey.KindOf(options.Key)}", key is null ? [] : Encoding.ASCII.GetBytes(CaProfile.Request(name, key))),
            ],
            CaFolder.HoldsAny(place.Path) ? PlannedFolder.BesideOf(place, now) : null);
    }

    // The key is there and nobody has signed yet: the request is written once more where it is missing or another's.
    private IEnumerable<PlannedFolder> AskAgain(CaPlace place, CaKey key)
    {
        var name = CaProfile.IntermediateName(options.Organization, place.Name);
        var there = SmallFile.Read(place.File(CaFolder.Request), place.Show(CaFolder.Request));
        if (there is null || !Asks(there, name, key))
        {
            yield return new(place, [new(CaFolder.Request, $"+ request of {CaText.Of(name)}; {key.Kind}", Encoding.ASCII.GetBytes(CaProfile.Request(name, key)), Replaces: there is not null)]);
        }
    }

    private static bool Asks(byte[] request, X500DistinguishedName name, CaKey key)
    {
        try
        {
            var asked = CertificateRequest.LoadSigningRequestPem(Encoding.ASCII.GetString(request), key.Hash);
            return key.Fits(asked.PublicKey) && asked.SubjectName.RawData.AsSpan().SequenceEqual(name.RawData);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private List<PlannedFolder> Complete(CaPlace place, byte[] pem, CaKey key, X509Certificate2 root)
    {
        using var certificate = PemCertificates.ReadOne(pem, place.Show(CaFolder.Certificate));
        if (CertificateRules.WhyNoIntermediate(certificate, key, root, now) is { } why)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{place.Show(CaFolder.Certificate)} cannot be the CA of {place.Name}: {why}",
                $"Have {place.Show(CaFolder.Request)} signed by the key of {places.Root.Show(CaFolder.Root)} with {CaProfile.Words}");
        }

        ClusterAuthority.Judge(place, certificate, root, journal);
        var files = new List<PlannedFile>();
        Derive(CaFolder.Chain, [certificate, root], there => there.SequenceEqual([certificate, root]));
        // While a root is being replaced, the file holds the old one too.
        Derive(CaFolder.Root, [root], there => there.Contains(root));
        if (files.Count == 0)
        {
            journal.Note($"already there: {place.Shown} ({CaText.Of(certificate)})");
        }

        return files.Count == 0 ? [] : [new PlannedFolder(place, files)];

        void Derive(string name, X509Certificate2[] wanted, Func<IReadOnlyList<X509Certificate2>, bool> isRight)
        {
            var there = SmallFile.Read(place.File(name), place.Show(name));
            if (there is null || !isRight(Lenient(there)))
            {
                files.Add(new(name, CaText.Removed(place, name) + string.Join('\n', wanted.Select(one => $"+ {CaText.Of(one)}")), PemCertificates.Write(wanted), Replaces: there is not null));
            }
        }
    }

    // What is derived is written anew whatever was in it.
    private static IReadOnlyList<X509Certificate2> Lenient(byte[] pem)
    {
        try
        {
            return PemCertificates.Read(pem, "");
        }
        catch (MeshException)
        {
            return [];
        }
    }

    private void Tell(int completed, int kept, List<CaPlace> waiting, bool hasRoot)
    {
        foreach (var place in waiting)
        {
            var back = $"its certificate into {place.Show(CaFolder.Certificate)}{(hasRoot ? "" : $" and the root's into {places.Root.Show(CaFolder.Root)}")}";
            journal.Find(Catalogue.AwaitingSignature.On(place.Shown, Path.Exists(place.File(CaFolder.Certificate)) && !hasRoot
                ? $"signed, and {places.Root.Show(CaFolder.Root)} is not there" : $"sign {place.Show(CaFolder.Request)} with {CaProfile.Words}; then put {back}"));
        }

        var would = gate.DryRun == DryRun.Off ? "" : "would be ";
        journal.Summarize(waiting.Count > 0 ? $"not complete: {waiting.Count} of {places.Clusters.Count} clusters wait for a signature from elsewhere"
            : completed == 0 ? $"nothing to do: {kept} of {kept} clusters' CAs are there"
            : $"{completed} {would}completed{(kept > 0 ? $", {kept} already there" : "")}");
    }
}
