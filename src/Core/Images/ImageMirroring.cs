using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Mirroring;

namespace Mesh.Core.Images;

/// <summary>Copies images to the configured mirror: shows what it takes, copies by digest, and reads back what came of it.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="needed">Knows what the delivery needs, for where mesh.yaml lists no images to copy.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class ImageMirroring(Toolbox tools, INeededImages needed, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private const int ImagesAtOnce = 4;

    /// <summary>Copies every image; one that fails keeps none of the others from being copied.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call, and how long a blob may stand still.</param>
    /// <param name="cancellation">Stops it: no further tag is put, and what has arrived is not moved again the next time.</param>
    /// <exception cref="MeshException">The first failure: <see cref="ExitCode.Configuration"/> when no mirror is configured or two images would get the same name; <see cref="ExitCode.NoInput"/> when
    /// there is nothing to copy; <see cref="ExitCode.CannotCreate"/> when a repository is missing and must not be made; else as for <see cref="ImageMirror"/>.</exception>
    public async Task RunAsync(MeshOptions options, TimeSpan timeout, CancellationToken cancellation)
    {
        if (options.Images.Mirror is not { } settings)
        {
            NothingConfigured.Say(journal, "images.mirror", required: true);
            return;
        }

        var platforms = settings.Platforms.Select(text => ImageNames.Platform(text, "images.mirror.platforms")).ToList();
        var routes = await new MirrorRoutes(needed, journal).FindAsync(options, settings, timeout, cancellation);
        var copies = routes.Select(route => new MirrorCopy(route)).ToList();
        var registries = tools.RegistriesOf(options);
        var mirror = new ImageMirror(registries, journal, time, timeout);
        var failures = new MirrorFailures(journal);
        try
        {
            await EachAsync(copies, ImagesAtOnce, copy => failures.TryAsync(copy, async () => copy.Plan = await PlanAsync(registries, mirror, copy, platforms, cancellation), cancellation), cancellation);
            Tell(copies);
            await RequireRepositoriesAsync(registries, settings, copies, failures, cancellation);
            // In a dry run one after the other, so that it reads the same each time.
            await EachAsync(copies.Where(copy => copy.IsDue), gate.DryRun == DryRun.Off ? ImagesAtOnce : 1, copy => failures.TryAsync(copy, () => CopyAsync(mirror, copy, cancellation), cancellation), cancellation);
        }
        finally
        {
            journal.Attach("mirror", MirrorReport.Of(settings.To, copies));
            journal.Summarize(MirrorReport.Line(copies));
        }

        failures.Throw();
    }

    private static async Task<MirrorPlan> PlanAsync(IRegistries registries, ImageMirror mirror, MirrorCopy copy, IReadOnlyList<Platform> platforms, CancellationToken cancellation)
    {
        var source = copy.Route.Sources is [var only] ? only : await FirstAsync();
        return await mirror.PlanAsync(source, copy.Route.Destination, platforms, cancellation);

        async Task<ImageReference> FirstAsync()
        {
            foreach (var candidate in copy.Route.Sources)
            {
                if (await registries.FindManifestAsync(candidate, cancellation) is not null)
                {
                    return candidate;
                }
            }

            throw new MeshException(ExitCode.NoInput, $"{copy.Route.Destination} is needed, and none of its sources is there: {string.Join(", ", copy.Route.Sources)}", "Correct its tag, or add a hub that has it to istio.hubs");
        }
    }

    private void Tell(IReadOnlyList<MirrorCopy> copies)
    {
        foreach (var plan in copies.Select(copy => copy.Plan).OfType<MirrorPlan>().Where(plan => plan.IsThere))
        {
            journal.Note($"{plan.Destination} is there already: {plan.Present}");
        }

        if (copies.Any(copy => copy.IsDue))
        {
            journal.Note(MirrorReport.Outlook(copies));
        }
    }

    private async Task RequireRepositoriesAsync(IRegistries registries, MirrorOptions settings, IReadOnlyList<MirrorCopy> copies, MirrorFailures failures, CancellationToken cancellation)
    {
        foreach (var missing in copies.Where(copy => copy.IsDue && !copy.Plan!.HasRepository).GroupBy(copy => copy.Route.Destination.Repository).ToList())
        {
            try
            {
                await RequireRepositoryAsync(registries, settings, missing.Key, cancellation);
            }
            catch (MeshException exception)
            {
                foreach (var copy in missing)
                {
                    failures.Keep(copy, exception);
                }
            }
        }
    }

    private Task RequireRepositoryAsync(IRegistries registries, MirrorOptions settings, ImageRepository repository, CancellationToken cancellation) => settings.CreateRepositories
        ? gate.PassAsync(MirrorChange.Repository(repository, token => registries.CreateRepositoryAsync(repository, token)), cancellation)
        : throw new MeshException(ExitCode.CannotCreate, $"the repository {repository} is not there, and ECR makes none on a push", "Set images.mirror.createRepositories: true, or make the repository first");

    private Task CopyAsync(ImageMirror mirror, MirrorCopy copy, CancellationToken cancellation) =>
        gate.PassAsync(MirrorChange.Copy(copy.Plan!, async token => copy.Result = await mirror.ExecuteAsync(copy.Plan!, token)), cancellation);

    private static Task EachAsync(IEnumerable<MirrorCopy> copies, int atOnce, Func<MirrorCopy, Task> work, CancellationToken cancellation) =>
        Parallel.ForEachAsync(copies, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation }, async (copy, _) => await work(copy));
}
