namespace Mesh.Core.Model;

/// <summary>Names one workload.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record WorkloadRef(WorkloadKind Kind, string Namespace, string Name)
{
    /// <summary>Without the namespace: <c>deployment/web</c>.</summary>
    public string ShortName => $"{Kind.ToString().ToLowerInvariant()}/{Name}";

    /// <summary>As people write it: <c>deployment/web in beta</c>.</summary>
    public override string ToString() => $"{ShortName} in {Namespace}";
}
