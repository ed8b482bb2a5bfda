using System.Text.Json.Nodes;

namespace Mesh.Core.Helm;

/// <summary>A folder that nobody else can read, with generated values files in it. Gone when disposed.</summary>
internal sealed class ValuesFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-values-").FullName;

    /// <summary>Writes a values file. JSON is YAML.</summary>
    public string Write(string name, JsonObject values) => Write(name, values.ToJsonString());

    /// <summary>Writes a file, and the folders on the way to it.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
        return path;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
