using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>The routes of the Gateway API, and what they refer to.</summary>
internal static class ApiRoutes
{
    private static readonly MeshKind[] Kinds = [MeshKind.HttpRoute, MeshKind.GrpcRoute, MeshKind.TlsRoute, MeshKind.TcpRoute, MeshKind.UdpRoute];

    /// <summary>Those that match requests, and not connections alone.</summary>
    private static readonly MeshKind[] Requests = [MeshKind.HttpRoute, MeshKind.GrpcRoute];

    /// <summary>All of them.</summary>
    /// <param name="mesh">All objects.</param>
    public static IEnumerable<MeshObject> Of(MeshSet mesh) => Kinds.SelectMany(mesh.Of);

    /// <summary>Those of HTTP and gRPC.</summary>
    /// <param name="mesh">All objects.</param>
    public static IEnumerable<MeshObject> OfRequests(MeshSet mesh) => Requests.SelectMany(mesh.Of);

    /// <summary>What a route is to be attached to.</summary>
    /// <param name="route">The route.</param>
    public static IEnumerable<ApiRef> Parents(MeshObject route) => ApiRef.Of(route.Spec["parentRefs"], MeshKind.ApiGateway);

    /// <summary>Where a rule sends requests, copies of them included.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<ApiRef> Backends(Field rule) => ApiRef.Of(rule["backendRefs"], MeshKind.Service)
        .Concat(rule["filters"].Items.Concat(rule["backendRefs"].Items.SelectMany(backend => backend["filters"].Items)).Select(filter => ApiRef.One(filter["requestMirror"]["backendRef"], MeshKind.Service)).OfType<ApiRef>());
}
