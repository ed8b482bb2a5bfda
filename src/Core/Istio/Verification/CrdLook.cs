using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>Looks whether every CRD that this version of Istio reads is there and serves what it needs.</summary>
internal sealed class CrdLook(ICluster cluster, ExpectedMesh expected, Verdict verdict)
{
    private const int AtOnce = 8;

    /// <summary>Looks at them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (expected.Minor is not { } minor)
        {
            verdict.Leave($"CRDs: which ones belong to Istio {expected.Version ?? "of an unknown version"} is not known; set istio.version");
            return;
        }

        var wanted = IstioCrds.Of(minor);
        if (await verdict.TryAsync("CRDs", () => ReadAsync(wanted, cancellation)) is not { } there)
        {
            return;
        }

        var missing = wanted.Select((crd, index) => (crd.Name, There: there[index])).Where(one => one.There is null).Select(one => one.Name).ToList();
        var unfit = wanted.Select((crd, index) => (crd.Name, Why: there[index] is { } found ? Lacks(found, crd.Served) : null)).Where(one => one.Why is not null).Select(one => $"{one.Name}: {one.Why}").ToList();
        verdict.Crds = new(wanted.Count, missing, unfit);
        Find(VerificationFindings.CrdMissing, missing, $"of the {wanted.Count} of Istio 1.{minor} not there");
        Find(VerificationFindings.CrdUnfit, unfit, $"of the {wanted.Count} of Istio 1.{minor} not usable");
    }

    private void Find(FindingKind kind, List<string> which, string words)
    {
        if (which.Count > 0)
        {
            verdict.Find(kind.On(which.Count == 1 ? $"crd/{which[0].Split(':')[0]}" : $"{which.Count} CRDs", string.Join('\n', which.Prepend($"{which.Count} {words}"))));
        }
    }

    private async Task<JsonObject?[]> ReadAsync(IReadOnlyList<(string Name, IReadOnlyList<string> Served)> wanted, CancellationToken cancellation)
    {
        var there = new JsonObject?[wanted.Count];
        await Parallel.ForAsync(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (index, token) => there[index] = await cluster.GetAsync(ResourceKind.CustomResourceDefinition, null, wanted[index].Name, token));
        return there;
    }

    private static string? Lacks(JsonObject crd, IReadOnlyList<string> versions)
    {
        var established = crd.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Established");
        var served = crd.Items("spec", "versions").Where(version => version.Flag("served") == true).Select(version => version.Text("name")).ToHashSet();
        return crd.IsTerminating() ? "it is on its way out"
            : established.Text("status") != "True" ? $"it is not established: {Model.Printable.OneLine(established.Text("message") ?? "its status says nothing")}"
            : versions.Where(version => !served.Contains(version)).ToList() is { Count: > 0 } lacking ? $"it does not serve {string.Join(", ", lacking)}"
            : null;
    }
}
