namespace Mesh.Core.Istio.Compatibility.Skew;

/// <summary>The proxies of one version that one revision injected. A mesh has thousands of pods and a handful of these.</summary>
/// <param name="version">Their version; null where the image does not say it.</param>
/// <param name="image">The image, where it does not; empty otherwise.</param>
/// <param name="revision">The revision that injected them; null where the pods do not say it.</param>
internal sealed class ProxyGroup(string? version, string image, string? revision)
{
    private const int MostNamed = 3;

    private readonly List<string> named = [];

    /// <summary>Their version; null where the image does not say it.</summary>
    public string? Version => version;

    /// <summary>The image, where it does not; empty otherwise.</summary>
    public string Image => image;

    /// <summary>The revision that injected them; null where the pods do not say it.</summary>
    public string? Revision => revision;

    /// <summary>Their minor version; null where it is not known.</summary>
    public MinorVersion? Minor => MinorVersion.Of(Version);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>A further one.</summary>
    public void Add(string pod)
    {
        Count++;
        if (named.Count < MostNamed)
        {
            named.Add(pod);
        }
    }

    /// <summary>How many, and the first of them.</summary>
    public override string ToString() => $"{Count} prox{(Count == 1 ? "y" : "ies")} ({string.Join(", ", named)}{(Count > named.Count ? ", …" : "")})";
}
