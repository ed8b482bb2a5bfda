using Mesh.Core.Kubernetes;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>Reviews by a server in memory, asked by one of its users.</summary>
internal sealed class IdentityReviews(ApiServer server, ScenarioContext user, TimeSpan patience) : IIdentityReviews
{
    public Task<string> RequestTokenAsync(string ns, string account, string audience, CancellationToken cancellation) =>
        AskAsync(new AccessRule("create", "", "serviceaccounts/token", ns), () => server.Tokens.Issue(ns, account, audience), cancellation);

    public Task<TokenVerdict> ReviewTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation) =>
        AskAsync(new AccessRule("create", "authentication.k8s.io", "tokenreviews", null), () => server.Tokens.Review(token, audiences), cancellation);

    public Task<bool> ReviewAccessAsync(string asked, AccessRule rule, CancellationToken cancellation)
    {
        string[] groups = asked.Split(':') is ["system", "serviceaccount", var ns, _] ? ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"] : ["system:authenticated"];
        return AskAsync(new AccessRule("create", "authorization.k8s.io", "subjectaccessreviews", null), () => new RoleBindings(server.Store).Allow(asked, groups, rule), cancellation);
    }

    private async Task<T> AskAsync<T>(AccessRule needed, Func<T> answer, CancellationToken cancellation)
    {
        await OutOfReach.WaitAsync(server.Clock, patience, () => Task.FromResult(true), user.Server, cancellation);
        if (!Rights.Allow(user, needed))
        {
            throw ApiError.Forbidden(user.User, needed);
        }

        lock (server.Gate)
        {
            return answer();
        }
    }
}
