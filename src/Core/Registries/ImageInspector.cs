using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Registries;

/// <summary>Finds out for which platforms images are there. Each manifest is asked for once in the life of an inspector, however many ask at the same time.</summary>
/// <param name="registries">Where to ask.</param>
public sealed class ImageInspector(IRegistries registries)
{
    /// <summary>What a registry offers under an image's name: through nested indexes, and for a single image by its configuration.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="IRegistries"/>; an index that lists itself or is nested more than four deep is <see cref="RegistryFault.Invalid"/>.</exception>
    public Task<ImageInspection> InspectAsync(ImageReference image, CancellationToken cancellation) => throw new NotImplementedException($"{registries}");
}
