using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Reviews by a real API server.</summary>
/// <param name="transport">The way to it.</param>
/// <param name="secrets">Learns of each token before anyone else does.</param>
internal sealed class HttpIdentityReviews(ApiTransport transport, Secrets secrets) : IIdentityReviews
{
    // The server takes no less.
    private const int ShortestSeconds = 600;

    public async Task<string> RequestTokenAsync(string ns, string account, string audience, CancellationToken cancellation)
    {
        var path = ApiPath.Object(ResourceKind.ServiceAccount, ns, account) + "/token";
        var body = Body("authentication.k8s.io/v1", "TokenRequest", new() { ["audiences"] = new JsonArray(audience), ["expirationSeconds"] = ShortestSeconds });
        var token = (await AskAsync(path, $"ask for a token of {ResourceKind.ServiceAccount.Describe(ns, account)}", body, cancellation)).Text("status", "token");
        secrets.Add(token);
        return token is { Length: > 0 } ? token : throw new MeshException(ExitCode.Unavailable, $"{transport.Endpoint.Describe()} gives no token of {ResourceKind.ServiceAccount.Describe(ns, account)}", "Check that the address in the kubeconfig is an API server");
    }

    public async Task<TokenVerdict> ReviewTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        secrets.Add(token);
        var body = Body("authentication.k8s.io/v1", "TokenReview", new() { ["token"] = token, ["audiences"] = new JsonArray([.. audiences]) });
        var status = (await AskAsync("/apis/authentication.k8s.io/v1/tokenreviews", "ask whose a token is", body, cancellation)).Child("status");
        var accepted = status.Flag("authenticated") == true;
        return new(accepted, accepted ? status.Text("user", "username") : null, status.Text("error") is { Length: > 0 } error ? secrets.Mask(error) : null);
    }

    public async Task<bool> ReviewAccessAsync(string user, AccessRule rule, CancellationToken cancellation)
    {
        var spec = new JsonObject { ["user"] = user, ["groups"] = new JsonArray([.. ServiceAccountName.Of(user)?.Groups ?? []]), ["resourceAttributes"] = Attributes(rule) };
        var answer = await AskAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", $"ask whether {user} may {rule}", Body("authorization.k8s.io/v1", "SubjectAccessReview", spec), cancellation);
        return answer.Flag("status", "allowed") == true;
    }

    /// <summary>Whether the user of the connection has a right (SelfSubjectAccessReview).</summary>
    public async Task<bool> ReviewOwnAccessAsync(AccessRule rule, CancellationToken cancellation)
    {
        var body = Body("authorization.k8s.io/v1", "SelfSubjectAccessReview", new() { ["resourceAttributes"] = Attributes(rule) });
        return (await AskAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", $"ask whether {rule} is allowed", body, cancellation)).Flag("status", "allowed") == true;
    }

    private static JsonObject Attributes(AccessRule rule)
    {
        var (resource, subresource) = rule.Resource.Split('/', 2) is [var parent, var child] ? (parent, child) : (rule.Resource, null);
        var attributes = new JsonObject { ["verb"] = rule.Verb, ["group"] = rule.Group, ["resource"] = resource };
        if (subresource is not null)
        {
            attributes["subresource"] = subresource;
        }

        if (rule.Namespace is not null)
        {
            attributes["namespace"] = rule.Namespace;
        }

        return attributes;
    }

    private static JsonObject Body(string apiVersion, string kind, JsonObject spec) => new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["spec"] = spec };

    // The server stores nothing of it; dryRun says so in its audit log, where a dry run must leave no other kind of POST.
    private async Task<JsonObject> AskAsync(string path, string what, JsonObject body, CancellationToken cancellation) =>
        (await transport.ExpectAsync(new ApiRequest(HttpMethod.Post, ApiPath.With(path, ("dryRun", "All")), what).With(body), cancellation)).ReadObject(transport.Endpoint);
}
