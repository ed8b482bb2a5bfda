using System.Runtime.CompilerServices;

namespace Mesh.Tests.Hosts;

/// <summary>Where the files of this repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../.."));

    /// <summary>The compiled host.</summary>
    public static string BuildHost => PathOf("build", "bin", "Release", "net10.0", "Build.dll");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
