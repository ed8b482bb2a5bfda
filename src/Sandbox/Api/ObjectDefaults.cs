using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>The values a server fills in where an object says nothing; those a delivery can meet, not all of them.</summary>
internal static class ObjectDefaults
{
    public static void Fill(ResourceKind kind, JsonObject item)
    {
        DropEmpty(item["metadata"]);
        switch (kind)
        {
            case { Plural: "pods" } when item["spec"] is JsonObject spec:
                FillPod(spec);
                break;
            case { Group: "apps" } when item["spec"] is JsonObject spec:
                FillWorkload(kind, spec);
                break;
            case { Group: "", Plural: "services" } when item["spec"] is JsonObject spec:
                FillService(spec);
                break;
            case { Group: "", Plural: "secrets" }:
                FillSecret(item);
                break;
        }
    }

    private static void FillWorkload(ResourceKind kind, JsonObject spec)
    {
        DropEmpty(spec.At("template", "metadata"));
        if (spec.Child("template", "spec") is { } pod)
        {
            FillPod(pod);
        }

        switch (kind.Plural)
        {
            case "deployments":
                spec.Default("replicas", 1);
                spec.Default("revisionHistoryLimit", 10);
                spec.Default("progressDeadlineSeconds", 600);
                var strategy = spec.Ensure("strategy");
                strategy.Default("type", "RollingUpdate");
                if (strategy.Text("type") == "RollingUpdate")
                {
                    strategy.Ensure("rollingUpdate").Default("maxUnavailable", "25%");
                    strategy.Ensure("rollingUpdate").Default("maxSurge", "25%");
                }

                break;
            case "replicasets":
                spec.Default("replicas", 1);
                break;
            case "statefulsets":
                spec.Default("replicas", 1);
                spec.Default("revisionHistoryLimit", 10);
                spec.Default("podManagementPolicy", "OrderedReady");
                spec.Ensure("updateStrategy").Default("type", "RollingUpdate");
                if (spec.Text("updateStrategy", "type") == "RollingUpdate")
                {
                    spec.Ensure("updateStrategy").Ensure("rollingUpdate").Default("partition", 0);
                }

                break;
            case "daemonsets":
                spec.Default("revisionHistoryLimit", 10);
                spec.Ensure("updateStrategy").Default("type", "RollingUpdate");
                if (spec.Text("updateStrategy", "type") == "RollingUpdate")
                {
                    spec.Ensure("updateStrategy").Ensure("rollingUpdate").Default("maxUnavailable", 1);
                }

                break;
        }
    }

    // A map that became empty is not there, so that a template whose last annotation went is again the one it was.
    private static void DropEmpty(JsonNode? metadata)
    {
        foreach (var field in new[] { "labels", "annotations" })
        {
            if (metadata is JsonObject map && map[field] is JsonObject { Count: 0 })
            {
                map.Remove(field);
            }
        }
    }

    private static void FillPod(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("schedulerName", "default-scheduler");
        spec.Default("securityContext", new JsonObject());
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")).OfType<JsonObject>())
        {
            var image = container.Text("image") ?? "";
            var tagged = image.AsSpan(image.LastIndexOf('/') + 1);
            container.Default("imagePullPolicy", tagged.EndsWith(":latest") || tagged.IndexOfAny(':', '@') < 0 ? "Always" : "IfNotPresent");
            container.Default("resources", new JsonObject());
            container.Default("terminationMessagePath", "/dev/termination-log");
            container.Default("terminationMessagePolicy", "File");
            foreach (var port in container.Items("ports"))
            {
                port.Default("protocol", "TCP");
            }
        }
    }

    private static void FillService(JsonObject spec)
    {
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        foreach (var port in spec.Items("ports"))
        {
            port.Default("protocol", "TCP");
            port.Default("targetPort", port["port"]?.DeepClone());
        }
    }

    private static void FillSecret(JsonObject item)
    {
        item.Default("type", "Opaque");
        if (item["stringData"] is JsonObject plain)
        {
            foreach (var (key, value) in plain)
            {
                item.Ensure("data")[key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value.Text() ?? ""));
            }

            item.Remove("stringData");
        }
    }
}
