using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>A blob that a copy needs: a configuration or a layer.</summary>
/// <param name="Content">Which.</param>
/// <param name="IsThere">True when the destination's repository has it.</param>
public sealed record MirrorBlob(Descriptor Content, bool IsThere);
