namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>Where rows of the table are from.</summary>
/// <param name="Name">What rows call it.</param>
/// <param name="What">What it is, in a few words.</param>
/// <param name="Address">Where it can be read; null where that is not said.</param>
/// <param name="AsOf">The day it speaks for.</param>
public sealed record TableSource(string Name, string What, string? Address, DateOnly AsOf)
{
    /// <summary>As findings name it.</summary>
    public override string ToString() => $"{What}, as of {AsOf:yyyy-MM-dd}{(Address is null ? "" : $", {Address}")}";
}
