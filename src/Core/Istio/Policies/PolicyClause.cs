using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>One source of from, or one operation of to: all its fields have to hold.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Fields">Its fields; none lets everything pass.</param>
internal sealed record PolicyClause(Field At, IReadOnlyList<PolicyField> Fields)
{
    /// <summary>The field with this name, or null.</summary>
    /// <param name="name">The name.</param>
    public PolicyField? this[string name] => Fields.FirstOrDefault(field => field.Name == name);
}
