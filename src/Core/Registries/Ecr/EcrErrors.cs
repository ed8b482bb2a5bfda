using Mesh.Core.Findings;

namespace Mesh.Core.Registries.Ecr;

/// <summary>What an error of the API means, in one sentence with a remedy.</summary>
internal static class EcrErrors
{
    /// <summary>The error that the API named.</summary>
    public static MeshException ToMeshException(EcrCall call, EcrAnswer answer)
    {
        var (fault, remedy) = answer switch
        {
            { IsThrottled: true } => (RegistryFault.RateLimited, "Wait a minute and try again, or ask AWS for a higher quota"),
            { IsPassing: true } => (RegistryFault.Unreachable, "Try again; the AWS health page says whether ECR has an outage in the region"),
            _ => answer.ErrorType switch
            {
                "AccessDeniedException" or "AccessDenied" or "NotAuthorized" => (RegistryFault.Refused, $"Allow {Actions(call)} to the AWS identity of this run{(call.Operation == "GetAuthorizationToken" ? ", on resource *" : $", on repositories of account {call.Host.Account}")}"),
                "ExpiredTokenException" or "ExpiredToken" or "RequestExpired" => (RegistryFault.Refused, $"Renew the AWS session of this run; its identity needs {Actions(call)}"),
                "UnrecognizedClientException" or "InvalidClientTokenId" or "MissingAuthenticationTokenException" or "MissingAuthenticationToken" or "OptInRequired" =>
                    (RegistryFault.Refused, $"Check AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN or the profile, and that they belong to {call.Host.Partition.Name}; the identity needs {Actions(call)}"),
                "InvalidSignatureException" or "SignatureDoesNotMatch" or "IncompleteSignatureException" =>
                    (RegistryFault.Refused, $"Check the secret access key and this machine's clock; the identity needs {Actions(call)}"),
                "LimitExceededException" => (RegistryFault.PushRefused, "Remove repositories that are not needed, or ask AWS for a higher quota"),
                "RepositoryNotFoundException" => (RegistryFault.RepositoryMissing, "Create the repository"),
                _ when (int)answer.Status is 401 or 403 => (RegistryFault.Refused, $"Allow {Actions(call)} to the AWS identity of this run, and look whether a proxy or a VPC endpoint policy stands in the way"),
                "" => (RegistryFault.Invalid, "Check that AWS_ENDPOINT_URL or a proxy does not lead elsewhere"),
                _ when call.Writes => (RegistryFault.PushRefused, "Correct what the message names; ECR wants lower case names of 2 to 256 characters"),
                _ => (RegistryFault.Invalid, "Correct what the message names"),
            },
        };
        var verb = fault is RegistryFault.Unreachable or RegistryFault.Invalid ? "does not do" : "refuses";
        return new RegistryException(fault, answer.Words).With($"{Where(call)} {verb} {call.Action}: {answer.Words}", remedy);
    }

    /// <summary>No answer came, or one without end.</summary>
    public static MeshException NoAnswer(EcrCall call, Uri address, RegistryException exception) => exception.Fault == RegistryFault.Invalid
        ? Nonsense(call, exception.Message, exception)
        : new RegistryException(exception.Fault, exception.Message, exception)
            .With($"{Where(call)} cannot be reached at {address.Authority} for {call.Action}: {exception.Message}", "Check the network to AWS, the proxy, the VPC endpoint ecr.api and AWS_CA_BUNDLE");

    /// <summary>The answer is not what it should be.</summary>
    public static MeshException Nonsense(EcrCall call, string why, Exception? inner = null) => new RegistryException(RegistryFault.Invalid, why, inner)
        .With($"{Where(call)} answers {call.Action} with nonsense: {why}", "Check that AWS_ENDPOINT_URL or a proxy does not lead elsewhere");

    /// <summary>There is nothing to sign with.</summary>
    public static MeshException NoCredentials(EcrCall call) => new RegistryException(RegistryFault.Refused, "no AWS credentials")
        .With($"there are no AWS credentials for {call.Action} on {call.Host.Registry}", "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role that allows it");

    private static string Where(EcrCall call) => call.Host.IsPublic ? "ECR Public" : $"ECR of {call.Host.Registry}";

    // What ECR Public asks the token service for needs a right of its own.
    private static string Actions(EcrCall call) => call.Host.IsPublic ? $"{call.Action} and sts:GetServiceBearerToken" : call.Action;
}
