using System.Diagnostics.CodeAnalysis;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Registries.Ecr;

/// <summary>The AWS SDK's own chain: environment, web identity (IRSA), profile, container (ECS, EKS pod identity), and last the metadata service of an EC2 instance. Searched once; what expires is refreshed by the SDK.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody takes holds nothing to dispose.")]
internal sealed class AwsCredentialChain(RegistrySurroundings surroundings, RunJournal journal, TimeProvider time) : IAwsCredentials
{
    // Nothing but the metadata service takes time in the search, and off EC2 it may not even refuse.
    private static readonly TimeSpan Search = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fetch = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim gate = new(1, 1);
    private bool searched;
    private AWSCredentials? found;

    /// <summary>Does the search; the SDK's by default.</summary>
    public Func<Task<AWSCredentials>> Resolve { get; init; } = ResolveAsync;

    public async Task<AwsCredential?> FindAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (!searched)
            {
                found = await SearchAsync(cancellation);
                searched = true;
            }

            return found is null ? null : await FetchAsync(found, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    private static async Task<AWSCredentials> ResolveAsync()
    {
        // The SDK loads the token service by its name when a profile or a web identity needs it; that finds it wherever this assembly's own references are found.
        _ = typeof(AmazonSecurityTokenServiceClient).Assembly;
        using var resolver = new DefaultAWSCredentialsIdentityResolver();
        return await resolver.ResolveIdentityAsync(null);
    }

    private async Task<AWSCredentials?> SearchAsync(CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(Resolve, CancellationToken.None).WaitAsync(Search, time, cancellation);
        }
        catch (TimeoutException)
        {
            return Nothing($"the search took longer than {Search.TotalSeconds:0} s, of which nothing but the instance metadata service is capable");
        }
        catch (ProfileNotFoundException exception)
        {
            throw Broken(Said(exception), exception);
        }
        catch (AmazonClientException exception)
        {
            // Every place was looked at. One that was named on purpose must not be passed over in silence.
            return AwsEnvironment.Names(surroundings) is { Count: > 0 } names ? throw Broken($"{string.Join(" and ", names)} is set, and yet: {Said(exception)}", exception) : Nothing(Said(exception));
        }
    }

    private AWSCredentials? Nothing(string why)
    {
        journal.Note($"There are no AWS credentials: {why}");
        return null;
    }

    private async Task<AwsCredential?> FetchAsync(AWSCredentials credentials, CancellationToken cancellation)
    {
        try
        {
            var current = await Task.Run(credentials.GetCredentialsAsync, CancellationToken.None).WaitAsync(Fetch, time, cancellation);
            journal.Secrets.Add(current?.SecretKey);
            journal.Secrets.Add(current?.Token);
            return current is null ? null : new AwsCredential(current.AccessKey, current.SecretKey, string.IsNullOrEmpty(current.Token) ? null : current.Token);
        }
        catch (TimeoutException exception)
        {
            throw Unavailable($"they were not given within {Fetch.TotalSeconds:0} s", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw Explain(exception);
        }

        MeshException Unavailable(string why, Exception exception) => new RegistryException(RegistryFault.Unreachable, why, exception)
            .With($"AWS credentials ({Kind(credentials)}) cannot be had: {why}", "Check the network to the AWS token service or the credential provider, and try again");

        MeshException Explain(Exception exception)
        {
            var chain = Chain(exception).ToList();
            var why = string.Join(": ", chain.Select(Said).Distinct(StringComparer.Ordinal));
            return chain.OfType<AmazonServiceException>().Any(service => service.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest)
                ? new RegistryException(RegistryFault.Refused, why, exception).With($"AWS refuses the credentials of this run ({Kind(credentials)}): {why}", "Check the role, its trust policy and whether the token or session has expired")
                : chain.OfType<HttpRequestException>().Any() ? Unavailable(why, exception)
                : Broken($"{Kind(credentials)}: {why}", exception);
        }
    }

    private static MeshException Broken(string why, Exception exception) => new(
        ExitCode.Configuration,
        $"AWS credentials cannot be had: {why}",
        "Correct what AWS_PROFILE, AWS_WEB_IDENTITY_TOKEN_FILE or ~/.aws/config names; a profile with single sign-on is used through: credential_process = aws configure export-credentials --profile NAME --format process",
        exception);

    private static string Said(Exception exception) => Printable.OneLine(exception.Message).TrimEnd('.', ' ');

    private static string Kind(AWSCredentials credentials) => credentials.GetType().Name;

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
