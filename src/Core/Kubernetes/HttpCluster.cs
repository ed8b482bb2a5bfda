using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Http;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes;

/// <summary>A cluster behind a real API server.</summary>
internal sealed partial class HttpCluster(ApiTransport transport, RunJournal journal, TimeProvider time) : ICluster
{
    // Enough for any log a person reads; a line without end must not fill the memory.
    private const string MostLogBytes = "1048576";

    private readonly Discovery discovery = new(transport);
    private readonly HttpIdentityReviews reviews = new(transport, journal.Secrets);

    public string Context => transport.Endpoint.Context;

    public string Server => transport.Endpoint.Server.AbsoluteUri.TrimEnd('/');

    public IIdentityReviews Reviews => reviews;

    public async Task<KubeVersion> GetVersionAsync(CancellationToken cancellation)
    {
        var version = await ReadAsync(ApiRequest.Get("/version", "read its version"), cancellation);
        return KubeVersion.TryParse(version.Text("gitVersion"), out var full) ? full
            : KubeVersion.TryParse($"{version.Text("major")}.{version.Text("minor")}", out var shortened) ? shortened
            : throw new MeshException(ExitCode.Unavailable, $"{transport.Endpoint.Describe()} gives no version that can be read: {version.ToJsonString()}", "Check that the address in the kubeconfig is an API server");
    }

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => discovery.FindAsync(apiVersion, kind, cancellation);

    public async Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation)
    {
        var path = ApiPath.With(
            ApiPath.Object(ResourceKind.Pod, ns, pod) + "/log",
            ("container", container), ("tailLines", $"{tailLines}"), ("limitBytes", MostLogBytes), ("previous", previous ? "true" : null));
        return Encoding.UTF8.GetString((await transport.ExpectAsync(ApiRequest.Get(path, $"read the log of {container} in pod/{pod} in {ns}"), cancellation)).Body.Span);
    }

    public Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        (string, string?)[] query = [("container", container), .. command.Select(word => ("command", (string?)word)), ("stdout", "true"), ("stderr", "true")];
        return transport.ExecAsync(ApiRequest.Get(ApiPath.With(ApiPath.Object(ResourceKind.Pod, ns, pod) + "/exec", query), $"run {command[0]} in {container} of pod/{pod} in {ns}"), cancellation);
    }

    public async Task<string> GetRawAsync(string path, CancellationToken cancellation)
    {
        if (!path.StartsWith('/'))
        {
            throw new MeshException(ExitCode.Configuration, $"'{path}' is no path on the server", "Begin it with a slash");
        }

        return Encoding.UTF8.GetString((await transport.ExpectAsync(ApiRequest.Get(path, $"get {path}"), cancellation)).Body.Span);
    }

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => reviews.ReviewOwnAccessAsync(rule, cancellation);

    private async Task<JsonObject> ReadAsync(ApiRequest request, CancellationToken cancellation) =>
        (await transport.ExpectAsync(request, cancellation)).ReadObject(transport.Endpoint);
}
