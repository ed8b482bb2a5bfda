namespace Mesh.Core.Registries.Ecr;

/// <summary>One of the two APIs: that of private registries and that of ECR Public. Source: the service models of the AWS SDKs.</summary>
/// <param name="SigningName">The service in a signature, and before the colon of IAM actions.</param>
/// <param name="Target">What stands before an operation's name in X-Amz-Target.</param>
/// <param name="EndpointVariable">The environment variable that names another address.</param>
internal sealed record EcrService(string SigningName, string Target, string EndpointVariable)
{
    public static EcrService Of(EcrHost host) => host.IsPublic
        ? new("ecr-public", "SpencerFrontendService", "AWS_ENDPOINT_URL_ECR_PUBLIC")
        : new("ecr", "AmazonEC2ContainerRegistry_V20150921", "AWS_ENDPOINT_URL_ECR");

    /// <summary>Where to send: the registry's own API, unless the environment names another address as it does for every AWS SDK.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="Findings.MeshException">78 when what the environment names is no address.</exception>
    public Uri AddressOf(EcrHost host, Func<string, string?> variable)
    {
        if (!IsTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))
        {
            foreach (var name in new[] { EndpointVariable, "AWS_ENDPOINT_URL" })
            {
                if (variable(name) is { } text && !string.IsNullOrWhiteSpace(text))
                {
                    return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.UserInfo.Length == 0
                        ? address
                        : throw new Findings.MeshException(Findings.ExitCode.Configuration, $"the environment variable {name} holds no http or https address", $"Set {name} to one such as https://host:port, or remove it");
                }
            }
        }

        return new Uri($"https://{host.ApiHost(host.Fips || IsTrue("AWS_USE_FIPS_ENDPOINT"), host.DualStack || IsTrue("AWS_USE_DUALSTACK_ENDPOINT"))}");

        bool IsTrue(string name) => string.Equals(variable(name)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
    }
}
