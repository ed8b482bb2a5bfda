using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>Looks at the token a proxy shows, and at a fresh one beside it.</summary>
/// <param name="facts">What is known.</param>
/// <param name="secrets">Learns of every token before anyone else does.</param>
/// <param name="reviews">False to send nothing but GET: under <c>--dry-run=client</c>.</param>
internal sealed class TokenInquiry(XdsFacts facts, Secrets secrets, bool reviews)
{
    /// <summary>Why nothing is reviewed under --dry-run=client.</summary>
    public const string NotSent = "--dry-run=client sends no review";

    private const int LongestWords = 200;

    // As cat says it, and the shell-less images whose cat is not there say something else.
    private static readonly string[] Unreadable = ["Permission denied", "No such file or directory", "Is a directory"];

    /// <summary>The token in a pod's file.</summary>
    /// <returns>The token; and what was said where the file is not to be read.</returns>
    public async Task<(Seen<ShownToken> Token, string? Unreadable)> MountedAsync(JsonObject pod, TokenMount mount, IReadOnlyList<string> audiences)
    {
        var answer = await facts.ExecAsync(pod.Namespace() ?? "", pod.Name(), ProxyContainer.Of(pod).Text("name") ?? Proxies.Container, "cat", mount.Path);
        if (answer.Value is not { } printed)
        {
            return (new(null, answer.Unseen), null);
        }

        var token = printed.Output.Trim();
        if (token.Length > TokenClaims.Largest || token.Any(char.IsWhiteSpace))
        {
            // A file of something else, perhaps of a thousand lines: nothing of it is shown to anybody.
            return (new(new ShownToken(null, null), null), null);
        }

        Hide(token);
        var said = Quote.Of(printed.Error, secrets);
        said = said.Length > LongestWords ? said[..LongestWords] : said;
        return printed.ExitCode != 0
            ? (new(null, $"cat ended with {printed.ExitCode}: {said}"), Array.Exists(Unreadable, words => said.Contains(words, StringComparison.Ordinal)) ? said : null)
            : token.Length == 0 ? (new(null, "the file is empty"), $"{mount.Path} is empty")
            : (new(await ShowAsync(token, audiences), null), null);
    }

    /// <summary>A token that the API server gives now for the same account.</summary>
    public async Task<Seen<ShownToken>> FreshAsync(ServiceAccountName account, IReadOnlyList<string> audiences)
    {
        if (!reviews)
        {
            return new(null, NotSent);
        }

        var token = await facts.AskAsync<string>(async (cluster, stop) => await cluster.Reviews.RequestTokenAsync(account.Namespace, account.Name, audiences[0], stop));
        if (token.Value is null)
        {
            return new(null, token.Unseen);
        }

        Hide(token.Value);
        return new(await ShowAsync(token.Value, audiences), null);
    }

    /// <summary>Which right the account lacks that istiod asks with; empty where it lacks none.</summary>
    public Task<Seen<string>> LacksAsync(ServiceAccountName reviewer)
    {
        var rule = new AccessRule("create", "authentication.k8s.io", "tokenreviews", null);
        return !reviews ? Task.FromResult(new Seen<string>(null, NotSent))
            : facts.AskAsync<string>(async (cluster, stop) => await cluster.Reviews.ReviewAccessAsync(reviewer.User, rule, stop) ? "" : rule.ToString());
    }

    // What is no token may stand where one belongs: shown to nobody but the API server all the same, and not even to that when it is none.
    private async Task<ShownToken> ShowAsync(string token, IReadOnlyList<string> audiences)
    {
        var claims = TokenClaims.TryRead(token);
        var verdict = reviews && claims is not null ? await facts.AskAsync<TokenVerdict>(async (cluster, stop) => await cluster.Reviews.ReviewTokenAsync(token, audiences, stop)) : new(null, NotSent);
        return new(claims, verdict.Value is { Error: { } error } refused ? refused with { Error = Quote.Of(error, secrets) } : verdict.Value);
    }

    // In parts too: whoever quotes a part of a token quotes no known text.
    private void Hide(string token)
    {
        secrets.Add(token);
        foreach (var part in token.Split('.'))
        {
            secrets.Add(part);
        }
    }
}
