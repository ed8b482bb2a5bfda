namespace Mesh.Core.Diagnosis.Archives;

/// <summary>How large an archive may be: some times what a namespace of thousands of pods needs, and what a machine that builds can hold.</summary>
internal static class ArchiveLimits
{
    /// <summary>Of one file in it, in bytes.</summary>
    public const int File = 64 << 20;

    /// <summary>Of all of it, unpacked, in bytes.</summary>
    public const long Whole = 256L << 20;

    /// <summary>How many files are in it.</summary>
    public const int Files = 10_000;
}
