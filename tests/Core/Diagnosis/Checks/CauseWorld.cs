using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Diagnosis.Checks;

/// <summary>A small cluster in which what a check asks is so, or is not so. The message is about pod web-1 on node-1 in loadtest.</summary>
internal sealed class CauseWorld(CheckQuestion question)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    // For each expression that a signature looks for outside of its message: what fits it, and what does not.
    private static readonly Dictionary<string, (string Fits, string Other)> Values = new()
    {
        ["^(?:SIMPLE|MUTUAL)$"] = ("SIMPLE", "ISTIO_MUTUAL"),
        ["failed to (?:sign CSR|warm certificate|generate workload certificate)"] = ("failed to sign CSR: timeout", "all is well"),
        ["closed: 16|Unauthenticated|authentication failure"] = ("stream closed: 16, authentication failure", "all is well"),
        ["^istio-ca-root-cert$"] = ("istio-ca-root-cert", "settings"),
        [@"^(?:custom|none|k8s\.io/.+)$"] = ("custom", "istiod"),
        [@"token audiences \S+ is invalid for the target audiences"] = ("token audiences [x] is invalid for the target audiences [istio-ca]", "all is well"),
        ["client claims to be in cluster"] = ("client claims to be in cluster \"b\"", "all is well"),
        ["service account UID|serviceaccounts \"[^\"]+\" not found|token has been invalidated"] = ("the service account UID (1) does not match", "all is well"),
        [@"tokenreviews\S* is forbidden"] = ("tokenreviews.authentication.k8s.io is forbidden", "all is well"),
        ["token has expired|token is not valid yet"] = ("token has expired", "all is well"),
        ["argocd|flux|kustomize"] = ("argocd-controller", "pilot-discovery"),
        ["^true$"] = ("true", "false"),
        ["true"] = ("true", "false"),
        ["^false$"] = ("false", "true"),
        ["^disabled$"] = ("disabled", "enabled"),
        ["^Ignore$"] = ("Ignore", "Fail"),
        ["discoverySelectors"] = ("discoverySelectors: []", "trustDomain: cluster.local"),
        ["InsufficientFreeAddressesInSubnet|no free addresses"] = ("InsufficientFreeAddressesInSubnet", "all is well"),
        ["UnauthorizedOperation|RequestCanceled|i/o timeout"] = ("UnauthorizedOperation", "all is well"),
        ["(?i)bottlerocket|talos"] = ("Bottlerocket OS 1.20", "Amazon Linux 2023"),
        ["distroless"] = ("docker.io/istio/install-cni:1.27.0-distroless", "docker.io/istio/install-cni:1.27.0"),
        [@":1\.21\.0"] = ("docker.io/istio/install-cni:1.21.0", "docker.io/istio/install-cni:1.21.2"),
        ["loadtest"] = ("kube-system,loadtest", "kube-system"),
        ["baseline|restricted"] = ("baseline", "privileged"),
        ["NET_ADMIN"] = ("NET_ADMIN", "CHOWN"),
        ["FailedScheduling"] = ("FailedScheduling", "Pulled"),
        ["SyncLoadBalancerFailed|FailedBuildModel|FailedDeployModel"] = ("FailedBuildModel", "Pulled"),
        ["^0$"] = ("0", "1"),
        ["Terminating"] = ("Terminating", "Active"),
        ["Envoy proxy is NOT ready"] = ("Envoy proxy is NOT ready: config not received", "all is well"),
        ["."] = ("x", ""),
        ["^external$"] = ("external", "nlb"),
        ["^Local$"] = ("Local", "Cluster"),
        [@"preserve_client_ip\.enabled=true"] = ("preserve_client_ip.enabled=true", "preserve_client_ip.enabled=false"),
        ["(?:forbidden|Unauthorized).*(?:istio-reader|cluster)"] = ("nodes is forbidden: User istio-reader", "all is well"),
        ["^Kubernetes$"] = ("Kubernetes", "eks-a"),
        ["^AUTO_PASSTHROUGH$"] = ("AUTO_PASSTHROUGH", "SIMPLE"),
        ["maxEjectionPercent\":\\s*100"] = ("{\"maxEjectionPercent\": 100}", "{\"maxEjectionPercent\": 10}"),
        ["(?:forbidden|Unauthorized).*"] = ("forbidden", "all is well"),
    };

    private readonly Dictionary<ResourceKind, List<JsonObject>> objects = [];
    private readonly List<ContainerLog> logs = [];
    private readonly Dictionary<string, IReadOnlyList<Platform>> platforms = [];

    private CheckArguments Given => question.Arguments;

    /// <summary>What is seen when the check's answer is to be yes, or no.</summary>
    public EvidenceSet Of(string check, bool so)
    {
        Pod("web-1", "loadtest", ready: false);
        Kind("Node").Add(Object("Node", "node-1", null, ("status", Json("""{"nodeInfo":{"architecture":"arm64"},"allocatable":{"pods":"3"}}"""))));
        foreach (var kind in (string[])["Secret", "ConfigMap", "Service", "EndpointSlice", "MutatingWebhookConfiguration", "ResourceQuota", "Event"])
        {
            Kind(kind);
        }

        Make(check, so);
        return new EvidenceSet { TakenAt = Now, Objects = objects.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<JsonObject>)pair.Value), Logs = logs, Platforms = platforms };
    }

    private void Make(string check, bool so)
    {
        switch (check)
        {
            case "object":
                Kind(Given.One("kind")!);
                if (Given.One("is") == "absent" ? !so : so)
                {
                    Named();
                }

                break;
            case "count":
                Named();
                if (so)
                {
                    Named("other");
                }

                break;
            case "younger-than":
                (Given.Has("kind", out _) ? Named() : Own)["metadata"]!["creationTimestamp"] = (so ? Now.AddSeconds(-20) : Now.AddHours(-9)).ToString("o");
                break;
            case "created-after-pod":
                Named()["metadata"]!["creationTimestamp"] = (so ? Now : Now.AddHours(-9)).ToString("o");
                break;
            case "field":
                Put(Given.Has("kind", out _) ? Named() : Own, Given.One("is") == "absent" ? !so : so);
                break;
            case "container-env":
                var holder = Holder(Given.One("selector"));
                if (Given.One("is") != "absent" || !so)
                {
                    holder["spec"]!["containers"]![0]!["env"] = new JsonArray(new JsonObject { ["name"] = Given.One("variable"), ["value"] = Given.Has("matches", out _) ? Value(so) : "x" });
                }

                break;
            case "image":
                Holder(Given.One("selector"))["spec"]!["containers"]![0]!["image"] = Value(so);
                break;
            case "log-text":
                var speaker = Holder(Given.One("selector"));
                logs.Add(new ContainerLog(speaker["metadata"]!["namespace"]!.GetValue<string>(), speaker["metadata"]!["name"]!.GetValue<string>(), "any", false, ["first line", Value(so)]));
                break;
            case "event":
                Kind("Event").Add(Object("Event", "e", "loadtest", ("reason", Value(so)), ("message", "of web-1"), ("involvedObject", Json("""{"name":"web-1"}"""))));
                break;
            case "secret-keys":
                var keys = Given.All("has").Concat(so ? [] : Given.All("lacks"));
                Kind("Secret").Add(Object("Secret", Fill("name"), Fill("namespace") ?? "loadtest", ("data", new JsonObject(keys.Select(key => KeyValuePair.Create(key, (JsonNode?)"x"))))));
                break;
            case "duplicate-keys":
                foreach (var name in (string[])["one", "two"])
                {
                    Kind("Secret").Add(Labelled(Object("Secret", name, "istio-system", ("data", new JsonObject { [so ? "eks-b" : name] = "x" })), Given.One("selector")!));
                }

                break;
            case "config-map-differs":
                Kind("ConfigMap").Add(Object("ConfigMap", Given.One("name")!, "loadtest", ("data", new JsonObject { [Given.One("key")!] = so ? "old" : "root" })));
                Kind("ConfigMap").Add(Object("ConfigMap", Given.One("name")!, "istio-system", ("data", new JsonObject { [Given.One("key")!] = "root" })));
                break;
            case "pull-secret":
                if (so == (Given.One("is") != "none"))
                {
                    Own["spec"]!["imagePullSecrets"] = Json("""[{"name":"registry"}]""");
                }

                if (so == (Given.One("is") == "present"))
                {
                    Kind("Secret").Add(Object("Secret", "registry", "loadtest"));
                }

                break;
            case "endpoints":
                Kind("Service").Add(Object("Service", Fill("service"), "loadtest"));
                Kind("EndpointSlice").Add(Labelled(Object("EndpointSlice", "s", "loadtest", ("endpoints", so ? new JsonArray() : Json("""[{"conditions":{"ready":true}}]"""))), $"kubernetes.io/service-name={Fill("service")}"));
                break;
            case "pods-ready":
                Labelled(Pod("other", "istio-system", ready: !so), Given.One("selector")!);
                break;
            case "pod-on-node":
                Labelled(Pod("agent", "istio-system", ready: !so), Given.One("selector")!);
                break;
            case "container-ended":
                var ended = Given.One("container") ?? "app";
                Own["status"]!["containerStatuses"] = new JsonArray(new JsonObject
                {
                    ["name"] = ended,
                    ["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["reason"] = so ? Given.One("reason") ?? "Error" : "Completed", ["exitCode"] = 1 } },
                });
                break;
            case "memory-limit":
                Own["spec"]!["containers"]![0]!["name"] = Given.One("container") ?? "app";
                if (so == (Given.One("is") == "set"))
                {
                    Own["spec"]!["containers"]![0]!["resources"] = Json("""{"limits":{"memory":"64Mi"}}""");
                }

                break;
            case "architecture":
                platforms["web:1"] = [Platform.Of("linux", so ? "amd64" : "arm64")];
                break;
            case "node-full":
                for (var other = 0; so && other < 2; other++)
                {
                    Pod($"other-{other}", "beta", ready: true);
                }

                break;
            case "quota-full":
                if (so)
                {
                    Kind("ResourceQuota").Add(Object("ResourceQuota", Fill("quota"), "loadtest", ("status", Json("""{"hard":{"pods":"4"},"used":{"pods":"4"}}"""))));
                }

                break;
            case "revision-gone":
                if (!so)
                {
                    Kind("Service").Add(Object("Service", "istiod-1-29", "istio-system"));
                }

                break;
            case "webhook-orphan":
                if (!so)
                {
                    Kind("Service").Add(Object("Service", "istiod", "istio-system"));
                }

                Webhook("");
                break;
            case "webhook-bundle":
                Kind("ConfigMap").Add(Object("ConfigMap", "istio-ca-root-cert", "istio-system", ("data", new JsonObject { ["root-cert.pem"] = "root" })));
                Webhook(Convert.ToBase64String(Encoding.UTF8.GetBytes(so ? "old" : "root")));
                break;
            default:
                throw new ArgumentException($"no world is known for {check}");
        }
    }

    private JsonObject Own => objects[ResourceKind.Pod][0];

    private string Value(bool fits)
    {
        var pattern = new CheckScope(question).Fill(Given.One("matches") ?? ".") ?? ".";
        return fits ? Values[pattern].Fits : Values[pattern].Other;
    }

    private string Fill(string argument) => new CheckScope(question).Argument(argument) ?? (Given.One(argument) == "{node}" ? "node-1" : null) ?? (argument == "namespace" ? "loadtest" : "thing");

    private JsonObject Holder(string? selector) => selector is null ? Own : Labelled(Pod("other", "istio-system", ready: true), selector);

    private JsonObject Named(string? suffix = null)
    {
        var ns = Given.Has("namespace", out _) ? Fill("namespace") : "loadtest";
        var kind = Given.One("kind")!;
        var found = Object(kind, Fill("name") + suffix, kind is "Node" or "Namespace" or "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration" ? null : ns == "*" ? "loadtest" : ns);
        if (Given.Has("selector", out var selector))
        {
            Labelled(found, selector);
        }

        Kind(kind).RemoveAll(item => item["metadata"]!["name"]!.GetValue<string>() == found["metadata"]!["name"]!.GetValue<string>());
        Kind(kind).Add(found);
        return found;
    }

    private void Put(JsonObject target, bool fits)
    {
        JsonNode value = Given.Has("matches", out _) ? Value(fits) is ['{', ..] map ? Json(map) : Value(fits) : "x";
        var path = Given.All("path");
        if ((Given.One("is") == "absent" || !Given.Has("matches", out _)) && !fits)
        {
            return;
        }

        for (var at = path.Count - 1; at > 0; at--)
        {
            value = path[at] == "*" ? new JsonArray(value) : new JsonObject { [path[at]] = value };
        }

        if (target[path[0]] is JsonObject there && value is JsonObject more)
        {
            foreach (var (key, member) in more.ToList())
            {
                more.Remove(key);
                there[key] = member;
            }
        }
        else
        {
            target[path[0]] = value;
        }
    }

    private void Webhook(string bundle) => Kind("MutatingWebhookConfiguration").Add(Object("MutatingWebhookConfiguration", "istio-sidecar-injector", null, ("webhooks", new JsonArray(new JsonObject
    {
        ["name"] = question.Match.Groups["hook"] is { Success: true, Value: var hook } ? hook : "namespace.sidecar-injector.istio.io",
        ["clientConfig"] = new JsonObject { ["caBundle"] = bundle, ["service"] = new JsonObject { ["name"] = "istiod", ["namespace"] = "istio-system" } },
    }))));

    private JsonObject Pod(string name, string ns, bool ready)
    {
        var pod = Object("Pod", name, ns,
            ("spec", Json("""{"nodeName":"node-1","containers":[{"name":"app","image":"web:1"}]}""")),
            ("status", Json($$"""{"startTime":"2026-11-21T09:00:00Z","phase":"Running","conditions":[{"type":"Ready","status":"{{ready}}"}]}""")));
        pod["metadata"]!["annotations"] = new JsonObject { ["istio.io/rev"] = "1-29" };
        if (!objects.TryGetValue(ResourceKind.Pod, out var pods))
        {
            objects[ResourceKind.Pod] = pods = [];
        }

        pods.Add(pod);
        return pod;
    }

    private List<JsonObject> Kind(string kind)
    {
        var key = objects.Keys.FirstOrDefault(known => known.Kind == kind) ?? new ResourceKind("", "v1", kind.ToLowerInvariant() + "s", kind);
        return objects.TryGetValue(key, out var all) ? all : objects[key] = [];
    }

    private static JsonObject Labelled(JsonObject item, string selector)
    {
        var labels = new JsonObject();
        foreach (Match part in Regex.Matches(selector, @"(?<key>[\w./-]+)(?:=| in \()(?<value>[\w.-]+)"))
        {
            labels[part.Groups["key"].Value] = part.Groups["value"].Value;
        }

        item["metadata"]!["labels"] = labels;
        return item;
    }

    private static JsonObject Object(string kind, string name, string? ns, params (string Key, JsonNode Value)[] members)
    {
        var item = new JsonObject { ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };
        if (ns is not null)
        {
            item["metadata"]!["namespace"] = ns;
        }

        foreach (var (key, value) in members)
        {
            item[key] = value;
        }

        return item;
    }

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;
}
