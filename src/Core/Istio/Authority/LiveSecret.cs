using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>A secret of a cluster that holds a CA. It may hold a private key: never print it.</summary>
/// <param name="Bundle">The CA.</param>
/// <param name="Object">The secret as the server has it, with labels, owners and resourceVersion.</param>
public sealed record LiveSecret(CaBundle Bundle, JsonObject Object)
{
    /// <summary>The version of the object this was read from; a change that names it is refused when someone else was faster.</summary>
    public string ResourceVersion => Object.Text("metadata", "resourceVersion") ?? "";

    /// <summary>Where it is from, without any content.</summary>
    public override string ToString() => Bundle.Source;
}
