using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class MissingTests
{
    private readonly RegistryBench bench = new();

    [Test]
    public async Task A_missing_tag_names_those_that_are_near()
    {
        using var client = Client(Text(200, """{"name":"istio/pilot","tags":["1.29.0","1.29.1","1.28.0","latest","1.29.2","1.9.0","1.29.10","sha256-0123.sig"]}"""));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/istio/pilot:1.29.9"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.NoInput, RegistryFault.TagMissing)));
        Assert.That(failure.Reason, Is.EqualTo("localhost:5000/istio/pilot has no tag 1.29.9 (404 MANIFEST_UNKNOWN: manifest unknown)"));
        Assert.That(failure.Remedy, Is.EqualTo("Near are 1.29.0, 1.29.1, 1.29.2, 1.28.0, 1.9.0; correct the tag, or push the image"));
    }

    [Test]
    public async Task A_missing_digest_is_said_without_guesses()
    {
        using var client = Client(Text(200, """{"tags":["1"]}"""));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image($"localhost:5000/a:1@{Digest.Of([])}"), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.TagMissing));
        Assert.That(failure.Reason, Does.StartWith($"localhost:5000/a has no manifest {Digest.Of([])}"));
    }

    [TestCase("""{"tags":null}""")]
    [TestCase("""{"tags":[]}""")]
    public async Task A_repository_without_tags_is_there(string tags)
    {
        using var client = Client(Text(200, tags));

        Assert.That(FaultOf(await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default))), Is.EqualTo(RegistryFault.TagMissing));
    }

    [Test]
    public async Task A_registry_that_says_manifest_unknown_of_a_repository_that_is_not_there_is_found_out()
    {
        using var client = Client(Error(404, "NAME_UNKNOWN", "repository name not known to registry"));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/istio/pilott:1"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.NoInput, RegistryFault.RepositoryMissing)));
        Assert.That(failure.Reason, Does.StartWith("localhost:5000 has no repository istio/pilott"));
    }

    [Test]
    public async Task Name_unknown_is_believed_at_once()
    {
        var handler = new ScriptedRegistry(_ => Error(404, "NAME_UNKNOWN", "The repository with name 'a' does not exist in the registry with id '123456789012'"));
        using var client = bench.Client(handler);

        Assert.That(FaultOf(await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default))), Is.EqualTo(RegistryFault.RepositoryMissing));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [TestCase(401)]
    [TestCase(403)]
    [TestCase(405)]
    public async Task Where_tags_may_not_be_listed_the_tag_is_missing(int status)
    {
        using var client = Client(Error(status, "DENIED"));

        Assert.That(FaultOf(await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default))), Is.EqualTo(RegistryFault.TagMissing));
    }

    [Test]
    public async Task What_is_looked_for_and_not_there_is_nothing()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Error(404, "MANIFEST_UNKNOWN")));

        Assert.That(await client.FindManifestAsync(Image("localhost:5000/a:1"), default), Is.Null);
    }

    [Test]
    public async Task What_may_not_be_looked_for_is_no_nothing()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Error(403, "DENIED")));

        Assert.That((await FailureAsync(() => client.FindManifestAsync(Image("localhost:5000/a:1"), default))).ExitCode, Is.EqualTo(ExitCode.Forbidden));
    }

    [Test]
    public async Task Schema_1_is_refused_by_name()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Bytes("""{"schemaVersion":1}"""u8.ToArray(), "application/vnd.docker.distribution.manifest.v1+prettyjws")));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.MalformedInput, RegistryFault.SchemaOne)));
        Assert.That(failure.Reason, Does.Contain("localhost:5000/a:1 is a manifest of Docker schema 1"));
    }

    [Test]
    public async Task A_login_page_in_place_of_a_manifest_is_said_in_one_line()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Text(418, "<!DOCTYPE html><html><head><title>\n Sign in\r\n to the proxy </title></head>" + new string('x', 100_000), "text/html")));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:5000/a:1"), default));

        Assert.That(failure.Reason, Is.EqualTo("what localhost:5000 answers for the manifest of localhost:5000/a:1 cannot be used: it is 418 Sign in to the proxy"));
    }

    private RegistryClient Client(HttpResponseMessage tags) =>
        bench.Client(new ScriptedRegistry(call => call.Path.EndsWith("/tags/list", StringComparison.Ordinal) ? tags : Error(404, "MANIFEST_UNKNOWN", "manifest unknown")));
}
