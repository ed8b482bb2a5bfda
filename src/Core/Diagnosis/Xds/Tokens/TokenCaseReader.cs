using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Xds.Istiods;
using Mesh.Core.Diagnosis.Xds.Refusals;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>Brings together what is known of a proxy that istiod does not accept.</summary>
/// <param name="facts">What is known.</param>
/// <param name="complaints">What the istiods write.</param>
/// <param name="secrets">Learns of every token.</param>
/// <param name="reviews">False to send nothing but GET.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenCaseReader(XdsFacts facts, ComplaintReader complaints, Secrets secrets, bool reviews, TimeProvider time)
{
    private static readonly string[] DefaultAudiences = ["istio-ca"];
    private const string ReaderAccount = "istio-reader-service-account";

    private readonly TokenInquiry inquiry = new(facts, secrets, reviews);

    public async Task<TokenCase> ReadAsync(Refusal refusal, Seen<JsonObject> pod)
    {
        var istiods = await OfRevisionAsync(pod.Value);
        var (complaint, how) = complaints.Find(pod.Value, [.. (istiods.Value ?? []).Select(one => one.Name())]);
        var known = new TokenCase { Refusal = refusal, Now = time.GetUtcNow(), Pod = pod, Istiods = istiods, Complaint = complaint, ComplaintFound = how };
        known = await WithIstiodAsync(known);
        return pod.Value is null ? known : await WithTokenAsync(known, pod.Value);
    }

    private async Task<TokenCase> WithTokenAsync(TokenCase known, JsonObject pod)
    {
        var audiences = known.WantedAudiences ?? DefaultAudiences;
        var account = new ServiceAccountName(pod.Namespace() ?? "", pod.Text("spec", "serviceAccountName") ?? "default");
        var mount = TokenMount.Of(pod);
        var (mounted, unreadable) = mount is null ? (new Seen<ShownToken>(null, "none is mounted"), null) : await inquiry.MountedAsync(pod, mount, audiences);
        var fresh = await inquiry.FreshAsync(account, audiences);
        return known with
        {
            Mount = new(mount, null), Mounted = mounted, Unreadable = unreadable, Fresh = fresh,
            Now = fresh.Value?.Claims?.Issued ?? known.Now,
            Account = await facts.GetAsync(ResourceKind.ServiceAccount, account.Namespace, account.Name),
            Keys = await KeysAsync(),
            Beside = await HealthyProxy.CompareAsync(facts, pod),
        };
    }

    private async Task<TokenCase> WithIstiodAsync(TokenCase known)
    {
        if (known.Istiods.Value is not [var first, ..])
        {
            return known.Istiods.Value is null ? known : await WithReaderAsync(known);
        }

        var reviewer = new ServiceAccountName(facts.IstioNamespace, first.Text("spec", "serviceAccountName") ?? "default");
        return known with
        {
            Reviewer = reviewer, ReviewerLacks = await inquiry.LacksAsync(reviewer), ReviewerAccount = await facts.GetAsync(ResourceKind.ServiceAccount, reviewer.Namespace, reviewer.Name),
            RemoteClusters = await RemoteClustersAsync(known.Istiods.Value),
        };
    }

    // Where istiod runs in another cluster it asks with the account that its remote secret was made of, which may have another name.
    private async Task<TokenCase> WithReaderAsync(TokenCase known)
    {
        var reader = new ServiceAccountName(facts.IstioNamespace, ReaderAccount);
        var account = await facts.GetAsync(ResourceKind.ServiceAccount, reader.Namespace, reader.Name);
        if (account.Value is null)
        {
            return known;
        }

        var secrets = await facts.ListAsync(ResourceKind.Secret, facts.IstioNamespace);
        return known with
        {
            Reviewer = reader, ReviewerLacks = await inquiry.LacksAsync(reader), ReviewerAccount = account,
            ReaderTokens = secrets.Value is null ? new(null, secrets.Unseen) : new([.. secrets.Value.Where(secret => IsTokenOf(secret, account.Value)).Select(secret => secret.Name())], null),
        };
    }

    private static bool IsTokenOf(JsonObject secret, JsonObject account) => secret.Text("type") == "kubernetes.io/service-account-token"
        && secret.Annotations().GetValueOrDefault("kubernetes.io/service-account.name") == account.Name()
        && (secret.Annotations().GetValueOrDefault("kubernetes.io/service-account.uid") ?? account.Uid()) == account.Uid();

    private async Task<Seen<IReadOnlyList<JsonObject>>> OfRevisionAsync(JsonObject? pod)
    {
        var all = await facts.IstiodsAsync();
        var revision = pod?.Annotations().GetValueOrDefault(Istiod.RevisionKey) ?? pod?.Labels().GetValueOrDefault(Istiod.RevisionKey) ?? Istiod.DefaultRevision;
        var own = all.Value?.Where(one => Istiod.RevisionOf(one) == revision).ToList();
        // A label may name a tag, and then no istiod is of it.
        return own is { Count: > 0 } ? new(own, null) : all;
    }

    private async Task<Seen<IReadOnlyList<string>>> RemoteClustersAsync(IReadOnlyList<JsonObject> istiods)
    {
        foreach (var istiod in istiods)
        {
            var answer = await facts.ExecAsync(facts.IstioNamespace, istiod.Name(), Istiod.Container, "pilot-discovery", "request", "GET", "/debug/clusterz");
            if (answer.Value is { ExitCode: 0 } printed && IdsOf(printed.Output) is { } ids)
            {
                return new(ids, null);
            }
        }

        var secrets = await facts.ListAsync(ResourceKind.Secret, facts.IstioNamespace, "istio/multiCluster=true");
        return secrets.Value is null ? new(null, secrets.Unseen) : new([.. secrets.Value.SelectMany(secret => secret.Child("data") ?? []).Select(one => Printable.OneLine(one.Key))], null);
    }

    private static List<string>? IdsOf(string answer)
    {
        try
        {
            return JsonNode.Parse(answer) is JsonArray ? [.. JsonNode.Parse(answer).Elements().OfType<JsonObject>().Select(one => one.Text("id")).OfType<string>().Select(Printable.OneLine)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<Seen<SigningKeys>> KeysAsync()
    {
        var read = await facts.AskAsync<SigningKeys>(async (cluster, stop) => SigningKeys.TryRead(await cluster.GetRawAsync("/.well-known/openid-configuration", stop), await cluster.GetRawAsync("/openid/v1/jwks", stop)));
        return read.IsMissing ? new(null, "what the API server says of its keys cannot be read") : read;
    }
}
