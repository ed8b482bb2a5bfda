using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>A CA whose root is kept here: what is missing is made and signed at once.</summary>
/// <param name="options">What is configured.</param>
/// <param name="places">Where everything is kept.</param>
/// <param name="gate">Lets the changes pass, or only shows them.</param>
/// <param name="journal">Where findings and notes go.</param>
/// <param name="now">The time, in whole seconds.</param>
internal sealed class OwnRoot(CertificatesOptions options, CaPlaces places, ChangeGate gate, RunJournal journal, DateTimeOffset now)
{
    /// <summary>Makes what is missing, and what is to be made anew.</summary>
    public async Task<CaCreationResult> RunAsync(CaRotation rotation, CancellationToken cancellation)
    {
        using var existing = rotation == CaRotation.Root ? null : RootAuthority.Read(places.Root, journal, now);
        if (existing is null)
        {
            RootAuthority.EnsureFolder(places.Root);
        }

        var missing = Missing(existing, rotation);
        var kept = places.Clusters.Count - missing.Count;
        var rootDraft = existing is null ? Draft(CaProfile.RootName(options.Organization), CaDraft.End(now, options.RootDays, "certificates.rootDays")) : null;
        var rootEnd = rootDraft?.NotAfter ?? CaText.End(existing!.Certificate);
        var end = IntermediateEnd(rootEnd, missing.Count);

        // A dry run makes no keys; it says of each certificate all but its fingerprint.
        using var keys = gate.DryRun == DryRun.Off ? await CaKeys.MakeAsync(options.Key, missing.Count + (rootDraft is null ? 0 : 1), journal, cancellation) : null;
        var rootKey = existing?.Key ?? keys?[missing.Count];
        using var newRoot = rootDraft is null || rootKey is null ? null : CaProfile.Root(rootDraft, rootKey);
        var root = existing?.Certificate ?? newRoot;
        var rootText = rootDraft?.Text(newRoot) ?? CaText.Of(root!);
        var rootName = CaText.Of(rootDraft?.Name ?? root!.SubjectName);
        var begin = root is null ? now - CaDraft.BackDated : Later(now - CaDraft.BackDated, CaText.Begin(root));

        var folders = new List<PlannedFolder>();
        if (rootDraft is not null)
        {
            folders.Add(RootFolder(rootText, newRoot, rootKey));
        }

        for (var index = 0; index < missing.Count; index++)
        {
            var draft = Draft(CaProfile.IntermediateName(options.Organization, missing[index].Name), end) with { NotBefore = begin };
            folders.Add(ClusterFolder(missing[index], draft, keys?[index], root, rootKey, (rootName, rootText)));
        }

        await new CaWriting(gate).WriteAsync(folders, cancellation);
        Summarize(rootDraft is not null, missing.Count, kept);
        return new CaCreationResult(rootDraft is not null, missing.Count, kept, 0);
    }

    private List<CaPlace> Missing(RootAuthority? root, CaRotation rotation)
    {
        var missing = new List<CaPlace>();
        var obstacles = new Obstacles();
        foreach (var place in places.Clusters)
        {
            obstacles.Meet(() =>
            {
                RootAuthority.EnsureFolder(place);
                if (IsMade(place, root, rotation))
                {
                    missing.Add(place);
                    return;
                }

                using var there = ClusterAuthority.Read(place, root!.Certificate, journal, now).Certificate;
                journal.Note($"already there: {place.Shown} ({CaText.Of(there)})");
            });
        }

        obstacles.End();
        return missing;
    }

    private bool IsMade(CaPlace place, RootAuthority? root, CaRotation rotation) =>
        rotation == CaRotation.Root || !CaFolder.HoldsAny(place.Path) ? true
        : root is not null ? rotation == CaRotation.Intermediates
        : throw new MeshException(ExitCode.NoInput, $"{place.Shown} holds a CA, and {places.Root.Shown} holds no root that it could be of",
            "Put the root's files back, or make everything anew with --rotate-root");

    private DateTimeOffset IntermediateEnd(DateTimeOffset rootEnd, int count)
    {
        var wanted = CaDraft.End(now, options.IntermediateDays, "certificates.intermediateDays");
        if (wanted <= rootEnd || count == 0)
        {
            return wanted;
        }

        journal.Find(Catalogue.IntermediateCutShort.On(places.Root.Shown,
            $"{count} new intermediate{(count == 1 ? "" : "s")}: {CaText.Day(rootEnd)}, as the root, instead of {CaText.Day(wanted)} (certificates.intermediateDays: {options.IntermediateDays})"));
        return rootEnd;
    }

    private PlannedFolder RootFolder(string text, X509Certificate2? root, CaKey? key) => new(
        places.Root,
        [
            new(CaFolder.Root, $"{CaText.Removed(places.Root, CaFolder.Root)}+ {text}", root is null ? [] : PemCertificates.Write(root)),
            new(CaFolder.RootKey, $"+ private key, {CaKey.KindOf(options.Key)}, for its owner only", key?.ToPem() ?? [], Secret: true),
        ],
        Path.Exists(places.Root.File(CaFolder.Root)) || Path.Exists(places.Root.File(CaFolder.RootKey)) ? PlannedFolder.BesideOf(places.Root, now) : null);

    private PlannedFolder ClusterFolder(CaPlace place, CaDraft draft, CaKey? key, X509Certificate2? root, CaKey? rootKey, (string Name, string Text) rootAs)
    {
        using var certificate = key is null ? null : CaProfile.Intermediate(draft, key, root!, rootKey!);
        return new(
            place,
            [
                new(CaFolder.Certificate, $"{CaText.Removed(place, CaFolder.Certificate)}+ {draft.Text(certificate)}", certificate is null ? [] : PemCertificates.Write(certificate)),
                new(CaFolder.Key, $"+ private key, {draft.KeyKind}, for its owner only", key?.ToPem() ?? [], Secret: true),
                new(CaFolder.Chain, $"+ {CaText.Of(draft.Name)}, then {rootAs.Name}", certificate is null ? [] : PemCertificates.Write(certificate, root!)),
                new(CaFolder.Root, $"{CaText.Removed(place, CaFolder.Root)}+ {rootAs.Text}", certificate is null ? [] : PemCertificates.Write(root!)),
            ],
            CaFolder.HoldsAny(place.Path) ? PlannedFolder.BesideOf(place, now) : null);
    }

    private CaDraft Draft(X500DistinguishedName name, DateTimeOffset end) => new(name, CaKey.KindOf(options.Key), now - CaDraft.BackDated, end);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Summarize(bool root, int made, int kept)
    {
        var would = gate.DryRun == DryRun.Off ? "" : "would be ";
        journal.Summarize(!root && made == 0 ? $"nothing to do: the root and {kept} of {kept} clusters' CAs are there"
            : $"{(root ? "a root and " : "")}{made} intermediate{(made == 1 ? "" : "s")} {would}made{(kept > 0 ? $", {kept} already there" : "")}");
    }
}
