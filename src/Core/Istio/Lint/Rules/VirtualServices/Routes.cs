using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>The parts of a VirtualService that more than one rule looks at.</summary>
internal static class Routes
{
    private static readonly string[] Protocols = ["http", "tls", "tcp"];

    /// <summary>Its rules, of whatever protocol.</summary>
    /// <param name="service">The VirtualService.</param>
    public static IEnumerable<Field> Of(MeshObject service) => Protocols.SelectMany(protocol => service.Spec[protocol].Items);

    /// <summary>The destinations of a rule that requests are sent on to.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<Field> Destinations(Field rule) => rule["route"].Items.Select(route => route["destination"]);

    /// <summary>The destinations that get copies.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<Field> Mirrors(Field rule) => new[] { rule["mirror"] }.Concat(rule["mirrors"].Items.Select(mirror => mirror["destination"])).Where(mirror => mirror.IsThere);

    /// <summary>Whether it is only a part that other VirtualServices delegate to.</summary>
    /// <param name="service">The VirtualService.</param>
    public static bool IsDelegate(MeshObject service) => !service.Spec["hosts"].Items.Any();

    /// <summary>Whether it is for the proxies of the mesh themselves, as it is when it names no gateway.</summary>
    /// <param name="service">The VirtualService.</param>
    public static bool IsForMesh(MeshObject service) => !service.Spec["gateways"].Items.Any() || service.Spec["gateways"].Texts.Contains("mesh");
}
