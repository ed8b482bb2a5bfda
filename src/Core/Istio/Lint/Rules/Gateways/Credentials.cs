using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>The Secrets that servers name: there, in the right namespace, and with the right keys.</summary>
internal sealed class Credentials : ILintRule
{
    private static readonly (string Certificate, string Key)[] Pairs = [("tls.crt", "tls.key"), ("cert", "key")];
    private static readonly string[] Authorities = ["ca.crt", "cacert"];

    public IReadOnlyList<FindingKind> Kinds => [GatewayObjectFindings.SecretMissing, GatewayObjectFindings.SecretElsewhere, GatewayObjectFindings.SecretUnfit];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var byName = mesh.Of(MeshKind.Secret).ToLookup(secret => secret.Name);
        foreach (var gateway in mesh.Of(MeshKind.Gateway))
        {
            // Without pods nobody knows where they will be looked for.
            var namespaces = GatewaySecrets.PodNamespaces(mesh, gateway);
            foreach (var server in gateway.Spec["servers"].Items.Where(server => server["tls"]["credentialName"].Text is { Length: > 0 } name && !name.Contains("://", StringComparison.Ordinal) && server["tls"]["mode"].Text is not ("PASSTHROUGH" or "AUTO_PASSTHROUGH")))
            {
                foreach (var ns in namespaces)
                {
                    Look(mesh, server, ns, byName, remarks);
                }

                if (namespaces.Count == 0)
                {
                    remarks.Misses(GatewayObjectFindings.SecretMissing, MeshKind.Pod);
                }
            }
        }
    }

    private static void Look(MeshSet mesh, Field server, string ns, ILookup<string, MeshObject> byName, Remarks remarks)
    {
        var at = server["tls"]["credentialName"];
        var name = at.Text!;
        if (mesh.Find(MeshKind.Secret, ns, name) is { } secret)
        {
            if (WhyUnfit(mesh, secret, server["tls"]["mode"].Text) is { } why)
            {
                remarks.Find(GatewayObjectFindings.SecretUnfit, at, $"{secret.Place} {why}");
            }
        }
        else if (byName[name].FirstOrDefault() is { } other)
        {
            if (remarks.Misses(GatewayObjectFindings.SecretElsewhere, new ObjectKey(MeshKind.Secret, ns, name)))
            {
                remarks.Find(GatewayObjectFindings.SecretElsewhere, at, $"the gateway's pods run in {ns}, and there is {other.Place} alone");
            }
        }
        else if (remarks.Misses(GatewayObjectFindings.SecretMissing, new ObjectKey(MeshKind.Secret, ns, name)))
        {
            remarks.Find(GatewayObjectFindings.SecretMissing, at, $"there is no Secret {name} in {ns}, where the gateway's pods run");
        }
    }

    private static string? WhyUnfit(MeshSet mesh, MeshObject secret, string? mode)
    {
        var keys = SecretFiles.Keys(secret);
        if (!Pairs.Any(pair => keys.Contains(pair.Certificate) && keys.Contains(pair.Key)))
        {
            return $"of type {secret.Root["type"].Text ?? "Opaque"} has {(keys.Count == 0 ? "no key" : string.Join(", ", keys.Order(StringComparer.Ordinal).Take(5)))}, and neither tls.crt with tls.key nor cert with key";
        }

        return mode is "MUTUAL" && !Authorities.Any(keys.Contains) && !(mesh.Find(MeshKind.Secret, secret.Namespace, $"{secret.Name}-cacert") is { } apart && Authorities.Any(SecretFiles.Keys(apart).Contains))
            && mesh.Coverage.Knows(new(MeshKind.Secret, secret.Namespace, $"{secret.Name}-cacert"))
            ? $"has no ca.crt, and there is no {secret.Name}-cacert with one, so that no client's certificate can be verified" : null;
    }
}
