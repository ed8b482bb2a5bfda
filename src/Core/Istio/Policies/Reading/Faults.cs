using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies.Reading;

/// <summary>Gathers what is wrong with a policy.</summary>
internal sealed class Faults
{
    // A file that is something else altogether needs no thousand lines about it.
    private const int Told = 20;

    private readonly List<PolicyFault> all = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<PolicyFault> All => all;

    /// <summary>Something is wrong.</summary>
    /// <param name="at">Where.</param>
    /// <param name="text">What.</param>
    public void Add(Field at, string text)
    {
        if (all.Count < Told)
        {
            all.Add(new(at, text));
        }
    }

    /// <summary>Tells of keys that Istio does not have: the API server drops them, which makes a rule match more than is written.</summary>
    /// <param name="map">Where the keys stand.</param>
    /// <param name="known">The keys there are.</param>
    public void Unknown(Field map, IReadOnlyCollection<string> known)
    {
        foreach (var member in map.Members.Where(member => !known.Contains(member.Key!)))
        {
            Add(member, $"there is no field {member}; the API server drops it, so that what it was to restrict is not restricted. {NearestName.Hint(member.Key!, known, $"Known here: {string.Join(", ", known)}")}");
        }
    }

    /// <summary>Whether something of the right type stands there; what is of another is a fault, nothing at all is not.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="field">Where.</param>
    /// <param name="expected">The type in words.</param>
    public bool Is<T>(Field field, string expected)
        where T : JsonNode
    {
        if (field.IsThere && field.Json is not T)
        {
            Add(field, $"the server refuses {field}: {expected} are expected, and something else stands there");
        }

        return field.Json is T;
    }
}
