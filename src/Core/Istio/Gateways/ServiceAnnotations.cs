using System.Text.Json.Nodes;
using Mesh.Core.Configuration;

namespace Mesh.Core.Istio.Gateways;

/// <summary>The annotations of a gateway's Service: the user's, and those that say the scheme.</summary>
internal static class ServiceAnnotations
{
    public const string Prefix = "service.beta.kubernetes.io/aws-load-balancer-";
    public const string Type = Prefix + "type";
    public const string Scheme = Prefix + "scheme";
    public const string Internal = Prefix + "internal";
    public const string TargetType = Prefix + "nlb-target-type";

    /// <summary>All of them. Where the older controller may be at work, it is told the scheme in its own words as well; the newer one prefers the other.</summary>
    public static JsonObject Of(GatewayOptions gateway)
    {
        // An annotation is always a text, whatever YAML makes of it.
        var annotations = new JsonObject(gateway.Annotations.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value!.ToString())));
        if (gateway.Scheme is { } scheme)
        {
            annotations.TryAdd(Scheme, scheme);
            var type = (string?)annotations[Type];
            if (scheme == "internal" && gateway.LoadBalancerClass is null && type is not ("external" or "nlb-ip"))
            {
                annotations.TryAdd(Internal, "true");
            }
        }

        return annotations;
    }
}
