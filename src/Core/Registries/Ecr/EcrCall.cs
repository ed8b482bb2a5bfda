using System.Text.Json.Nodes;

namespace Mesh.Core.Registries.Ecr;

/// <summary>A call of the API.</summary>
/// <param name="Host">The registry it is about.</param>
/// <param name="Operation">The operation, such as <c>DescribeRepositories</c>.</param>
/// <param name="Input">Its fields.</param>
internal sealed record EcrCall(EcrHost Host, string Operation, JsonObject Input)
{
    /// <summary>The API it belongs to.</summary>
    public EcrService Service { get; } = EcrService.Of(Host);

    /// <summary>The right it needs, as IAM policies name it.</summary>
    public string Action => $"{Service.SigningName}:{Operation}";

    /// <summary>True where it changes something.</summary>
    public bool Writes => Operation.StartsWith("Create", StringComparison.Ordinal);
}
