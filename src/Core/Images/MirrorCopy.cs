using Mesh.Core.Registries.Mirroring;

namespace Mesh.Core.Images;

/// <summary>What is known of one image that is to be copied, as the run goes on.</summary>
/// <param name="route">From where to where.</param>
internal sealed class MirrorCopy(MirrorRoute route)
{
    public MirrorRoute Route => route;

    /// <summary>What it takes; null before it is known.</summary>
    public MirrorPlan? Plan { get; set; }

    /// <summary>What has been done; null before it is done, and in a dry run.</summary>
    public MirrorResult? Result { get; set; }

    /// <summary>Why it was not copied; null where nothing went wrong.</summary>
    public string? Failure { get; set; }

    /// <summary>True when it still is to be copied.</summary>
    public bool IsDue => Failure is null && Plan is { IsThere: false };

    /// <summary>The image that is copied, as far as it is known which one has it.</summary>
    public string Source => Plan?.Source.ToString() ?? string.Join(" or ", route.Sources);

    /// <summary>One word for the report.</summary>
    public string State => Failure is not null ? "failed" : Plan is null ? "unknown" : Plan.IsThere ? "there" : Result is null ? "planned" : "copied";
}
