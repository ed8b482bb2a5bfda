using System.Text.Json.Nodes;

namespace Mesh.Core.Helm;

/// <summary>A folder that nobody else can read, with the generated values file in it. Gone when disposed.</summary>
internal sealed class ValuesFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-values-").FullName;

    /// <summary>Writes the values. JSON is YAML.</summary>
    public string Write(JsonObject values)
    {
        var path = Path.Combine(folder, "values.json");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(values.ToJsonString());
        return path;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
