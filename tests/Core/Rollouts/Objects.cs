using System.Text.Json.Nodes;

namespace Mesh.Core.Tests.Rollouts;

/// <summary>Objects as a real API server serves them, with the fields that controllers and kubelets write.</summary>
internal static class Objects
{
    public const string WorkloadUid = "6d6e2f0c-0000-4000-8000-000000000001";

    public static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();

    public static JsonObject Deployment(
        int generation = 5, int observed = 5, int replicas = 3, int updated = 3, int available = 3, int total = 3, string revision = "2", string extraSpec = "", string conditions = "", string name = "web") => Json($$"""
        {
          "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": { "name": "{{name}}", "namespace": "beta", "uid": "{{WorkloadUid}}", "generation": {{generation}}, "labels": { "app": "web", "tier": "front" },
            "annotations": { "deployment.kubernetes.io/revision": "{{revision}}" } },
          "spec": { "replicas": {{replicas}}, {{extraSpec}} "selector": { "matchLabels": { "app": "web" } },
            "template": { "metadata": { "creationTimestamp": null, "labels": { "app": "web" } }, "spec": { "containers": [{ "name": "app", "image": "web:42" }] } } },
          "status": { "observedGeneration": {{observed}}, "replicas": {{total}}, "updatedReplicas": {{updated}}, "readyReplicas": {{available}}, "availableReplicas": {{available}},
            "conditions": [{{conditions}}] }
        }
        """);

    public static JsonObject StatefulSet(int generation = 2, int observed = 2, int replicas = 3, int updated = 3, int ready = 3, string strategy = """{ "type": "RollingUpdate", "rollingUpdate": { "partition": 0 } }""", int total = 3) => Json($$"""
        {
          "apiVersion": "apps/v1", "kind": "StatefulSet",
          "metadata": { "name": "db", "namespace": "beta", "uid": "{{WorkloadUid}}", "generation": {{generation}}, "labels": { "app": "db" } },
          "spec": { "replicas": {{replicas}}, "serviceName": "db", "updateStrategy": {{strategy}}, "selector": { "matchLabels": { "app": "db" } },
            "template": { "metadata": { "labels": { "app": "db" }, "annotations": { "team": "data" } }, "spec": { "containers": [{ "name": "app", "image": "db:1" }] } } },
          "status": { "observedGeneration": {{observed}}, "replicas": {{total}}, "readyReplicas": {{ready}}, "updatedReplicas": {{updated}}, "currentRevision": "db-old", "updateRevision": "db-new" }
        }
        """);

    public static JsonObject DaemonSet(int generation = 2, int observed = 2, int desired = 3, int current = 3, int updated = 3, int available = 3, string strategy = """{ "type": "RollingUpdate" }""", bool counted = true) => Json($$"""
        {
          "apiVersion": "apps/v1", "kind": "DaemonSet",
          "metadata": { "name": "agent", "namespace": "beta", "uid": "{{WorkloadUid}}", "generation": {{generation}}, "labels": { "app": "agent" },
            "annotations": { {{(counted ? "\"deprecated.daemonset.template.generation\": \"2\"" : "")}} } },
          "spec": { "updateStrategy": {{strategy}}, "selector": { "matchLabels": { "app": "agent" } },
            "template": { "metadata": { "labels": { "app": "agent" } }, "spec": { "containers": [{ "name": "app", "image": "agent:1" }] } } },
          "status": { "observedGeneration": {{observed}}, "desiredNumberScheduled": {{desired}}, "currentNumberScheduled": {{current}}, "updatedNumberScheduled": {{updated}}, "numberAvailable": {{available}} }
        }
        """);

    public static JsonObject ReplicaSet(string name, string revision, string conditions = "") => Json($$"""
        {
          "apiVersion": "apps/v1", "kind": "ReplicaSet",
          "metadata": { "name": "{{name}}", "namespace": "beta", "uid": "uid-of-{{name}}", "labels": { "app": "web" }, "annotations": { "deployment.kubernetes.io/revision": "{{revision}}" },
            "ownerReferences": [{ "apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "uid": "{{WorkloadUid}}", "controller": true }] },
          "spec": { "replicas": 1 },
          "status": { "replicas": 0, "conditions": [{{conditions}}] }
        }
        """);

    /// <summary>A pod of an app with one container.</summary>
    public static JsonObject Pod(string name, string owner = "uid-of-web-new", string app = "web", string labels = "", string status = """{ "phase": "Running" }""", string metadata = "") => Json($$"""
        {
          "apiVersion": "v1", "kind": "Pod",
          "metadata": { "name": "{{name}}", "namespace": "beta", "uid": "uid-of-{{name}}", {{metadata}} "labels": { "app": "{{app}}"{{(labels.Length == 0 ? "" : ", " + labels)}} },
            "ownerReferences": [{ "uid": "{{owner}}", "controller": true }] },
          "spec": { "containers": [{ "name": "app", "image": "web:43" }] },
          "status": {{status}}
        }
        """);

    public static string Waiting(string reason, string message, int restarts = 0, string lastState = "{}") => $$"""
        {
          "phase": "Pending", "conditions": [{ "type": "PodScheduled", "status": "True" }, { "type": "Ready", "status": "False" }],
          "containerStatuses": [{ "name": "app", "ready": false, "restartCount": {{restarts}}, "state": { "waiting": { "reason": "{{reason}}", "message": "{{message}}" } }, "lastState": {{lastState}} }]
        }
        """;

    public static string CrashLoop(int code = 1, string reason = "Error", int restarts = 1) =>
        Waiting("CrashLoopBackOff", "back-off 10s restarting failed container=app pod=web-abc", restarts, $$"""{ "terminated": { "exitCode": {{code}}, "reason": "{{reason}}" } }""");

    public static string Unscheduled(string message = "0/3 nodes are available: 3 Insufficient cpu.") =>
        $$"""{ "phase": "Pending", "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "{{message}}" }] }""";

    public static JsonObject FailedCreate(string workload, string kind, DateTimeOffset when, int count = 1, string uid = WorkloadUid) => Json($$"""
        {
          "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "FailedCreate", "count": {{count}}, "lastTimestamp": "{{when:yyyy-MM-ddTHH:mm:ssZ}}",
          "message": "create Pod {{workload}}-0 in {{kind}} {{workload}} failed error: pods \"{{workload}}-0\" is forbidden: exceeded quota: small",
          "metadata": { "name": "{{workload}}.17c", "namespace": "beta", "uid": "uid-of-event" },
          "involvedObject": { "kind": "{{kind}}", "name": "{{workload}}", "namespace": "beta", "uid": "{{uid}}" }
        }
        """);
}
