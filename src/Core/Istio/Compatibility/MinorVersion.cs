using System.Globalization;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>A minor version of Istio or of Kubernetes, which is what support is said of.</summary>
/// <param name="Major">1 so far, for both.</param>
/// <param name="Minor">The minor version.</param>
public readonly record struct MinorVersion(int Major, int Minor) : IComparable<MinorVersion>
{
    /// <summary>Reads <c>1.29</c>, <c>1.29.0</c>, <c>1.29.0-distroless</c>, <c>v1.34.1-eks-3cfe0ce</c> or <c>1.27+</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where it is no version.</returns>
    public static MinorVersion? Of(string? text) => KubeVersion.TryParse(text, out var version) ? Of(version) : null;

    /// <summary>The minor version of a server or kubelet.</summary>
    /// <param name="version">Its version.</param>
    public static MinorVersion Of(KubeVersion version) => new(version.Major, version.Minor);

    /// <inheritdoc/>
    public int CompareTo(MinorVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>True when it is older than another.</summary>
    /// <param name="other">The other.</param>
    public bool IsBefore(MinorVersion other) => CompareTo(other) < 0;

    /// <summary>How many minor versions it is ahead of another; negative where it is behind, null where the major versions differ.</summary>
    /// <param name="other">The other.</param>
    public int? Ahead(MinorVersion other) => Major == other.Major ? Minor - other.Minor : null;

    /// <summary><c>1.29</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
