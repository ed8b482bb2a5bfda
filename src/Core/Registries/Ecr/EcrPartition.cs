using System.Text.RegularExpressions;

namespace Mesh.Core.Registries.Ecr;

/// <summary>A part of AWS with accounts, regions and DNS names of its own. Source: the endpoint tables of the AWS SDKs.</summary>
/// <param name="Name">Its name in ARNs.</param>
/// <param name="Regions">What its regions are called.</param>
/// <param name="Suffix">What its hosts end with.</param>
/// <param name="DualStackRegistry">What its registries' dual-stack hosts end with; null where there are none.</param>
/// <param name="DualStackApi">What its API's dual-stack hosts end with; null where there are none.</param>
internal sealed record EcrPartition(string Name, Regex Regions, string Suffix, string? DualStackRegistry = null, string? DualStackApi = null)
{
    private static readonly EcrPartition[] All =
    [
        new("aws", In(@"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+"), "amazonaws.com", "on.aws", "api.aws"),
        new("aws-cn", In(@"cn-\w+-\d+"), "amazonaws.com.cn", "on.amazonwebservices.com.cn", "api.amazonwebservices.com.cn"),
        new("aws-us-gov", In(@"us-gov-\w+-\d+"), "amazonaws.com", "on.aws", "api.aws"),
        new("aws-eusc", In(@"eusc-(de)-\w+-\d+"), "amazonaws.eu"),
        new("aws-iso", In(@"us-iso-\w+-\d+"), "c2s.ic.gov"),
        new("aws-iso-b", In(@"us-isob-\w+-\d+"), "sc2s.sgov.gov"),
        new("aws-iso-e", In(@"eu-isoe-\w+-\d+"), "cloud.adc-e.uk"),
        new("aws-iso-f", In(@"us-isof-\w+-\d+"), "csp.hci.ic.gov"),

        // A region that is younger than this table is a commercial one, as the SDKs take it.
        new("aws", In(@"[a-z]{2}-[a-z]+-\d+"), "amazonaws.com", "on.aws", "api.aws"),
    ];

    /// <summary>The partition that a region is in, if registries there have this suffix; null where the two do not go together.</summary>
    /// <param name="region">The region.</param>
    /// <param name="suffix">What the registry's host ends with.</param>
    public static EcrPartition? Of(string region, string suffix) =>
        Array.Find(All, partition => partition.Regions.IsMatch(region)) is { } found && (suffix == found.Suffix || suffix == found.DualStackRegistry) ? found : null;

    // ECMAScript: \w and \d mean ASCII, as for those who wrote these patterns.
    private static Regex In(string pattern) => new($@"^{pattern}\z", RegexOptions.ECMAScript);
}
