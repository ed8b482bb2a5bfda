using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>Of which kinds every object was looked at. Only then can one be called missing.</summary>
internal sealed class Coverage
{
    private readonly Dictionary<MeshKind, string?> looks = [];
    private readonly HashSet<ObjectKey> asked = [];
    private readonly bool all;

    /// <param name="all">True when the files are all there is.</param>
    public Coverage(bool all = false) => this.all = all;

    /// <summary>All objects of a kind were read.</summary>
    /// <param name="kind">The kind.</param>
    public void Read(MeshKind kind) => looks.TryAdd(kind, null);

    /// <summary>It was asked for one object by name, whether or not it is there.</summary>
    /// <param name="key">Which.</param>
    public void Read(ObjectKey key) => asked.Add(key);

    /// <summary>They could not be read.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="why">Why not.</param>
    public void Failed(MeshKind kind, string why) => looks[kind] = why;

    /// <summary>Whether all of them were looked at.</summary>
    /// <param name="kind">The kind.</param>
    public bool IsWhole(MeshKind kind) => all || (looks.TryGetValue(kind, out var why) && why is null);

    /// <summary>Whether an object that is not in the set is really missing.</summary>
    /// <param name="key">Which.</param>
    public bool Knows(ObjectKey key) => IsWhole(key.Kind) || asked.Contains(key);

    /// <summary>Why not.</summary>
    /// <param name="kind">The kind.</param>
    public string WhyNot(MeshKind kind) => looks.GetValueOrDefault(kind) ?? $"not all {kind.Plural} were looked at";

    /// <summary>What could not be read, with the reason.</summary>
    public IEnumerable<(MeshKind Kind, string Why)> Failures => looks.Where(look => look.Value is not null).Select(look => (look.Key, look.Value!)).OrderBy(look => look.Key.ToString(), StringComparer.Ordinal);
}
