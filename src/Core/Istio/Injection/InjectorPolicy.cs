using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Injection;

/// <summary>What an injector decides by itself once it is asked, as its ConfigMap says. Source: istio, pkg/kube/inject/inject.go, injectRequired.</summary>
/// <param name="Policy">enabled: pods that say nothing get a proxy; disabled: only those that ask for one.</param>
/// <param name="Never">Selectors of pods that get none unless they ask for one.</param>
/// <param name="Always">Selectors of pods that get one unless they refuse.</param>
/// <param name="Values">The values it was installed with; null where they are not there.</param>
internal sealed record InjectorPolicy(string Policy, IReadOnlyList<JsonObject> Never, IReadOnlyList<JsonObject> Always, Injector? Values)
{
    // The templates in it are long; nothing else in a ConfigMap of 1 MB is.
    private static readonly YamlRules Rules = new(Deepest: 64, Largest: 100_000) { MergeKeys = true };

    /// <summary>Reads the ConfigMap of a revision's injector; null where it is not there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: what it holds cannot be read; else as for <see cref="ICluster"/>.</exception>
    public static async Task<InjectorPolicy?> ReadAsync(ICluster cluster, string ns, string revision, CancellationToken cancellation)
    {
        var name = revision == Revisions.MeshLabels.Default ? Injector.Name : $"{Injector.Name}-{revision}";
        return await cluster.GetAsync(ResourceKind.ConfigMap, ns, name, cancellation) is { } map ? Of(map, $"configmap/{name} in {ns}") : null;
    }

    /// <summary>Reads a ConfigMap.</summary>
    public static InjectorPolicy Of(JsonObject map, string place)
    {
        try
        {
            var config = map.Text("data", "config") is { Length: > 0 } text && YamlReader.Read(text, place, Rules) is [var document, ..] ? document.Root.ToJson(place) : null;
            return new(config.Text("policy") ?? "enabled", [.. config.Items("neverInjectSelector")], [.. config.Items("alwaysInjectSelector")], Injector.Of(map, place));
        }
        catch (YamlSyntaxException malformed)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{place}: data.config is no YAML: {Printable.OneLine(malformed.Message)}", "Install istiod anew with its own chart", malformed);
        }
    }

    /// <summary>Why the injector leaves a pod alone; null where it puts a proxy into it.</summary>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="pod">The pod, or its template.</param>
    public InjectionRefusal? Refuses(string ns, JsonObject pod)
    {
        var metadata = pod.Child("metadata");
        var wish = Images.Proxies.Injection.Wish(metadata);
        return pod.Flag("spec", "hostNetwork") == true ? new("its pods use the network of their node, which injectors leave alone")
            : Images.Proxies.Injection.IsLeftAlone(ns) ? new($"namespace {ns} is one that injectors leave alone")
            : wish is { Length: > 0 } ? wish.ToUpperInvariant() is "TRUE" or "Y" or "YES" or "ON" ? null : new($"its pods say {Revisions.MeshLabels.Inject}={Printable.OneLine(wish)}")
            : Never.FirstOrDefault(selector => Fits(selector, metadata)) is { } never ? new($"neverInjectSelector of the injector has its pods: {LabelSelector.Of(never)}")
            : Always.Any(selector => Fits(selector, metadata)) || Policy == "enabled" ? null
            : new($"the injector's policy is {Printable.OneLine(Policy)}, and its pods do not ask for a proxy by themselves") { IsPolicy = true };
    }

    // One that selects nothing in particular does not count.
    private static bool Fits(JsonObject selector, JsonObject? metadata) => LabelSelector.Of(selector) is var read && read.ToString().Length > 0 && read.Matches(metadata.Child("labels"));
}
