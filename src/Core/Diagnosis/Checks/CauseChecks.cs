using System.Collections.Frozen;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>All checks there are, by the name that signatures call them.</summary>
public static class CauseChecks
{
    private static readonly FrozenDictionary<string, ICauseCheck> ByName = new ICauseCheck[]
    {
        new TextCheck(), new NearTextCheck(), new LogTextCheck(), new EventCheck(),
        new ObjectCheck(), new FieldCheck(), new CountCheck(), new AgeCheck(), new CreatedAfterPodCheck(),
        new SecretKeysCheck(), new DuplicateKeysCheck(), new ConfigMapDiffersCheck(), new PullSecretCheck(),
        new EndpointsCheck(), new PodsReadyCheck(), new PodOnNodeCheck(), new ContainerEndedCheck(), new ContainerEnvCheck(), new MemoryLimitCheck(), new ImageCheck(), new ArchitectureCheck(),
        new NodeFullCheck(), new QuotaFullCheck(), new RevisionGoneCheck(), new WebhookOrphanCheck(), new WebhookBundleCheck(),
    }.ToFrozenDictionary(check => check.Name);

    /// <summary>The names, in alphabetical order.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The check of a name; null where there is none.</summary>
    /// <param name="name">The name.</param>
    public static ICauseCheck? Find(string name) => ByName.GetValueOrDefault(name);
}
