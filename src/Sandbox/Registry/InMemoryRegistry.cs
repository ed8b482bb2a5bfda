using Mesh.Core.Model;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Registry;

/// <summary>What one registry has: blobs, repositories, uploads that have begun. All of it under one gate.</summary>
internal sealed class InMemoryRegistry
{
    private readonly Dictionary<string, RepositoryContents> repositories = new(StringComparer.Ordinal);
    private readonly string host;
    private readonly bool hasEveryImage;

    public InMemoryRegistry(string host, Scenario scenario)
    {
        this.host = host;
        hasEveryImage = scenario.Images is null;
        Options = scenario.Registries.FirstOrDefault(registry => string.Equals(registry.Host, host, StringComparison.OrdinalIgnoreCase)) ?? new ScenarioRegistry { Host = host };
        foreach (var image in (scenario.Images ?? []).Where(image => string.Equals(image.Image.Repository.Registry, host, StringComparison.OrdinalIgnoreCase)))
        {
            SyntheticImage.PutInto(this, image);
        }
    }

    public Lock Gate { get; } = new();

    public ScenarioRegistry Options { get; }

    public Dictionary<Digest, byte[]> Blobs { get; } = [];

    public Dictionary<string, Upload> Uploads { get; } = new(StringComparer.Ordinal);

    public RepositoryContents? Find(string path) => repositories.GetValueOrDefault(path);

    public RepositoryContents Ensure(string path)
    {
        if (!repositories.TryGetValue(path, out var contents))
        {
            repositories[path] = contents = new RepositoryContents();
        }

        return contents;
    }

    public Digest Keep(RepositoryContents repository, byte[] blob)
    {
        var digest = Digest.Of(blob);
        Keep(repository, digest, blob);
        return digest;
    }

    public void Keep(RepositoryContents repository, Digest digest, byte[] blob)
    {
        Blobs[digest] = blob;
        repository.Blobs.Add(digest);
    }

    /// <summary>A manifest by tag or digest; null when it is not there. Where the scenario names no images, a tag that is asked for is there from then on.</summary>
    public StoredManifest? Manifest(string path, string reference)
    {
        if (Digest.TryParse(reference, out var digest))
        {
            return Find(path)?.Manifests.GetValueOrDefault(digest);
        }

        if (hasEveryImage && Find(path)?.Tags.ContainsKey(reference) != true)
        {
            SyntheticImage.PutInto(this, new ScenarioImage { Image = new ImageReference(new ImageRepository(host, path), reference, null) });
        }

        return Find(path) is { } repository && repository.Tags.TryGetValue(reference, out digest) ? repository.Manifests.GetValueOrDefault(digest) : null;
    }
}
