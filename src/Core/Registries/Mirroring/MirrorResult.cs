namespace Mesh.Core.Registries.Mirroring;

/// <summary>What a copy has done.</summary>
/// <param name="Moved">How many bytes were sent from one registry to the other.</param>
/// <param name="Mounted">How many bytes the destination's registry took over from another of its repositories.</param>
/// <param name="There">How many bytes were there already.</param>
public sealed record MirrorResult(long Moved, long Mounted, long There);
