using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Helm.Clearing;

/// <summary>A release whose cleared defaults are proven to be gone from what will be installed.</summary>
/// <param name="Release">The release to install, its paths written out; with a manifest of its own where the chart puts the defaults back.</param>
/// <param name="Places">Where the defaults would be; null when nothing is cleared.</param>
internal sealed record ClearedRelease(HelmRelease Release, ClearedPlaces? Places);

/// <summary>
/// Clearing is an intention: the default is gone from every object, not null and not empty. Helm takes a null for it, and a chart may put its defaults back in a template,
/// so it is proven on what is rendered; where the chart does that, what is left is taken out of the manifest, and that is what helm installs, or it is refused.
/// </summary>
/// <param name="helm">Helm.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class ReleaseClearing(IHelm helm, RunJournal journal)
{
    private const int MostNamed = 12;

    /// <summary>The release with every path that ends in <c>.*</c> written out. Finds nothing wrong; for those that only look at a release.</summary>
    public static async Task<HelmRelease> ExpandAsync(IHelm helm, HelmRelease release, CancellationToken cancellation) =>
        release.Clear.Count == 0 ? release with { Keep = [] } : With(release, Paths(release, await ChartDefaults.OfAsync(helm, release, cancellation)));

    /// <summary>Proves it, and finds the way where helm's own does not lead there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/>: a path names nothing, the chart keeps a default that cannot be taken out, or nothing can be proven.</exception>
    public async Task<ClearedRelease> ProveAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
    {
        var subject = $"release {release.Name} in {release.Namespace}";
        if (release.Clear.Count == 0)
        {
            RefuseUnknown(release, release.Keep, [], "there is no clear that it could be kept from");
            return new(release, null);
        }

        var defaults = await ChartDefaults.OfAsync(helm, release, cancellation);
        var paths = Paths(release, defaults);
        RefuseUnknown(release, paths.Unknown, ChartDefaults.Paths(defaults), "it is no default of the chart");
        var cleared = With(release, paths);
        Adopt(defaults, ValuesOverlay.Given(release), paths.Paths);
        var whole = cleared with { Clear = [], Trial = Defaults(defaults, paths.Paths) };
        var (places, unproven) = await LearnAsync(target, whole, defaults, paths.Paths, cancellation);
        var (basis, rendered) = await ClearAsync(target, cleared, whole, places, cancellation);
        RefuseUnproven(subject, unproven, places, rendered);
        var (left, _) = places.In(rendered);
        if (left.Count == 0)
        {
            RefuseLeft(cleared, places, rendered, "as rendered");
            journal.Note($"{subject}: {paths.Paths.Count} cleared default{(paths.Paths.Count == 1 ? " is" : "s are")} gone from all of {rendered.Objects.Count} rendered objects");
            return new(cleared, places);
        }

        if (await helm.WhyNoManifestAsync(cancellation) is { } why)
        {
            throw Refuse(HelmFindings.DefaultStays, subject, $"{await ChartAsync(cleared, cancellation)} puts back {Listed(left)}; it cannot be post-rendered: {why}");
        }

        var proven = basis with { Manifest = string.Join("---\n", places.Without(rendered).Objects.Select(item => YamlText.Of(item.Body))) };
        RefuseLeft(proven, places, await RenderAsync(target, proven, cancellation), "as post-rendered");
        journal.Find(HelmFindings.DefaultPutBack.On(subject, $"{await ChartAsync(cleared, cancellation)} puts back, and the post-renderer takes out: {Listed(left)}"));
        return new(proven, places);
    }

    /// <summary>The same on the manifest that the cluster has installed.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when a cleared default is in it.</exception>
    public async Task ProveInstalledAsync(HelmTarget target, ClearedRelease cleared, CancellationToken cancellation)
    {
        if (cleared.Places is { } places)
        {
            RefuseLeft(cleared.Release, places, ManifestSet.Parse(await helm.GetManifestAsync(target, cleared.Release, cancellation), $"the installed manifest of {cleared.Release.Name}"), "as installed");
        }
    }

    private async Task<(ClearedPlaces Places, IReadOnlyList<TrialLeaf> Unproven)> LearnAsync(HelmTarget target, HelmRelease whole, JsonObject defaults, IReadOnlyList<IReadOnlyList<object>> paths, CancellationToken cancellation)
    {
        ManifestSet with;
        try
        {
            with = await RenderAsync(target, whole, cancellation);
        }
        catch (MeshException exception) when (IsOfTheChart(exception))
        {
            throw Refuse(HelmFindings.Unproven, $"release {whole.Name} in {whole.Namespace}", $"{await ChartAsync(whole, cancellation)} does not render with its own defaults, so nobody can tell where they come out: {Printable.OneLine(exception.Reason)}");
        }

        var places = new ClearedPlaces(with, whole.Namespace);
        var learning = new PlaceLearning(values => RenderAsync(target, whole with { Trial = Over(whole.Trial!, values) }, cancellation));
        return (places, await learning.LearnAsync(places, defaults, paths));
    }

    // A template that cannot do without the default does not render with a null in its place: then it is rendered with it, and what comes of it is taken out.
    private async Task<(HelmRelease Basis, ManifestSet Rendered)> ClearAsync(HelmTarget target, HelmRelease cleared, HelmRelease whole, ClearedPlaces places, CancellationToken cancellation)
    {
        try
        {
            return (cleared, await RenderAsync(target, cleared, cancellation));
        }
        catch (MeshException exception) when (IsOfTheChart(exception))
        {
            if (places.In(places.With).Left.Count == 0)
            {
                // Nothing of it comes out, so it is not the null that the chart cannot bear.
                throw;
            }

            journal.Note($"release {cleared.Name} in {cleared.Namespace} does not render with nulls in place of what is cleared: {Printable.OneLine(exception.Reason)}");
            return (whole, places.With);
        }
    }

    // That objects are not the release's own is told by helm in the same way, and has nothing to do with what is cleared.
    private static bool IsOfTheChart(MeshException exception) =>
        exception.ExitCode is > 0 and < 64 && !exception.Reason.Contains("cannot be imported into the current release", StringComparison.Ordinal);

    private async Task<ManifestSet> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) =>
        ManifestSet.Parse(await helm.RenderAsync(target, release, cancellation), $"the rendered manifest of release {release.Name}");

    private async Task<string> ChartAsync(HelmRelease release, CancellationToken cancellation)
    {
        var chart = await helm.ShowChartAsync(release, cancellation);
        return $"chart {Printable.OneLine(chart.Name)} {Printable.OneLine(chart.Version)}";
    }

    private static ClearedPaths Paths(HelmRelease release, JsonObject defaults) => ClearedPaths.Of(release, defaults, ValuesOverlay.Given(release));

    private static HelmRelease With(HelmRelease release, ClearedPaths paths) => release with { Clear = [.. paths.Paths.Select(ValuesPath.Write)], Keep = [] };

    // A named path that only the user's own files set is proven in the same way.
    private static void Adopt(JsonObject defaults, JsonObject given, IReadOnlyList<IReadOnlyList<object>> paths)
    {
        foreach (var steps in paths.Where(steps => !steps.Any(step => step is int) && ChartDefaults.At(defaults, steps) is null))
        {
            if (ChartDefaults.At(given, steps) is { } value && ChartDefaults.At(defaults, steps.SkipLast(1)) is null or JsonObject)
            {
                TrialValues.Put(defaults, steps, value.DeepClone());
            }
        }
    }

    // Said outright, so that what the user's own files put in their place does not hide them.
    private static JsonObject Defaults(JsonObject defaults, IReadOnlyList<IReadOnlyList<object>> paths)
    {
        var tree = new JsonObject();
        foreach (var steps in paths.Where(steps => !steps.Any(step => step is int)))
        {
            if (ChartDefaults.At(defaults, steps) is { } value)
            {
                TrialValues.Put(tree, steps, value.DeepClone());
            }
        }

        return tree;
    }

    private static JsonObject Over(JsonObject below, JsonObject above) => (JsonObject)MergePatch.Apply(below, above)!;

    private void RefuseUnknown(HelmRelease release, IReadOnlyList<string> unknown, IEnumerable<string> known, string why)
    {
        var names = known.ToList();
        var findings = unknown.Select(path => HelmFindings.UnknownDefault.On($"release {release.Name} in {release.Namespace}",
            $"'{Printable.OneLine(path)}': {why}. {(NearestName.Of(path.EndsWith(".*", StringComparison.Ordinal) ? path[..^2] : path, names) is { } near ? $"Did you mean '{near}'?" : "")}".TrimEnd())).ToList();
        findings.ForEach(journal.Find);
        if (findings.Count > 0)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{findings[0].Subject} clears or keeps what is not there: {string.Join("; ", findings.Take(MostNamed).Select(finding => finding.Evidence))}", HelmFindings.UnknownDefault.Remedy);
        }
    }

    // Where no mark could be set, with and without are compared: what comes out as often without the default as with it may well be the default.
    private void RefuseUnproven(string subject, IReadOnlyList<TrialLeaf> unproven, ClearedPlaces places, ManifestSet rendered)
    {
        var doubtful = unproven.Where(leaf => Count(places.With, leaf.Value) is > 0 and var before && Count(rendered, leaf.Value) >= before).Select(leaf => ValuesPath.Write(leaf.Steps)).ToList();
        if (doubtful.Count > 0)
        {
            throw Refuse(HelmFindings.Unproven, subject, $"the chart takes no other value for {string.Join(", ", doubtful.Take(MostNamed))}, and objects hold the default as often as before");
        }
    }

    private static int Count(ManifestSet set, JsonNode value)
    {
        return set.Objects.Sum(item => In(item.Body));

        int In(JsonNode? node) => node is null ? 0 : (JsonNode.DeepEquals(node, value) ? 1 : 0) + node switch
        {
            JsonObject map => map.Sum(pair => In(pair.Value)),
            JsonArray list => list.Sum(In),
            _ => 0,
        };
    }

    private void RefuseLeft(HelmRelease release, ClearedPlaces places, ManifestSet rendered, string when)
    {
        var (left, decided) = places.In(rendered);
        if (left.Count + decided.Count > 0)
        {
            throw Refuse(HelmFindings.DefaultStays, $"release {release.Name} in {release.Namespace}", left.Count > 0
                ? $"{when}, chart {Printable.OneLine(release.Chart)} still holds {Listed(left)}"
                : $"{when}, chart {Printable.OneLine(release.Chart)} still decides by a cleared default what stands in {Listed(decided)}");
        }
    }

    private MeshException Refuse(FindingKind kind, string subject, string evidence)
    {
        journal.Find(kind.On(subject, evidence));
        return new MeshException(ExitCode.FindingsFound, $"{subject} is not installed: {evidence}", kind.Remedy);
    }

    private static string Listed(IReadOnlyList<ClearedPlace> places) =>
        Printable.OneLine(string.Join(", ", places.Take(MostNamed)) + (places.Count > MostNamed ? $" and {places.Count - MostNamed} more" : ""));
}
