using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;

namespace Mesh.Core.Registries.Credentials;

/// <summary>A program that keeps credentials for Docker. Source: docker/docker-credential-helpers, credentials/credentials.go.</summary>
/// <param name="name">The end of its executable's name, behind <c>docker-credential-</c>.</param>
/// <param name="configuration">The file that names it.</param>
/// <param name="runner">Runs it.</param>
internal sealed class CredentialHelper(string name, string configuration, ICommandRunner runner)
{
    private const string NotFound = "credentials not found in native keychain";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What it keeps for a registry; null when it keeps nothing.</summary>
    /// <param name="host">The registry, canonical.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it is not there, fails, hangs or answers nonsense.</exception>
    public async Task<RegistryCredential?> GetAsync(string host, CancellationToken cancellation)
    {
        var command = new Command($"docker-credential-{name}", ["get"]) { Input = host == RegistryHosts.DockerHub ? RegistryHosts.DockerHubAddress : host, Quiet = true, Timeout = Limit };
        CommandResult result;
        try
        {
            result = await runner.RunAsync(command, cancellation);
        }
        catch (MeshException exception)
        {
            throw Broken(host, exception.Reason, exception);
        }

        if (result.ExitCode == 0)
        {
            return Parse(result.Output, host);
        }

        return result.Output.Contains(NotFound, StringComparison.OrdinalIgnoreCase) || result.Error.Contains(NotFound, StringComparison.OrdinalIgnoreCase)
            ? null
            : throw Broken(host, $"it ended with {result.ExitCode}{Words(result)}");
    }

    private RegistryCredential? Parse(string output, string host)
    {
        JsonNode? answer;
        try
        {
            answer = StrictJson.Parse(Encoding.UTF8.GetBytes(output));
        }
        catch (JsonException)
        {
            // Neither its output nor the exception is quoted: what is no JSON may be a password all the same.
            throw Broken(host, "its output is no JSON");
        }

        var (user, secret) = (answer.Text("Username") ?? "", answer.Text("Secret"));
        return answer is not JsonObject ? throw Broken(host, "its output is no JSON object")
            : string.IsNullOrWhiteSpace(secret) ? null
            : new RegistryCredential(user, secret, IsIdentityToken: user == RegistryCredential.TokenUser);
    }

    // By the protocol a failing helper prints its error where a working one prints the secret: what looks like an answer is never shown.
    private static string Words(CommandResult result)
    {
        var said = Printable.OneLine(result.Error.Trim() is { Length: > 0 } error ? error : result.Output);
        return said.Length == 0 ? " and printed nothing" : said.Contains('{', StringComparison.Ordinal) ? "" : $": {(said.Length > 300 ? $"{said[..300]}…" : said)}";
    }

    private MeshException Broken(string host, string why, Exception? inner = null) => new(
        ExitCode.Configuration,
        $"the credential helper docker-credential-{name}, which {configuration} names for {host}, gives no answer: {why}",
        $"Install or mend it, try: echo {host} | docker-credential-{name} get, or remove it from credHelpers and credsStore",
        inner);
}
