using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.ControlPlane;

/// <summary>The Services behind Istio's webhooks.</summary>
internal sealed class WebhookServices : ILintRule
{
    private const long Https = 443;
    private static readonly MeshKind[] Configurations = [MeshKind.MutatingWebhook, MeshKind.ValidatingWebhook];

    public IReadOnlyList<FindingKind> Kinds => [ControlPlaneFindings.WebhookService];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var hook in Configurations.SelectMany(mesh.Of).SelectMany(item => item.Root["webhooks"].Items).Where(hook => hook["name"].Text?.EndsWith(".istio.io", StringComparison.Ordinal) == true))
        {
            var at = hook["clientConfig"]["service"];
            if (at["name"].Text is not { Length: > 0 } name || at["namespace"].Text is not { Length: > 0 } ns)
            {
                continue;
            }

            var port = at["port"].Whole ?? Https;
            if (mesh.Find(MeshKind.Service, ns, name) is not { } service)
            {
                if (remarks.Misses(ControlPlaneFindings.WebhookService, MeshKind.Service))
                {
                    remarks.Find(ControlPlaneFindings.WebhookService, at, $"{hook["name"].Text} asks {name} in {ns}, and there is no such Service");
                }
            }
            else if (!service.Spec["ports"].Items.Any(one => one["port"].Whole == port))
            {
                remarks.Find(ControlPlaneFindings.WebhookService, at, $"{hook["name"].Text} asks port {port} of {service.Place}, which has {string.Join(", ", service.Spec["ports"].Items.Select(one => one["port"].Whole).OfType<long>().Order().Select(one => $"{one}").DefaultIfEmpty("none"))}");
            }
        }
    }
}
