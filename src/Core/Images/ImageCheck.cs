using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Images.Matrix;
using Mesh.Core.Journal;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>Whether every image that will run is there for every node it can land on.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
public sealed class ImageCheck(Toolbox tools, RunJournal journal)
{
    private const string Keys = "images.check, releases or istio.version";

    /// <summary>Looks at all images and tells what is wrong with them as findings. Changes nothing.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="required">True when the check was asked for, so that having nothing to check is an error.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">After everything that was seen has been told: <see cref="ExitCode.Forbidden"/> or <see cref="ExitCode.Unavailable"/> for the first image whose registry
    /// refused or gave no answer. Before: <see cref="ExitCode.Configuration"/> when nothing is configured and it is <paramref name="required"/>, with neither a context nor platforms, or with a context
    /// that is refused; <see cref="ExitCode.MalformedInput"/> for image references that are none; then as for the cluster and helm.</exception>
    public async Task RunAsync(MeshOptions options, TimeSpan timeout, bool required, CancellationToken cancellation)
    {
        if (!ImageNeeds.IsConfigured(options))
        {
            NothingConfigured.Say(journal, Keys, required);
            return;
        }

        var registries = tools.RegistriesOf(options);
        var lookup = new ImageLookup(new ImageInspector(registries));
        var gathered = await new ImageNeeds(tools, lookup, journal).GatherAsync(options, timeout, cancellation);
        var images = gathered.Needs.Select(need => need.Image).Distinct().OrderBy(image => image.ToString(), StringComparer.Ordinal).ToList();
        var sightings = await lookup.LookAsync(images, new Tally(journal, images.Count).Done, cancellation);
        var findings = new RowFindings(new ParentIndex(registries, lookup), new OtherHubs(lookup, options.Istio));
        var matrix = await findings.FindAsync(ImageMatrix.Of(gathered.Pool, gathered.Needs, sightings), cancellation);
        Tell(gathered, matrix);
        Refuse(gathered, matrix);
    }

    private void Tell(Gathered gathered, ImageMatrix matrix)
    {
        if (gathered.Pool.Relabelled is { Count: > 0 } relabelled)
        {
            journal.Note($"{Words.List("node", relabelled)}: the labels name another platform than the kubelet; the labels count, for the scheduler goes by them");
        }

        if (matrix.Rows.Count > 0)
        {
            journal.Note(MatrixTable.Of(matrix));
        }

        journal.Attach(MatrixJson.Name, MatrixJson.Of(matrix));
        foreach (var finding in gathered.Findings.Concat(matrix.Rows.Select(row => row.Finding).OfType<Finding>()))
        {
            journal.Find(finding);
        }

        var wrong = matrix.Rows.Count(row => row.Finding is not null);
        var where = matrix.Platforms.Count == 0 ? "" : $" for {string.Join(", ", matrix.Platforms.Select(platform => platform?.ToString() ?? "any platform"))}";
        journal.Summarize($"{Words.Count(matrix.Rows.Count, "image")}{where}{(wrong == 0 ? "" : $"; {wrong} with findings")}");
        if (gathered.NotEvaluated.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", gathered.NotEvaluated));
        }
    }

    // What was not seen is never green, and it outweighs findings: the picture is not whole.
    private static void Refuse(Gathered gathered, ImageMatrix matrix)
    {
        var unseen = matrix.Rows.Where(row => row.Sighting.IsUnseen).ToList();
        if ((unseen.FirstOrDefault()?.Sighting.Error ?? gathered.Unseen) is { } error)
        {
            throw unseen.Count <= 1 ? error : new MeshException(error.ExitCode, $"{error.Reason}; {unseen.Count} of {Words.Count(matrix.Rows.Count, "image")} were not seen", error.Remedy, error);
        }
    }
}
