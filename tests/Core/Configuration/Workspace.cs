using System.Text;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Configuration;

/// <summary>A working directory of its own, with what a run finds in it.</summary>
internal sealed class Workspace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-config-").FullName;

    public Dictionary<string, string> Environment { get; } = new() { ["PATH"] = "/usr/bin", ["HOME"] = "/home/ci" };

    public List<Override> Overrides { get; } = [];

    public string? File { get; set; }

    public static MeshException Refusal(string yaml)
    {
        using var workspace = new Workspace().With("mesh.yaml", yaml);
        return workspace.Refusal();
    }

    public static MeshOptions Options(string yaml)
    {
        using var workspace = new Workspace().With("mesh.yaml", yaml);
        return workspace.Load().Options;
    }

    public Workspace With(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
        System.IO.File.WriteAllBytes(Path.Combine(Folder, path), Encoding.UTF8.GetBytes(text));
        return this;
    }

    public Workspace Setting(string variable, string value)
    {
        Environment[variable] = value;
        return this;
    }

    public Workspace Given(params Override[] overrides)
    {
        Overrides.AddRange(overrides);
        return this;
    }

    public LoadedConfiguration Load() =>
        ConfigurationLoader.Load(new ConfigurationSources { WorkingDirectory = Folder, File = File, Environment = Environment, Overrides = Overrides });

    public MeshException Refusal() => Assert.Throws<MeshException>(() => Load())!;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
