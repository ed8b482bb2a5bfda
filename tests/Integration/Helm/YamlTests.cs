using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;
using Mesh.Integration.Environment;
using NUnit.Framework;

namespace Mesh.Integration.Helm;

/// <summary>Helm reads values with the very YAML library that Kubernetes uses, so it is the judge of how ours reads them.</summary>
public sealed class YamlTests
{
    private static readonly string[] Scalars =
    [
        "", "~", "null", "Null", "nULL", "true", "True", "tRUE", "Yes", "y", "Y", "n", "off", "On", "oN", "'true'", "\"1\"", "!!str 1", "!!int '5'", "!!bool 'yes'", "!!float 3",
        "42", "-42", "+12", "-0x1", "1_000", "1__0", "_1", "0x1F", "0x_1", "0x", "0644", "0o644", "08", "-08", "089", "0b101", "0b2", "1.5", "5.", ".5", "1_0.5", "1e3", "12e03", "1e400",
        "1.2.3", "1.29.0", "10Gi", "1m", "2026-11-21", "2001-12-14t21:59:43.10-05:00", "12:30:45", "<<", "=", "a: b", "{x: 1, y: [a, 2]}", "\"\\u00e4\\n\"", "'it''s'", "|-\n  a\n   b\n", ">\n  a\n  b\n\n  c\n",
    ];

    [Test]
    public async Task Values_have_the_types_that_helm_gives_them()
    {
        var helm = await Require.Available(ControlPlane.HelmAsync());
        var chart = Directory.CreateTempSubdirectory("mesh-test-").FullName;
        Directory.CreateDirectory(Path.Combine(chart, "templates"));
        await File.WriteAllTextAsync(Path.Combine(chart, "Chart.yaml"), "apiVersion: v2\nname: oracle\nversion: 0.1.0\n");
        await File.WriteAllTextAsync(Path.Combine(chart, "templates", "all.yaml"), "kept: {{ .Values.list | toJson }}\n");
        var values = "list:\n" + string.Concat(Scalars.Where(scalar => !scalar.StartsWith("a:", StringComparison.Ordinal)).Select(scalar => $"- {scalar.Replace("\n", "\n  ", StringComparison.Ordinal)}\n"));
        await File.WriteAllTextAsync(Path.Combine(chart, "values.yaml"), values);

        var output = (await Command.RunAsync(helm, ["template", "oracle", chart])).Succeeded();

        var theirs = JsonNode.Parse(output[(output.IndexOf("kept: ", StringComparison.Ordinal) + 6)..])!.AsArray();
        var ours = YamlDocuments.Parse(values, "values.yaml").Single()!["list"]!.AsArray();
        Assert.That(ours, Has.Count.EqualTo(theirs.Count));
        Assert.That(ours.Zip(theirs).Where(pair => !JsonNode.DeepEquals(pair.First, pair.Second)).Select(pair => $"{pair.First?.ToJsonString()} for {pair.Second?.ToJsonString()}"), Is.Empty);
        Directory.Delete(chart, recursive: true);
    }
}
