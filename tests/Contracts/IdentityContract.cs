using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>Tokens and rights of others, as a server judges them.</summary>
public abstract class IdentityContract : ClusterContract
{
    private static readonly AccessRule Reviewing = new("create", "authentication.k8s.io", "tokenreviews", null);

    private string User => $"system:serviceaccount:{Namespace}:web";

    [Test]
    public async Task A_fresh_token_is_accepted_for_its_audience_and_names_its_account()
    {
        await MakeAccountAsync();
        var token = await Cluster.Reviews.RequestTokenAsync(Namespace, "web", "istio-ca", Cancellation);

        var verdict = await Cluster.Reviews.ReviewTokenAsync(token, ["istio-ca"], Cancellation);

        Assert.That(token.Split('.'), Has.Length.EqualTo(3));
        Assert.That(verdict, Is.EqualTo(new TokenVerdict(true, User, null)));
    }

    [Test]
    public async Task A_token_for_somebody_else_is_refused_and_the_server_says_so()
    {
        await MakeAccountAsync();
        var token = await Cluster.Reviews.RequestTokenAsync(Namespace, "web", "vault", Cancellation);

        var verdict = await Cluster.Reviews.ReviewTokenAsync(token, ["istio-ca"], Cancellation);

        Assert.That(verdict.Accepted, Is.False);
        Assert.That(verdict.User, Is.Null);
        Assert.That(verdict.Error, Does.Contain("""token audiences ["vault"] is invalid for the target audiences ["istio-ca"]"""));
    }

    [Test]
    public async Task A_token_outlives_not_the_account_that_is_made_anew()
    {
        await MakeAccountAsync();
        var token = await Cluster.Reviews.RequestTokenAsync(Namespace, "web", "istio-ca", Cancellation);
        await Cluster.DeleteAsync(ResourceKind.ServiceAccount, Namespace, "web", false, Cancellation);
        await MakeAccountAsync();

        // The server looks at a copy of the accounts that follows in a moment.
        TokenVerdict verdict;
        do
        {
            verdict = await Cluster.Reviews.ReviewTokenAsync(token, ["istio-ca"], Cancellation);
            await Task.Yield();
        }
        while (verdict.Accepted);

        Assert.That(verdict.Error, Is.Not.Empty);
        Assert.That((await Cluster.Reviews.ReviewTokenAsync(await Cluster.Reviews.RequestTokenAsync(Namespace, "web", "istio-ca", Cancellation), ["istio-ca"], Cancellation)).Accepted);
    }

    [TestCase("opaque")]
    [TestCase("a.b.c")]
    [TestCase("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.AAAA")]
    public async Task What_is_no_token_of_the_server_is_refused(string token) =>
        Assert.That((await Cluster.Reviews.ReviewTokenAsync(token, ["istio-ca"], Cancellation)).Accepted, Is.False);

    [Test]
    public async Task An_account_that_is_not_there_gets_no_token()
    {
        var answer = await RefusedAsync(() => Cluster.Reviews.RequestTokenAsync(Namespace, "nobody", "istio-ca", Cancellation), ExitCode.NoInput, 404, "NotFound");
        Assert.That(answer.Message, Is.EqualTo("serviceaccounts \"nobody\" not found"));
    }

    [Test]
    public async Task A_right_is_there_once_a_role_is_bound()
    {
        Assert.That(await Cluster.Reviews.ReviewAccessAsync(User, Reviewing, Cancellation), Is.False);
        var (role, binding) = (new ResourceKind("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false), new ResourceKind("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false));
        try
        {
            await Cluster.CreateAsync(role, Parse($$"""{"metadata":{"name":"{{Namespace}}"},"rules":[{"apiGroups":["authentication.k8s.io"],"resources":["tokenreviews"],"verbs":["create"]}]}"""), false, Cancellation);
            await Cluster.CreateAsync(binding, Parse($$"""
                {"metadata":{"name":"{{Namespace}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{Namespace}}"},"subjects":[{"kind":"ServiceAccount","name":"web","namespace":"{{Namespace}}"}]}
                """), false, Cancellation);

            while (!await Cluster.Reviews.ReviewAccessAsync(User, Reviewing, Cancellation))
            {
                await Task.Yield();
            }

            Assert.That(await Cluster.Reviews.ReviewAccessAsync(User, Reviewing with { Verb = "list" }, Cancellation), Is.False);
            Assert.That(await Cluster.Reviews.ReviewAccessAsync($"system:serviceaccount:{Namespace}:other", Reviewing, Cancellation), Is.False);
        }
        finally
        {
            await Cluster.DeleteAsync(binding, null, Namespace, false, Cancellation);
            await Cluster.DeleteAsync(role, null, Namespace, false, Cancellation);
        }
    }

    [Test]
    public async Task The_keys_and_the_issuer_can_be_read()
    {
        Assert.That(Parse(await Cluster.GetRawAsync("/.well-known/openid-configuration", Cancellation))["issuer"]!.GetValue<string>(), Is.EqualTo("https://kubernetes.default.svc"));
        Assert.That(Parse(await Cluster.GetRawAsync("/openid/v1/jwks", Cancellation))["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>()), Is.All.Not.Empty);
    }

    private Task<JsonObject> MakeAccountAsync() => Cluster.CreateAsync(ResourceKind.ServiceAccount, Parse($$"""{"metadata":{"name":"web","namespace":"{{Namespace}}"} }"""), false, Cancellation);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
