using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>A host that can be called: a Service's, or one of a ServiceEntry.</summary>
/// <param name="Name">The whole name; begins with an asterisk where it stands for many.</param>
/// <param name="Object">The Service or ServiceEntry.</param>
internal sealed record MeshHost(string Name, MeshObject Object)
{
    /// <summary>Its ports.</summary>
    public IReadOnlyList<Field> Ports { get; } = [.. Object.Spec["ports"].Items];

    /// <summary>Whether it is a Service of Kubernetes.</summary>
    public bool IsService => Object.Kind == MeshKind.Service;

    /// <summary>A port's number: of a Service it is called port, of a ServiceEntry number.</summary>
    /// <param name="port">One of the ports.</param>
    public static long? NumberOf(Field port) => port["port"].Whole ?? port["number"].Whole;

    /// <summary>The port of a number; null when there is none.</summary>
    /// <param name="number">The number.</param>
    public Field? Port(long number) => Ports.FirstOrDefault(port => NumberOf(port) == number);
}
