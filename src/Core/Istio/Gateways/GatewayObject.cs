using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Gateways;

/// <summary>Istio's Gateway object of a gateway: which hosts it lets in on which ports.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="gate">Through which it goes.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class GatewayObject(ICluster cluster, ChangeGate gate, RunJournal journal)
{
    private const string Group = "networking.istio.io";
    private static readonly string[] Versions = ["v1", "v1beta1", "v1alpha3"];

    /// <summary>The kind in the newest version that the server serves; null when it serves none.</summary>
    public async Task<ResourceKind?> KindAsync(CancellationToken cancellation)
    {
        foreach (var version in Versions)
        {
            if (await cluster.FindKindAsync($"{Group}/{version}", "Gateway", cancellation) is { } kind)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>Applies it unless it is so already.</summary>
    /// <returns>What could not be asked in a dry run; null for nothing.</returns>
    /// <exception cref="MeshException">As for the cluster; <see cref="ExitCode.Refused"/> when someone else owns fields of it.</exception>
    public async Task<string?> ApplyAsync(GatewayOptions gateway, IReadOnlyDictionary<string, string> selector, CancellationToken cancellation)
    {
        if (await KindAsync(cancellation) is not { } kind)
        {
            return $"the Gateway object of {gateway.Name}: the server does not serve {Group} Gateway yet";
        }

        var wanted = Of(kind, gateway, selector);
        var live = await cluster.GetAsync(kind, gateway.Namespace, gateway.Name, cancellation);
        var subject = kind.Describe(gateway.Namespace, gateway.Name);
        if (live is not null && JsonNode.DeepEquals(live["spec"], wanted["spec"]))
        {
            journal.Note($"{subject} is as wanted");
            return null;
        }

        string? unasked = null;
        await gate.PassAsync(
            new Change
            {
                Target = "cluster",
                Subject = subject,
                Action = live is null ? "create" : "update",
                Diff = UnifiedDiff.Of(live is null ? "" : YamlText.Of(live["spec"]), YamlText.Of(wanted["spec"])),
                Undo = live is null ? $"kubectl delete {kind.Plural}.{kind.Group} {gateway.Name} --namespace {gateway.Namespace} --context {cluster.Context}" : null,
                Ask = async token => unasked = await AskAsync(kind, gateway, wanted, token),
                Answer = () => unasked is null ? "accepted" : $"not evaluated: {unasked}",
                Execute = token => cluster.ApplyAsync(kind, wanted, dryRun: false, force: false, token),
            },
            cancellation);
        return unasked;
    }

    /// <summary>The object.</summary>
    public static JsonObject Of(ResourceKind kind, GatewayOptions gateway, IReadOnlyDictionary<string, string> selector) => new()
    {
        ["apiVersion"] = kind.ApiVersion,
        ["kind"] = kind.Kind,
        ["metadata"] = new JsonObject { ["name"] = gateway.Name, ["namespace"] = gateway.Namespace },
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject(selector.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["servers"] = new JsonArray([.. gateway.Ports.Where(port => port.Port != GatewayPort.Status).Select(port => Server(gateway, port))]),
        },
    };

    private async Task<string?> AskAsync(ResourceKind kind, GatewayOptions gateway, JsonObject wanted, CancellationToken cancellation)
    {
        // In a dry run the release has not made its namespace.
        if (gateway.CreateNamespace && await cluster.GetAsync(ResourceKind.Namespace, null, gateway.Namespace, cancellation) is null)
        {
            return $"{kind.Describe(gateway.Namespace, gateway.Name)}: namespace {gateway.Namespace} is not there before the release creates it";
        }

        await cluster.ApplyAsync(kind, wanted, dryRun: true, force: false, cancellation);
        return null;
    }

    private static JsonObject Server(GatewayOptions gateway, GatewayPortOptions port)
    {
        var server = new JsonObject
        {
            ["hosts"] = new JsonArray([.. gateway.Hosts.Select(host => JsonValue.Create(host))]),
            ["port"] = new JsonObject { ["name"] = port.Name ?? $"{port.Protocol.ToLowerInvariant()}-{port.Port}", ["number"] = port.Port, ["protocol"] = port.Protocol },
        };
        if (port.Protocol is "HTTPS" or "TLS")
        {
            server["tls"] = port.Credential is { } credential ? new JsonObject { ["credentialName"] = credential, ["mode"] = "SIMPLE" } : new JsonObject { ["mode"] = "PASSTHROUGH" };
        }

        return server;
    }
}
