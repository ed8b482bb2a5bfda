using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>One thing that the table says of the versions at hand.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Text">The same in words, with the date and the source of the row it is from.</param>
/// <param name="Date">The date it turns on: the end of support, for one; where the table has no row, the day the table speaks for.</param>
/// <param name="Source">Where that is from.</param>
public sealed record Verdict(VerdictKind Kind, string Text, string Date, TableSource? Source)
{
    /// <summary>True when nothing is wrong.</summary>
    public bool IsGood => Kind is VerdictKind.Supported or VerdictKind.EksStandardSupport;

    /// <summary>Until when what is good stays so, where that is less than 30 days; null otherwise.</summary>
    public string? EndsSoon { get; init; }
}
