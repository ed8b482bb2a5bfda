using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.Services;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>What the ports of a workload carry, as the Services in front of it say.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">The port of the Service.</param>
/// <param name="Number">The port at which the workload listens; null where that is not known.</param>
/// <param name="IsTcp">Whether policies see plain TCP there, as they do of TLS that goes through; null where nothing says what it is.</param>
internal sealed record PortCarries(MeshObject Service, Field Port, long? Number, bool? IsTcp)
{
    /// <summary>The ports of a workload.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="workload">The workload.</param>
    public static IEnumerable<PortCarries> Of(MeshSet mesh, Workload workload) =>
        from service in mesh.Of(MeshKind.Service)
        where service.Namespace == workload.Namespace && Selector.Of(service.Spec["selector"]) is { Count: > 0 } selector && workload.Has(selector)
        from port in service.Spec["ports"].Items
        where port["protocol"].Text is null or "TCP"
        select new PortCarries(service, port, NumberOf(port, workload), IsTcpOf(port));

    private static bool? IsTcpOf(Field port) => Protocols.Of(port) switch
    {
        "http" or "http2" or "grpc" or "grpc-web" => false,
        "tcp" or "tls" or "https" or "mongo" or "redis" or "mysql" => true,
        _ => null,
    };

    private static long? NumberOf(Field port, Workload workload) => port["targetPort"] switch
    {
        { IsThere: false } => port["port"].Whole,
        { Whole: { } number } => number,
        { Text: var name } => workload.Ports.FirstOrDefault(own => own.Name == name).Number,
    };
}
