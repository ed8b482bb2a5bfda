using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Mesh.Core.Registries.Ecr;

/// <summary>A registry of ECR, told from its host. Source of the pattern: awslabs/amazon-ecr-credential-helper, ecr-login/api/client.go.</summary>
/// <param name="Registry">The registry's host.</param>
/// <param name="Account">The account it belongs to, 12 digits; null for ECR Public.</param>
/// <param name="Region">The region its API is in.</param>
/// <param name="Partition">The part of AWS it is in.</param>
/// <param name="Fips">True where the host is one with FIPS cryptography.</param>
/// <param name="DualStack">True where the host has IPv4 and IPv6 addresses.</param>
internal sealed partial record EcrHost(string Registry, string? Account, string Region, EcrPartition Partition, bool Fips, bool DualStack)
{
    /// <summary>True for ECR Public, whose images anybody may read.</summary>
    [MemberNotNullWhen(false, nameof(Account))]
    public bool IsPublic => Account is null;

    /// <summary>Reads the host of a registry.</summary>
    /// <param name="registry">The host; one with a port is none of ECR's.</param>
    /// <param name="host">The registry, when it is one of ECR's.</param>
    public static bool TryParse(string? registry, [NotNullWhen(true)] out EcrHost? host)
    {
        var name = (registry ?? "").ToLowerInvariant();
        host = null;
        if (name is "public.ecr.aws" or "ecr-public.aws.com")
        {
            // The API of ECR Public is in this region alone, wherever the images lie.
            const string region = "us-east-1";
            host = new EcrHost(name, null, region, EcrPartition.Of(region, "amazonaws.com")!, Fips: false, DualStack: name != "public.ecr.aws");
        }
        else if (Private.Match(name) is { Success: true, Groups: var groups } && EcrPartition.Of(groups["region"].Value, groups["suffix"].Value) is { } partition)
        {
            host = new EcrHost(name, groups["account"].Value, groups["region"].Value, partition, groups["fips"].Success, groups["suffix"].Value == partition.DualStackRegistry);
        }

        return host is not null;
    }

    /// <summary>The host of the API that knows this registry.</summary>
    /// <param name="fips">True for one with FIPS cryptography.</param>
    /// <param name="dualStack">True for one with IPv6 addresses too; ignored in partitions that have none.</param>
    public string ApiHost(bool fips, bool dualStack) => (IsPublic, dualStack ? Partition.DualStackApi : null) switch
    {
        (true, null) => $"api.ecr-public.{Region}.{Partition.Suffix}",
        (true, var suffix) => $"ecr-public.{Region}.{suffix}",
        (false, null) => $"{(fips ? "ecr-fips" : "api.ecr")}.{Region}.{Partition.Suffix}",
        (false, var suffix) => $"{(fips ? "ecr-fips" : "ecr")}.{Region}.{suffix}",
    };

    [GeneratedRegex(
        @"^(?<account>[0-9]{12})\.dkr[.\-]ecr(?<fips>-fips)?\.(?<region>[a-z0-9][a-z0-9_-]*)\.(?<suffix>amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Private { get; }
}
