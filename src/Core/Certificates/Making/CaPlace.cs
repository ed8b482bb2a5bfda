namespace Mesh.Core.Certificates.Making;

/// <summary>A folder of the CA.</summary>
/// <param name="Name">The cluster's name; empty for the root.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Shown">Its path as people read it: relative where it lies below the working directory.</param>
internal sealed record CaPlace(string Name, string Path, string Shown)
{
    /// <summary>A file in it, as people read it.</summary>
    public string Show(string file) => System.IO.Path.Combine(Shown, file);

    /// <summary>A file in it.</summary>
    public string File(string file) => System.IO.Path.Combine(Path, file);
}
