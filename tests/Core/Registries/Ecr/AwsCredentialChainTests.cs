using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Tests.Journal;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class AwsCredentialChainTests
{
    private readonly ManualTime time = new();
    private readonly Secrets secrets = new();
    private readonly HeardEvents heard = new();
    private readonly Dictionary<string, string> variables = [];
    private int searches;

    [Test]
    public async Task What_the_SDK_finds_is_given_and_masked_and_searched_for_once()
    {
        var chain = Finding(() => new SessionAWSCredentials("AKIDEXAMPLE", "the-secret-key", "the-session-token"));

        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => chain.FindAsync(default)));

        Assert.That(found, Is.All.EqualTo(new AwsCredential("AKIDEXAMPLE", "the-secret-key", "the-session-token")));
        Assert.That(searches, Is.EqualTo(1));
        Assert.That(secrets.Mask("AKIDEXAMPLE the-secret-key the-session-token"), Is.EqualTo("AKIDEXAMPLE *** ***"));
        Assert.That($"{found[0]}", Is.EqualTo("access key AKIDEXAMPLE"));
    }

    [Test]
    public async Task A_lasting_key_has_no_session_token() =>
        Assert.That((await Finding(() => new BasicAWSCredentials("AKIDEXAMPLE", "the-secret-key")).FindAsync(default))!.SessionToken, Is.Null);

    [Test]
    public async Task Where_every_place_is_empty_there_is_none_and_no_second_search()
    {
        var chain = Finding(() => throw new AmazonClientException("Failed to resolve AWS credentials"));

        Assert.That(await chain.FindAsync(default), Is.Null);
        Assert.That(await chain.FindAsync(default), Is.Null);
        Assert.That(searches, Is.EqualTo(1));
        Assert.That(heard.Lines, Has.Exactly(1).Contains("There are no AWS credentials: Failed to resolve AWS credentials"));
    }

    [TestCase("AWS_PROFILE")]
    [TestCase("AWS_ACCESS_KEY_ID")]
    [TestCase("AWS_WEB_IDENTITY_TOKEN_FILE")]
    public void What_was_named_on_purpose_is_not_passed_over_in_silence(string variable)
    {
        variables[variable] = "something";
        Assert.That(() => Finding(() => throw new AmazonClientException("The profile [sso] is an SSO profile.")).FindAsync(default), Fails.With(ExitCode.Configuration, $"{variable} is set, and yet: The profile [sso] is an SSO profile"));
    }

    [Test]
    public async Task A_metadata_service_that_does_not_answer_is_given_up_after_seconds()
    {
        var never = new TaskCompletionSource<AWSCredentials>();
        var asked = Chain(() => never.Task).FindAsync(default);

        while (time.Waiting == 0)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(await asked, Is.Null);
    }

    [Test]
    public void A_profile_that_is_not_there_is_an_error_and_not_absence() =>
        Assert.That(() => Finding(() => throw new ProfileNotFoundException("Unable to find the \"ci\" profile.")).FindAsync(default), Fails.With(ExitCode.Configuration, "\"ci\""));

    [Test]
    public void A_role_that_AWS_refuses_ends_with_77() =>
        Assert.That(
            () => Finding(() => new Broken(new AmazonClientException("Error calling AssumeRole", new AmazonServiceException("Not authorized to perform sts:AssumeRoleWithWebIdentity") { StatusCode = HttpStatusCode.Forbidden }))).FindAsync(default),
            Fails.With(ExitCode.Forbidden, "sts:AssumeRoleWithWebIdentity"));

    [Test]
    public void A_token_service_that_cannot_be_reached_ends_with_69() =>
        Assert.That(() => Finding(() => new Broken(new AmazonClientException("Error calling AssumeRole", new HttpRequestException("Connection refused")))).FindAsync(default), Fails.With(ExitCode.Unavailable, "Connection refused"));

    [Test]
    public void Whatever_else_is_wrong_with_them_is_an_error_of_the_configuration() =>
        Assert.That(() => Finding(() => new Broken(new InvalidOperationException("A token could not be loaded"))).FindAsync(default), Fails.With(ExitCode.Configuration, "A token could not be loaded"));

    [Test]
    public void A_search_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var never = new TaskCompletionSource<AWSCredentials>();
        var asked = Chain(() => never.Task).FindAsync(stop.Token);

        stop.Cancel();

        Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
    }

    private AwsCredentialChain Finding(Func<AWSCredentials> resolve) => Chain(() =>
    {
        Interlocked.Increment(ref searches);
        return Task.FromResult(resolve());
    });

    private AwsCredentialChain Chain(Func<Task<AWSCredentials>> resolve)
    {
        var journal = new RunJournal(time, secrets);
        journal.Listen(heard);
        return new AwsCredentialChain(new RegistrySurroundings { Variable = variables.GetValueOrDefault }, journal, time) { Resolve = resolve };
    }

    private sealed class Broken(Exception exception) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw exception;

        public override Task<ImmutableCredentials> GetCredentialsAsync() => throw exception;
    }
}
