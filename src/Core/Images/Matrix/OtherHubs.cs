using Mesh.Core.Configuration;
using Mesh.Core.Images.Looking;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Model;

namespace Mesh.Core.Images.Matrix;

/// <summary>Asks whether another hub has an image of Istio that is missing where it was looked for.</summary>
/// <param name="lookup">Looks at them.</param>
/// <param name="istio">What is configured of Istio; null for nothing.</param>
internal sealed class OtherHubs(ImageLookup lookup, IstioOptions? istio)
{
    private const string Official = "docker.io/istio";

    /// <summary>What to do, in a sentence; null where the image is none of Istio's or there is no other hub.</summary>
    public async Task<string?> RemedyAsync(Row row, CancellationToken cancellation)
    {
        var (repository, name) = (row.Image.Repository, row.Image.Repository.Path.Split('/')[^1]);
        if (!IstioUse.Names.Contains(name) || (istio is null && !repository.Path.Contains("istio", StringComparison.Ordinal)))
        {
            return null;
        }

        var others = (istio?.Hubs ?? [Official]).Distinct(StringComparer.Ordinal)
            .Select(hub => (Hub: hub, Image: ImageReference.TryParse($"{hub}/{name}", out var at, out _) ? row.Image with { Repository = at.Repository } : null))
            .Where(other => other.Image is not null && other.Image.Repository != repository).ToList();
        var sightings = await Task.WhenAll(others.Select(other => lookup.LookAsync(other.Image!, cancellation)));
        var answers = others.Zip(sightings, (other, sighting) => (other.Hub, Sighting: sighting)).ToList();
        var wanted = string.Join(", ", row.Needed);
        if (answers.Find(answer => answer.Sighting.Inspection is not null && !answer.Sighting.Lacks(row.Needed).Any()) is { Hub: { } found, Sighting: var seen })
        {
            return $"{found} has {seen.Image}{(wanted.Length == 0 ? "" : $" for {wanted}")}, as asked just now: set the hub to {found}, or copy it from there with Mesh.MirrorImages";
        }

        return answers.Count == 0 ? null : string.Join(", ", answers.Select(answer => answer.Sighting.IsUnseen ? $"{answer.Hub} could not be asked ({answer.Sighting.Error!.Reason})" : $"{answer.Hub} does not have it{(wanted.Length == 0 ? "" : $" for {wanted}")} either"));
    }
}
