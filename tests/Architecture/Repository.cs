using System.Runtime.CompilerServices;

namespace Mesh.Architecture.Tests;

/// <summary>Where the files of this repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../.."));

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>True when a person wants approved files rewritten instead of compared.</summary>
    public static bool Accepts => Environment.GetEnvironmentVariable("MESH_TEST_ACCEPT") == "1";

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
