namespace Mesh.Core.Configuration.Rules;

/// <summary>Keys whose values together tell the items of a list apart; two items with the same ones are a mistake.</summary>
/// <param name="keys">The keys as mesh.yaml spells them.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UniqueByAttribute(params string[] keys) : Attribute
{
    /// <summary>The keys.</summary>
    public IReadOnlyList<string> Keys => keys;
}
