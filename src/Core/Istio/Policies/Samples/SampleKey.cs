namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>A key of the file of request samples.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">What its value may be.</param>
/// <param name="Summary">What it says.</param>
internal sealed record SampleKey(string Name, SampleValue Value, string Summary)
{
    /// <summary>Whether it has to be there.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it is of HTTP, which a request of TCP has not.</summary>
    public bool IsHttp { get; init; }

    /// <summary>The texts it may be; none for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
