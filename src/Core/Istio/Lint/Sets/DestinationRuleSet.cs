using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>Which DestinationRules are about a host, by its whole name.</summary>
internal sealed class DestinationRuleSet
{
    private readonly Dictionary<string, List<MeshObject>> byHost = new(StringComparer.OrdinalIgnoreCase);
    private readonly MeshSet mesh;

    /// <param name="mesh">All objects.</param>
    public DestinationRuleSet(MeshSet mesh)
    {
        this.mesh = mesh;
        foreach (var rule in mesh.Of(MeshKind.DestinationRule))
        {
            if (HostOf(rule) is { } host)
            {
                (byHost.TryGetValue(host, out var list) ? list : byHost[host] = []).Add(rule);
            }
        }
    }

    /// <summary>The hosts that rules are about, each with them.</summary>
    public IEnumerable<(string Host, IReadOnlyList<MeshObject> Rules)> All => byHost.Select(pair => (pair.Key, (IReadOnlyList<MeshObject>)pair.Value));

    /// <summary>The whole name of the host a rule is about; null when it names none.</summary>
    /// <param name="rule">The rule.</param>
    public string? HostOf(MeshObject rule) => rule.Spec["host"].Text is { Length: > 0 } host ? mesh.Hosts.Complete(host, rule.Namespace) : null;

    /// <summary>Every rule about a host: those of the very name first, then those of wildcards above it.</summary>
    /// <param name="host">The whole name.</param>
    public IEnumerable<MeshObject> About(string host)
    {
        foreach (var name in Names(host))
        {
            foreach (var rule in byHost.TryGetValue(name, out var list) ? list : [])
            {
                yield return rule;
            }
        }
    }

    private static IEnumerable<string> Names(string host)
    {
        yield return host;
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            yield return $"*{host[dot..]}";
        }

        yield return "*";
    }
}
