using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>Manifests in which everything that has to be found is marked on its line by <c># CODE</c>. A first line <c># complete</c> says that they are all there is.</summary>
internal static partial class CaseFile
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The folder of all of them.</summary>
    public static string Folder => Path.Combine(Path.GetDirectoryName(Here())!, "cases");

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal);

    /// <summary>The text of one.</summary>
    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.yaml"));

    /// <summary>What is marked, as <c>CODE line</c>.</summary>
    public static IEnumerable<string> Marked(string text) => text.Split('\n').SelectMany((line, index) => Mark().Match(line) is { Success: true } mark ? mark.Groups["codes"].Value.Split(' ').Select(code => $"{code} {index + 1}") : []);

    /// <summary>The objects of a text.</summary>
    public static MeshSet Set(string text, Coverage? coverage = null, string file = "case.yaml")
    {
        var (objects, fault) = ManifestText.Read(text, new(OriginKind.File, file), "default");
        Assert.That(fault, Is.Null);
        return new(objects, coverage ?? new Coverage(text.StartsWith("# complete", StringComparison.Ordinal)));
    }

    /// <summary>What the rules say of them.</summary>
    public static Remarks Look(MeshSet mesh) => LintRules.Look(mesh, new FixedTime(Now));

    /// <summary>What the rules find in a text, as findings.</summary>
    public static IReadOnlyList<Finding> Find(string text) => [.. Look(Set(text)).Hits.Select(hit => hit.ToFinding())];

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"# (?<codes>[A-Z]{3}[0-9]{3}( [A-Z]{3}[0-9]{3})*)$")]
    private static partial Regex Mark();

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
