using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>tctl, the command line of Tetrate Service Bridge.</summary>
public sealed record TctlOptions
{
    /// <summary>Its configuration file, to check the active profile before a delivery; null for TCTL_CONFIG, then ~/.tctl/config, then what tctl itself says. A leading ~/ is the home folder.</summary>
    [HomePath]
    public string? Config { get; init; }
}
