using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Configuration;

namespace Mesh.Core.Tests.Configuration;

public sealed class DocumentationTests
{
    private const string Page = "docs/configuration.md";
    // One of them has the form that a text asks for.
    private static readonly string[] Samples = ["a", "5m", "1.30", "linux/arm64", "p256", "helm", "canary", "l2", "HTTP", "internal", "text"];

    private const string Begin = "<!-- keys: written by the tests -->\n";
    private const string End = "<!-- end of keys -->";

    [Test]
    public void The_table_of_keys_is_what_the_option_types_say()
    {
        var page = Committed.Read(Page);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        Assert.That(end, Is.GreaterThanOrEqualTo(begin).And.GreaterThan(Begin.Length), "the page has lost its marks");
        Committed.AssertIs(Page, $"{page[..begin]}\n{Table()}\n{page[end..]}");
    }

    [Test]
    public void Every_key_and_every_variable_is_mentioned()
    {
        var page = Committed.Read(Page);
        var names = Keys.Of(JsonNode.Parse(MeshSchema.Generate())!).SelectMany(key => new[] { key.Path, key.Variable }).Concat(ConfigurationSources.ArgumentVariables);
        Assert.That(names.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Every_variable_of_the_table_is_understood()
    {
        using var workspace = new Workspace().With("mesh.yaml", """
            registries: [{ host: a }]
            istio: { gateways: [{ name: a, namespace: a, ports: [{ port: 80 }] }] }
            releases: [{ name: a, chart: a, namespace: a }]
            restarts: [{ namespace: a, selector: a=b }]
            certificates: {}
            clusters: [{ name: a }]
            loadBalancers: [{ service: a, namespace: a, selector: { app: a }, ports: [{ port: 80, targetPort: a }] }]
            addressPools: [{ name: a, addresses: [a] }]
            lint: { allow: [{ code: a, object: a, reason: a }] }
            """);
        var keys = Keys.Of(JsonNode.Parse(MeshSchema.Generate())!).Where(key => key.Type is "text" or "list of text" && !key.Path.Contains("password", StringComparison.Ordinal) && !key.Path.EndsWith("workload", StringComparison.Ordinal)).ToList();
        foreach (var key in keys)
        {
            var value = Samples.First(sample => Regex.IsMatch(sample, key.Pattern));
            workspace.Setting(key.Variable, key.Type == "text" ? value : $"[{value}]");
        }

        Assert.That(workspace.Load().Settings.Count(setting => setting.Origin.StartsWith("MESH_", StringComparison.Ordinal)), Is.EqualTo(keys.Count));
    }

    [Test]
    public void The_sample_loads_as_it_stands()
    {
        using var workspace = new Workspace().With("pipelines/mesh.yaml", Committed.Read("pipelines/mesh.yaml"));
        var loaded = workspace.Load();
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Options.Cluster.Context, Is.EqualTo("locust-eks"));
            Assert.That(loaded.Options.Istio!.Version, Is.EqualTo("1.29.0"));
            Assert.That(loaded.Options.Releases[0].Clear, Has.Count.EqualTo(8));
            Assert.That((string?)loaded.Options.Releases[1].Set["image.tag"], Is.EqualTo("42"));
            Assert.That(loaded.Options.Restarts, Has.Count.EqualTo(2));
            Assert.That(Committed.Read("pipelines/mesh.yaml"), Does.StartWith("# yaml-language-server: $schema=./mesh.schema.json\n"));
        });
    }

    [Test]
    public void Every_example_of_the_page_loads_as_it_stands()
    {
        var examples = Committed.Read(Page).Split("```yaml\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.That(examples, Is.Not.Empty);
        foreach (var example in examples)
        {
            Assert.That(() => Workspace.Options(example), Throws.Nothing, example);
        }
    }

    private static string Table()
    {
        var rows = Keys.Of(JsonNode.Parse(MeshSchema.Generate())!).Select(key =>
            $"| `{key.Path}` | {key.Type} | {(key.Required ? "required" : key.Default.Length > 0 ? $"`{key.Default}`" : "")} | `{key.Variable}` | {key.Description.Replace("|", "\\|", StringComparison.Ordinal)} |");
        return $"| key | type | default | variable | meaning |\n|---|---|---|---|---|\n{string.Join('\n', rows)}\n";
    }
}
