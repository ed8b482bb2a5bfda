namespace Mesh.Core.Configuration.Loading;

/// <summary>Where a value was written.</summary>
/// <param name="Source">What kind of place it is; errors are told in this order.</param>
/// <param name="Label">How an error names it: <c>mesh.yaml:12:5</c>, <c>--set releases[0].chart</c>, <c>MESH_KUBE_CONTEXT</c>.</param>
/// <param name="Origin">How the report names it: <c>mesh.yaml:12</c>, <c>--set</c>, <c>MESH_KUBE_CONTEXT</c>.</param>
/// <param name="Line">The line, from 1; 0 outside of files.</param>
/// <param name="Column">The column, from 1; 0 outside of files.</param>
internal sealed record Place(PlaceSource Source, string Label, string Origin, long Line = 0, long Column = 0)
{
    /// <summary>A place in the configuration file.</summary>
    /// <param name="file">The file's path as shown.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    public static Place InFile(string file, long line, long column) => new(PlaceSource.File, $"{file}:{line}:{column}", $"{file}:{line}", line, column);
}

/// <summary>The kinds of place, in the order in which errors are told.</summary>
internal enum PlaceSource
{
    /// <summary>An argument; its errors end with 64.</summary>
    Argument,

    /// <summary>An environment variable; its errors end with 65.</summary>
    Environment,

    /// <summary>The file; its errors end with 65.</summary>
    File,
}
