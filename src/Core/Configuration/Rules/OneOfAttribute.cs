namespace Mesh.Core.Configuration.Rules;

/// <summary>Keys of a record of which exactly one, or at most one, may have a value.</summary>
/// <param name="keys">The keys as mesh.yaml spells them.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OneOfAttribute(params string[] keys) : Attribute
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>True when none at all is fine too.</summary>
    public bool OrNone { get; init; }
}
