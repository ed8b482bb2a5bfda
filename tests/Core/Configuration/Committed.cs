namespace Mesh.Core.Tests.Configuration;

/// <summary>Files of the repository that follow from the code. With MESH_TEST_ACCEPT=1 a test writes what it would otherwise compare.</summary>
internal static class Committed
{
    public static string Path(string path)
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "Cake.Frosting.Mesh.slnx")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder.FullName, path);
    }

    public static string Read(string path) => File.Exists(Path(path)) ? File.ReadAllText(Path(path)).ReplaceLineEndings("\n") : "";

    public static void AssertIs(string path, string expected)
    {
        if (Environment.GetEnvironmentVariable("MESH_TEST_ACCEPT") == "1")
        {
            File.WriteAllText(Path(path), expected);
        }

        Assert.That(Read(path), Is.EqualTo(expected), $"{path} no longer says what the option types say. Write it anew: MESH_TEST_ACCEPT=1 dotnet test tests/Core --filter FullyQualifiedName~Tests.Configuration");
    }
}
