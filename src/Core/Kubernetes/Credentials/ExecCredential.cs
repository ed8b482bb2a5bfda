using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Kubeconfig;
using Mesh.Core.Processes;

namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>A credential plugin's answer, kept until it expires or the server refuses it. However many requests wait for it, the plugin runs once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody takes holds nothing to dispose.")]
internal sealed class ExecCredential(
    ExecEntry plugin, string user, JsonObject? clusterInfo, SslStreamCertificateContext? certificate, ICommandRunner runner, Secrets secrets, TimeProvider time) : ICredential
{
    // What a plugin that asks a cloud takes is seconds; one that hangs must not hang the run.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile ExecAnswer? answer;

    public async ValueTask<Identity> GetAsync(CancellationToken cancellation)
    {
        if (Valid() is { } known)
        {
            return known;
        }

        await gate.WaitAsync(cancellation);
        try
        {
            return Valid() ?? (answer = await RunAsync(cancellation)).Identity;
        }
        finally
        {
            gate.Release();
        }
    }

    public bool Renew(Identity refused)
    {
        // Only the answer that was refused is forgotten: another request may have fetched a fresh one meanwhile.
        if (answer is { } current && ReferenceEquals(current.Identity, refused))
        {
            Interlocked.CompareExchange(ref answer, null, current);
        }

        return true;
    }

    private Identity? Valid() => answer is { } current && (current.Expires is null || time.GetUtcNow() < current.Expires) ? current.Identity : null;

    private async Task<ExecAnswer> RunAsync(CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string?>(plugin.Environment) { ["KUBERNETES_EXEC_INFO"] = Info().ToJsonString() };
        var command = new Command(plugin.Command, plugin.Arguments) { Environment = environment, Quiet = true, Timeout = Limit };
        CommandResult result;
        try
        {
            result = await runner.RunAsync(command, cancellation);
        }
        catch (MeshException exception) when (exception.ExitCode == ExitCode.NoInput)
        {
            throw new MeshException(
                ExitCode.NoInput,
                $"the credential plugin '{plugin.Command}' of user '{user}' ({plugin.At}) is not there",
                string.IsNullOrWhiteSpace(plugin.InstallHint) ? "Install it, or correct the command in the kubeconfig" : plugin.InstallHint.Trim().TrimEnd('.'),
                exception);
        }

        // What it printed may be a credential even where it failed, so an error never quotes it.
        (result with { Output = "" }).EnsureSuccess();
        return ExecAnswer.Parse(result.Output, plugin, $"the credential plugin '{plugin.Command}' of user '{user}' ({plugin.At})", certificate, secrets);
    }

    private JsonObject Info()
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (clusterInfo is not null)
        {
            spec["cluster"] = clusterInfo.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = plugin.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
    }
}
