using System.Runtime.CompilerServices;
using Mesh.Core.Configuration.Loading;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Samples;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>Policies of a text, and requests to ask them about.</summary>
internal static class PolicyScene
{
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Here())!, "decisions");

    public static MeshSet Read(string yaml, string file = "policies.yaml", bool complete = false)
    {
        var (objects, fault) = ManifestText.Read(yaml, new Origin(OriginKind.File, file), "default");
        Assert.That(fault, Is.Null);
        return new(objects, new Coverage(complete));
    }

    /// <summary>A policy in namespace beta, of what stands below spec.</summary>
    public static string Policy(string name, string spec, string ns = "beta") => $"""
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {"{"} name: {name}, namespace: {ns} {"}"}
        spec:
        {string.Join('\n', spec.ReplaceLineEndings("\n").Split('\n').Select(line => "  " + line))}

        """;

    public static AccessRequest Request(string flow, MeshFacts? mesh = null) => Sample(flow).Request(mesh ?? new());

    public static SampleOutcome Ask(MeshSet mesh, string flow, string expect = "allow") => new SampleRun(mesh.Policies.Compiled, mesh.Policies.Find).Of(Sample(flow, expect));

    /// <summary>What becomes of a request to app=web in beta, in words.</summary>
    public static string Why(MeshSet mesh, string flow, params (string Key, string Value)[] labels)
    {
        var policies = mesh.Policies.Compiled.For(new Callee("beta", labels.DefaultIfEmpty(("app", "web")).ToDictionary(label => label.Item1, label => label.Item2)));
        return DecisionText.Of(policies.Decide(Request(flow, mesh.Policies.Facts)), policies);
    }

    private static PolicySample Sample(string flow, string expect = "allow")
    {
        var problems = new Problems("the policy tests", "");
        var samples = SampleFile.Parse($"tests: [{{ name: it, namespace: beta, labels: {{ app: web }}, request: {flow}, expect: {expect} }}]", "tests.yaml", problems);
        problems.ThrowIfAny();
        return samples.Single();
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
