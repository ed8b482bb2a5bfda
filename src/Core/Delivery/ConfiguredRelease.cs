using Mesh.Core.Configuration;
using Mesh.Core.Helm;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>A release of mesh.yaml as helm is told it.</summary>
internal static class ConfiguredRelease
{
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call, where the release has none of its own.</param>
    public static HelmRelease Of(ReleaseOptions options, TimeSpan timeout) => new(options.Name, options.Chart, options.Namespace)
    {
        Version = options.Version,
        ValuesFiles = options.Values,
        Set = options.Set,
        Clear = options.Clear,
        Keep = options.Keep,
        CreateNamespace = options.CreateNamespace,
        HistoryLimit = options.HistoryLimit,
        Timeout = TimeLimit.TryParse(options.Timeout, out var own) ? own : timeout,
    };
}
