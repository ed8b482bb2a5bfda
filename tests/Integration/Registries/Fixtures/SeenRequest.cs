namespace Mesh.Integration.Registries.Fixtures;

/// <summary>A request that came through a <see cref="FaultyProxy"/>.</summary>
/// <param name="Number">Which one it was, from 1 on.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path with the query.</param>
/// <param name="Authorization">Its header Authorization, if any.</param>
/// <param name="Range">Its header Range, if any.</param>
internal sealed record SeenRequest(int Number, string Method, string Path, string? Authorization, string? Range)
{
    /// <summary>The status of the answer; 0 while there is none.</summary>
    public int Status { get; set; }

    /// <summary>How much of the request's content went on to the registry, in bytes.</summary>
    public long Received { get; set; }

    /// <summary>How much of the answer's content was sent, in bytes.</summary>
    public long Sent { get; set; }

    public bool IsManifest => Path.Contains("/manifests/", StringComparison.Ordinal);

    public bool IsBlob => Path.Contains("/blobs/", StringComparison.Ordinal) && !IsUpload;

    public bool IsUpload => Path.Contains("/blobs/uploads/", StringComparison.Ordinal);
}
