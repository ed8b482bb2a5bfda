using System.Diagnostics.CodeAnalysis;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>What a signature asks a check in particular: names with one text or several each.</summary>
/// <param name="Values">The arguments by name.</param>
public sealed record CheckArguments(IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>No arguments.</summary>
    public static readonly CheckArguments None = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>The texts of an argument; none when it is absent.</summary>
    /// <param name="name">Its name.</param>
    public IReadOnlyList<string> All(string name) => Values.GetValueOrDefault(name) ?? [];

    /// <summary>The first text of an argument; null when it is absent.</summary>
    /// <param name="name">Its name.</param>
    public string? One(string name) => All(name) is [var first, ..] ? first : null;

    /// <summary>Whether an argument is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its first text.</param>
    public bool Has(string name, [NotNullWhen(true)] out string? value) => (value = One(name)) is not null;
}
