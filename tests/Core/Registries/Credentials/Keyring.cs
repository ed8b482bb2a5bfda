using System.Text;
using Mesh.Core.Configuration;
using Mesh.Core.Journal;
using Mesh.Core.Processes;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries.Credentials;

/// <summary>A home folder and an environment of one test's own, with the sources of credentials that read them.</summary>
public sealed class Keyring : IDisposable
{
    public Keyring() => Directory.CreateDirectory(Path.Combine(Home, ".docker"));

    public string Home { get; } = Directory.CreateTempSubdirectory("mesh-keyring-").FullName;

    public Dictionary<string, string> Variables { get; } = [];

    public ManualTime Time { get; } = new();

    public Secrets Secrets { get; } = new();

    public RunJournal Journal => field ??= new RunJournal(Time, Secrets);

    public string ConfigPath => Path.Combine(Home, ".docker", "config.json");

    public RegistrySurroundings Surroundings => new() { Variable = Variables.GetValueOrDefault, Home = Home };

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>A config.json with entries, each given as its key and the JSON of its value.</summary>
    public static string Auths(params (string Key, string Entry)[] entries) => $"{{\"auths\":{{{string.Join(',', entries.Select(entry => $"\"{entry.Key}\":{entry.Entry}"))}}}}}";

    /// <summary>An entry as docker login writes it.</summary>
    public static string Login(string userAndPassword) => $"{{\"auth\":\"{Base64(userAndPassword)}\"}}";

    /// <summary>Docker's configuration, and no process that could be run.</summary>
    internal ICredentialSource Docker(string? config, ICommandRunner? runner = null)
    {
        if (config is not null)
        {
            File.WriteAllText(ConfigPath, config);
        }

        return new DockerConfigCredentials(Home, Surroundings, runner ?? new Helper(_ => throw new InvalidOperationException("no helper is to be run")), Secrets, Time);
    }

    internal ICredentialSource Configured(params RegistryOptions[] registries) => new ConfiguredCredentials(registries, Home, Surroundings, Secrets, Time);

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
