using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>All objects together, indexed once. An object that stands later in the order of <see cref="OriginKind"/>, or later among those of one, takes the place of an earlier one of the same kind, namespace and name.</summary>
internal sealed class MeshSet
{
    private readonly Dictionary<ObjectKey, MeshObject> byKey = [];
    private readonly Dictionary<MeshKind, List<MeshObject>> byKind = [];
    private Policies.PolicySet? policies;

    /// <param name="objects">The objects, in any order.</param>
    /// <param name="coverage">Of which kinds every object was looked at.</param>
    /// <param name="settings">The mesh's own settings, as far as they are known otherwise.</param>
    public MeshSet(IEnumerable<MeshObject> objects, Coverage coverage, MeshSettings? settings = null)
    {
        Coverage = coverage;
        foreach (var item in objects.OrderBy(item => item.Origin.Kind))
        {
            if (byKey.TryGetValue(item.Key, out var earlier) && earlier.Origin.Kind == item.Origin.Kind)
            {
                Repeated.Add((earlier, item));
            }

            byKey[item.Key] = item;
        }

        foreach (var item in byKey.Values)
        {
            if (!byKind.TryGetValue(item.Kind, out var list))
            {
                byKind[item.Kind] = list = [];
            }

            list.Add(item);
        }

        Settings = (settings ?? new()).With(this);
        Workloads = new(this);
        Hosts = new(this);
        Mtls = new(this);
        Rules = new(this);
    }

    /// <summary>Every object once.</summary>
    public IReadOnlyCollection<MeshObject> Objects => byKey.Values;

    /// <summary>Objects that stand in two files, or twice in one: the first, and the one that counts.</summary>
    public List<(MeshObject Earlier, MeshObject Later)> Repeated { get; } = [];

    /// <summary>Of which kinds every object was looked at.</summary>
    public Coverage Coverage { get; }

    /// <summary>What holds for the whole mesh.</summary>
    public MeshSettings Settings { get; }

    /// <summary>Pods and what makes them.</summary>
    public WorkloadSet Workloads { get; }

    /// <summary>The hosts that can be called.</summary>
    public HostSet Hosts { get; }

    /// <summary>Whether workloads take plain text.</summary>
    public MtlsSet Mtls { get; }

    /// <summary>Who may call what.</summary>
    public Policies.PolicySet Policies => policies ??= new(this);

    /// <summary>Which DestinationRules are about a host.</summary>
    public DestinationRuleSet Rules { get; }

    /// <summary>The objects of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public IReadOnlyList<MeshObject> Of(MeshKind kind) => byKind.TryGetValue(kind, out var list) ? list : [];

    /// <summary>An object; null when it is not in the set.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="ns">Its namespace; empty for an object that is in none.</param>
    /// <param name="name">Its name.</param>
    public MeshObject? Find(MeshKind kind, string ns, string name) => byKey.GetValueOrDefault(new(kind, ns, name));

    /// <summary>The kinds there are.</summary>
    public IEnumerable<MeshKind> Kinds => byKind.Keys;
}
