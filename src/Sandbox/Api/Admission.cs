using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>What a server refuses though it is valid: a namespace that is not there or ends, a quota, a webhook of the scenario.</summary>
internal sealed class Admission(ObjectStore store, IReadOnlyList<Behaviour> behaviours)
{
    public void Admit(ResourceKind kind, string? ns, JsonObject item)
    {
        if (ns is not null)
        {
            var home = store.Get(ResourceKind.Namespace, null, ns) ?? throw ApiError.NotFound(ResourceKind.Namespace, ns);
            if (home.IsTerminating())
            {
                throw ApiError.Refused(kind, item.Name(), $"unable to create new content in namespace {ns} because it is being terminated");
            }
        }

        if (kind is { Group: "", Plural: "pods" })
        {
            Webhook(item);
            Quota(kind, ns!, item);
        }
    }

    private void Webhook(JsonObject pod)
    {
        foreach (var container in pod.Items("spec", "containers"))
        {
            if (Behaviours.Find(behaviours, pod, container.Text("image") ?? "") is { Outcome: Outcome.Refused } behaviour)
            {
                throw ApiError.WebhookDenied("policy.sandbox.invalid", behaviour.Message ?? "denied by policy");
            }
        }
    }

    private void Quota(ResourceKind kind, string ns, JsonObject pod)
    {
        foreach (var quota in store.List(KindTable.ResourceQuota, ns))
        {
            foreach (var resource in (string[])["pods", "count/pods"])
            {
                var hard = quota.At("spec", "hard", resource)?.ToString();
                var used = store.List(ResourceKind.Pod, ns).Count(other => other.Text("status", "phase") is not ("Succeeded" or "Failed"));
                if (int.TryParse(hard, out var limit) && used >= limit)
                {
                    throw ApiError.Refused(kind, pod.Name(), $"exceeded quota: {quota.Name()}, requested: {resource}=1, used: {resource}={used}, limited: {resource}={limit}");
                }
            }
        }
    }
}
