using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Registries.Ecr;

/// <summary>The few operations of ECR's own API that are needed: a registry's password, and repositories. AWS JSON 1.1, signed; docs/decisions/0005-ecr-calls.md says why by hand.</summary>
/// <param name="surroundings">The environment that names other addresses.</param>
/// <param name="journal">Hears where no credentials are; keeps the secrets of the run.</param>
/// <param name="time">The clock.</param>
internal sealed class EcrApi(RegistrySurroundings surroundings, RunJournal journal, TimeProvider time)
{
    private readonly EcrTransport transport = new(surroundings.Variable, time);

    /// <summary>What to sign with. Default: the AWS SDK's chain on this process, made when it is first needed so that the SDK is not loaded earlier.</summary>
    public IAwsCredentials Aws
    {
        get => LazyInitializer.EnsureInitialized(ref field, () => new AwsCredentialChain(surroundings, journal, time));
        init;
    }

    /// <summary>A password for a registry (GetAuthorizationToken); null where there are no AWS credentials.</summary>
    /// <exception cref="MeshException">77 when AWS refuses, 69 when it cannot be reached, 65 when its answer is none.</exception>
    public async Task<EcrToken?> AuthorizeAsync(EcrHost host, CancellationToken cancellation)
    {
        if (await Aws.FindAsync(cancellation) is null)
        {
            return null;
        }

        var call = new EcrCall(host, "GetAuthorizationToken", []);
        var answer = await ExpectAsync(call, cancellation);
        return EcrToken.Read(answer.Body, time.GetUtcNow(), journal.Secrets) ?? throw EcrErrors.Nonsense(call, "there is no authorizationToken in it");
    }

    /// <summary>True when a registry has a repository (DescribeRepositories).</summary>
    /// <exception cref="MeshException">As above; 77 too where there are no AWS credentials.</exception>
    public async Task<bool> HasRepositoryAsync(EcrHost host, string path, CancellationToken cancellation)
    {
        var call = new EcrCall(host, "DescribeRepositories", new JsonObject { ["registryId"] = host.Account, ["repositoryNames"] = new JsonArray(path) });
        var answer = await SendAsync(call, cancellation);
        return answer.ErrorType != "RepositoryNotFoundException" && Expect(call, answer).Body.Items("repositories").Any(found => found.Text("repositoryName") == path);
    }

    /// <summary>Makes a repository (CreateRepository); one that is there already is no error.</summary>
    /// <exception cref="MeshException">As above; 76 where the API does not make it.</exception>
    public async Task CreateRepositoryAsync(EcrHost host, string path, CancellationToken cancellation)
    {
        var call = new EcrCall(host, "CreateRepository", new JsonObject { ["registryId"] = host.Account, ["repositoryName"] = path });
        var answer = await SendAsync(call, cancellation);
        if (answer.ErrorType != "RepositoryAlreadyExistsException")
        {
            Expect(call, answer);
        }
    }

    private static EcrAnswer Expect(EcrCall call, EcrAnswer answer) =>
        !answer.IsSuccess ? throw EcrErrors.ToMeshException(call, answer) : answer.Body is JsonObject ? answer : throw EcrErrors.Nonsense(call, "it is no JSON object");

    private async Task<EcrAnswer> ExpectAsync(EcrCall call, CancellationToken cancellation) => Expect(call, await SendAsync(call, cancellation));

    private async Task<EcrAnswer> SendAsync(EcrCall call, CancellationToken cancellation)
    {
        var address = call.Service.AddressOf(call.Host, surroundings.Variable);
        var body = Encoding.UTF8.GetBytes(call.Input.ToJsonString());
        try
        {
            return await transport.SendAsync(token => ComposeAsync(call, address, body, token), cancellation);
        }
        catch (RegistryException exception)
        {
            throw EcrErrors.NoAnswer(call, address, exception);
        }
    }

    private async Task<HttpRequestMessage> ComposeAsync(EcrCall call, Uri address, byte[] body, CancellationToken cancellation)
    {
        var credential = await Aws.FindAsync(cancellation) ?? throw EcrErrors.NoCredentials(call);
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        message.Headers.TryAddWithoutValidation("X-Amz-Target", $"{call.Service.Target}.{call.Operation}");
        AwsSignature.Sign(message, body, call.Service.SigningName, call.Host.Region, credential, time.GetUtcNow());
        return message;
    }
}
