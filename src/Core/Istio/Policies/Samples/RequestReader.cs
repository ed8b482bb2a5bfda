using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Matching;
using Mesh.Core.Istio.Policies.Reading;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>Reads the request of a sample.</summary>
internal static class RequestReader
{
    /// <summary>The request, once the mesh is known: namespaces are of its trust domain, paths are normalized as it says.</summary>
    /// <param name="keys">The keys of the request.</param>
    public static Func<MeshFacts, AccessRequest> Read(SampleMap keys)
    {
        var isTcp = keys.Text("protocol") == "tcp";
        if (isTcp)
        {
            CheckTcp(keys);
        }

        if (keys.Text("path") is { } path && path[0] != '/' && path != "*")
        {
            keys.Wrong("path", "path must begin with a slash");
        }

        var (principal, space, account) = (keys.Text("principal"), keys.Text("namespace"), keys.Text("serviceAccount"));
        CheckIdentity(keys, principal, space, account);
        var claims = ClaimReader.Read(keys["claims"] as YamlMap, (key, text) => keys.Wrong(key, text));
        var token = keys.Text("requestPrincipal");
        var slash = token?.LastIndexOf('/') ?? -1;
        if (token is not null && slash < 0)
        {
            keys.Wrong("requestPrincipal", "requestPrincipal must be ISSUER/SUBJECT");
        }

        // Whoever says issuer and subject has said two claims, and the other way round.
        var issuer = slash >= 0 ? token![..slash] : claims.GetValueOrDefault("iss")?[0];
        var subject = slash >= 0 ? token![(slash + 1)..] : claims.GetValueOrDefault("sub")?[0];
        Add(claims, "iss", issuer);
        Add(claims, "sub", subject);

        var source = keys.Address("sourceIP");
        var request = new AccessRequest
        {
            IsTcp = isTcp,
            SourceIp = source,
            RemoteIp = keys.Address("remoteIP") ?? source,
            DestinationIp = keys.Address("destinationIP"),
            Issuer = issuer,
            Subject = subject,
            Claims = claims,
            Host = keys.Text("host"),
            Method = isTcp ? null : keys.Text("method") ?? "GET",
            Port = ValueCheck.Port(keys.Text("port") ?? ""),
            Headers = keys.Texts("headers", StringComparer.OrdinalIgnoreCase),
            Sni = keys.Text("sni"),
            CustomAllows = keys.Text("custom") is { } custom ? custom == "allow" : null,
        };
        var sent = isTcp ? null : keys.Text("path") ?? "/";
        return mesh =>
        {
            var identity = principal ?? (space is null ? null : Spiffe.Of(mesh.TrustDomain, space, account ?? "default"));
            return request with
            {
                Path = sent is null ? null : PathText.Of(sent, mesh.Normalization),
                Principal = identity,
                Namespace = Spiffe.NamespaceOf(identity),
                ServiceAccount = Spiffe.ServiceAccountOf(identity),
            };
        };
    }

    private static void CheckTcp(SampleMap keys)
    {
        foreach (var key in SampleKeys.OfRequest.All.Where(key => key.IsHttp && keys[key.Name] is not null))
        {
            keys.Wrong(key.Name, $"a request of tcp has no {key.Name}; take it out, or say protocol: http");
        }
    }

    private static void CheckIdentity(SampleMap keys, string? principal, string? space, string? account)
    {
        if (principal is null)
        {
            if (account is not null && space is null)
            {
                keys.Wrong("serviceAccount", "serviceAccount says nothing without namespace");
            }

            return;
        }

        if (principal.StartsWith(Spiffe.Scheme, StringComparison.Ordinal))
        {
            keys.Wrong("principal", $"principal must be without {Spiffe.Scheme}, as policies see it");
        }

        if (space is not null || account is not null)
        {
            keys.Wrong("principal", "the request has principal and namespace or serviceAccount; keep one way to say who asks");
        }
    }

    private static void Add(Dictionary<string, IReadOnlyList<string>> claims, string name, string? value)
    {
        if (value is not null)
        {
            claims.TryAdd(name, [value]);
        }
    }
}
