using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation;

/// <summary>The revision that answers for objects of the mesh without a revision of their own, and for namespaces labelled istio-injection.</summary>
internal static class DefaultRevision
{
    /// <summary>As charts and labels write the one that has no name.</summary>
    public const string Unnamed = "default";

    private static readonly ResourceKind Validator = new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", Namespaced: false);

    /// <summary>
    /// The one the cluster has already, as long as its istiod is there: a second revision beside it does not take over before it is told to. Else the one that is installed.
    /// </summary>
    public static async Task<string> OfAsync(ICluster cluster, IstioOptions istio, CancellationToken cancellation)
    {
        var own = istio.Revision ?? Unnamed;
        try
        {
            var live = await cluster.GetAsync(Validator, null, "istiod-default-validator", cancellation);
            var service = live.Items("webhooks").Select(webhook => webhook.Child("clientConfig", "service")).FirstOrDefault(one => one is not null);
            return live.Text("metadata", "labels", "istio.io/rev") is { Length: > 0 } present && present != own && service.Text("name") is { } name
                && await cluster.GetAsync(ResourceKind.Service, service.Text("namespace") ?? istio.Namespace, name, cancellation) is not null
                    ? present
                    : own;
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.Forbidden)
        {
            // Whoever may not look may not change it either; helm says so.
            return own;
        }
    }
}
