using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>Which files are read, and where findings point.</summary>
public sealed class ManifestFilesTests
{
    private const string Lone = "kind: VirtualService\nmetadata: { name: NAME }\nspec:\n  hosts: [NAME]\n  http: [{ route: [{ destination: { host: a.b.c }, weight: 1 }] }]\n";

    [Test]
    public async Task Folders_are_searched_lists_opened_and_charts_and_excluded_files_left_alone()
    {
        using var mesh = new LintedMesh { Options = new() { Exclude = ["old/**"] } }
            .Add("a.yaml", Of("a") + "---\n" + Of("b"))
            .Add("deep/er/c.yml", Of("c"))
            .Add("deep/list.json", "{'apiVersion':'v1','kind':'List','items':[\n{'apiVersion':'networking.istio.io/v1','kind':'VirtualService','metadata':{'name':'d'},'spec':{'hosts':['d'],'http':[{'route':[{'destination':{'host':'a.b.c'},\n'weight':1}]}]}}]}".Replace('\'', '"'))
            .Add("old/e.yaml", Of("e"))
            .Add("chart/Chart.yaml", "name: chart\n").Add("chart/templates/f.yaml", Of("f")).Add("chart/values.yaml", "a: b\n")
            .Add("readme.md", Of("g"));
        await mesh.LintAsync();
        Assert.That(mesh.Found, Is.EqualTo(new[] { "VSV004 a.yaml:6", "VSV004 a.yaml:13", "VSV004 deep/er/c.yml:6", "VSV004 deep/list.json:3" }));
    }

    [Test]
    public async Task A_file_that_cannot_be_read_is_a_finding_on_its_line_and_the_others_are_judged()
    {
        using var mesh = new LintedMesh().Add("a.yaml", "apiVersion: v1\nkind: Service\n  bad: indentation: here\n").Add("b.yaml", Of("b"));
        var failure = await mesh.LintAsync();
        Assert.That(failure?.ExitCode, Is.EqualTo(ExitCode.FindingsFound));
        Assert.That(mesh.Found, Is.EqualTo(new[] { "LNT003 a.yaml:3", "VSV004 b.yaml:6" }));
    }

    [Test]
    public async Task A_path_said_twice_is_read_once_and_one_outside_is_shown_whole()
    {
        using var other = new LintedMesh().Add("x.yaml", Of("x"));
        using var mesh = new LintedMesh().Add("a.yaml", Of("a"));
        await mesh.LintAsync(new LintRequest { WorkingDirectory = "", Paths = ["a.yaml", "./a.yaml", ".", Path.Combine(other.Root, "x.yaml")] });
        Assert.That(mesh.Found, Is.EquivalentTo(new[] { "VSV004 a.yaml:6", $"VSV004 {Path.Combine(other.Root, "x.yaml")}:6" }));
    }

    [Test]
    public async Task Namespaces_that_objects_do_not_name_are_those_of_the_run()
    {
        using var mesh = new LintedMesh().Add("a.yaml", Of("a"));
        await mesh.LintAsync(new LintRequest { WorkingDirectory = "", Paths = ["a.yaml"], Namespace = "shop" });
        Assert.That(mesh.Journal.Findings[0].Subject, Is.EqualTo("virtualservice/a in shop"));
    }

    [Test]
    public async Task A_glob_that_leaves_the_folder_is_refused_by_the_key_it_stands_under()
    {
        using var mesh = new LintedMesh { Options = new() { Exclude = ["../x"] } }.Add("a.yaml", Of("a"));
        var failure = await mesh.LintAsync();
        Assert.That(failure?.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(failure?.Reason, Does.StartWith("lint.exclude[0]"));
    }

    private static string Of(string name) => "apiVersion: networking.istio.io/v1\n" + Lone.Replace("NAME", name, StringComparison.Ordinal);
}
