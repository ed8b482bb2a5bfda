using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Tests.Kubernetes;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>Whom a registry of the sandbox lets in.</summary>
public sealed class RegistryDoorTests
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Tag = "/v2/istio/pilot/manifests/1.29.0";

    [TestCase("jane", "secret", 200)]
    [TestCase("jane", "wrong", 401)]
    [TestCase("john", "secret", 401)]
    public async Task A_user_is_known_by_the_password(string user, string password, int status)
    {
        using var talk = new RegistryTalk("registries: [{ host: docker.io, username: jane, password: secret }]", "docker.io");
        using var answer = await talk.SendAsync(HttpMethod.Get, Tag, Index, Basic(user, password));
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Who_says_nothing_is_told_what_to_say()
    {
        using var talk = new RegistryTalk("registries: [{ host: docker.io, username: jane, password: secret }]", "docker.io");
        using var answer = await talk.SendAsync(HttpMethod.Get, "/v2/", Index);
        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        Assert.That(answer.Headers.WwwAuthenticate.Single().ToString(), Is.EqualTo("Basic realm=\"sandbox\""));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("UNAUTHORIZED"));
    }

    [Test]
    public async Task A_token_opens_what_it_was_given_for_and_nothing_else()
    {
        using var talk = new RegistryTalk("registries: [{ host: docker.io, tokens: true }]", "docker.io");
        using var challenge = await talk.SendAsync(HttpMethod.Get, Tag, Index);
        Assert.That(challenge.Headers.WwwAuthenticate.Single().ToString(), Is.EqualTo("Bearer realm=\"https://docker.io/token\",service=\"docker.io\",scope=\"repository:istio/pilot:pull\""));

        var token = await TokenAsync(talk, "repository:istio/pilot:pull");
        using var read = await talk.SendAsync(HttpMethod.Get, Tag, Index, token);
        using var elsewhere = await talk.SendAsync(HttpMethod.Get, "/v2/istio/proxyv2/manifests/1.29.0", Index, token);
        using var write = await talk.SendAsync(HttpMethod.Post, "/v2/istio/pilot/blobs/uploads/", "*/*", token);
        using var forged = await talk.SendAsync(HttpMethod.Get, Tag, Index, new AuthenticationHeaderValue("Bearer", "sandbox.zz"));
        Assert.Multiple(() =>
        {
            Assert.That((int)read.StatusCode, Is.EqualTo(200));
            Assert.That((int)elsewhere.StatusCode, Is.EqualTo(401));
            Assert.That(write.Headers.WwwAuthenticate.Single().Parameter, Does.EndWith("scope=\"repository:istio/pilot:pull,push\",error=\"insufficient_scope\""));
            Assert.That(forged.Headers.WwwAuthenticate.Single().Parameter, Does.EndWith("error=\"invalid_token\""));
        });
    }

    [Test]
    public async Task A_mount_needs_rights_on_both_repositories()
    {
        using var talk = new RegistryTalk("registries: [{ host: docker.io, tokens: true }]", "docker.io");
        using var answer = await talk.SendAsync(HttpMethod.Post, "/v2/mirror/pilot/blobs/uploads/?mount=sha256:12&from=istio/pilot", "*/*");
        Assert.That(answer.Headers.WwwAuthenticate.Single().Parameter, Does.EndWith("scope=\"repository:mirror/pilot:pull,push repository:istio/pilot:pull\""));
    }

    [Test]
    public async Task Tokens_are_for_the_user_where_there_is_one()
    {
        using var talk = new RegistryTalk("registries: [{ host: docker.io, tokens: true, username: jane, password: secret }]", "docker.io");
        using var refused = await talk.SendAsync(HttpMethod.Get, "/token?scope=repository:istio/pilot:pull", "*/*");
        Assert.That((int)refused.StatusCode, Is.EqualTo(401));

        using var read = await talk.SendAsync(HttpMethod.Get, Tag, Index, await TokenAsync(talk, "repository:istio/pilot:pull", Basic("jane", "secret")));
        Assert.That((int)read.StatusCode, Is.EqualTo(200));
    }

    [TestCase("passwordFromEnv", true)]
    [TestCase("AWS_SECRET_ACCESS_KEY", false)]
    public async Task The_client_asks_with_what_mesh_yaml_names_and_with_nothing_of_this_machine(string variable, bool known)
    {
        const string host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
        var registries = new SandboxRegistries(Scenario.Parse($"registries: [{{ host: {host}, username: AWS, password: secret }}]"));
        RegistryOptions[] options = known ? [new RegistryOptions { Host = host, Username = "AWS", PasswordFromEnv = variable }] : [];
        using var client = new RegistryClient(options, ".", new FakePlugin(_ => throw new InvalidOperationException("no helper is run here")), new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System)
        {
            Handlers = registries.HandlerFor,
            Surroundings = new RegistrySurroundings { Variable = name => name == variable ? "secret" : null, Home = "", Aws = false },
        };
        var image = new ImageReference(new ImageRepository(host, "web"), "42", null);

        if (known)
        {
            Assert.That(await client.GetManifestAsync(image, default), Is.InstanceOf<ImageIndex>());
        }
        else
        {
            Assert.That(async () => await client.GetManifestAsync(image, default), Fails.With(ExitCode.Forbidden, host).And.Message.Not.Contains("AWS credentials"));
        }

        Assert.That(await client.HasRepositoryAsync(image.Repository, default), Is.True, "a repository in memory makes itself");
    }

    private static async Task<AuthenticationHeaderValue> TokenAsync(RegistryTalk talk, string scope, AuthenticationHeaderValue? user = null)
    {
        using var answer = await talk.SendAsync(HttpMethod.Get, $"/token?service=docker.io&scope={Uri.EscapeDataString(scope)}", "*/*", user);
        return new AuthenticationHeaderValue("Bearer", JsonNode.Parse(await answer.Content.ReadAsStringAsync()).Text("token"));
    }

    private static AuthenticationHeaderValue Basic(string user, string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
}
