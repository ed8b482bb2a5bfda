using System.Collections.Concurrent;
using Mesh.Core.Journal;

namespace Mesh.Core.Registries.Http;

/// <summary>What is known of how a registry wants to be asked, and with what it can be.</summary>
internal sealed class Authorizer(RegistryEndpoint endpoint, IReadOnlyList<HeldCredential> sources, TokenService tokens, RunJournal journal)
{
    private readonly ConcurrentDictionary<string, bool> refused = [];
    private volatile Challenge? known;

    public RegistryEndpoint Endpoint => endpoint;

    public IReadOnlyList<HeldCredential> Sources => sources;

    public TokenService Tokens => tokens;

    /// <summary>What it asked for last time, so that the next call has it with it at once.</summary>
    public Challenge? Known => known;

    /// <summary>The challenge that can be met; a token before a password.</summary>
    public static Challenge? Choose(RegistryAnswer answer)
    {
        var challenges = Challenge.Read(answer.Response.Headers.TryGetValues("WWW-Authenticate", out var values) ? values : []);
        return challenges.FirstOrDefault(challenge => challenge.IsBearer) ?? challenges.FirstOrDefault(challenge => challenge.IsBasic);
    }

    public void Remember(Challenge challenge, IReadOnlyList<string> scopes) => known = challenge.IsBasic ? challenge : Scopes.ForAll(challenge, scopes);

    /// <summary>Says once that a source's credential is not taken: what works without it may be the wrong thing.</summary>
    public void NoteRefused(string source)
    {
        if (refused.TryAdd(source, true))
        {
            journal.Note($"{endpoint.Describe()}: the credential of {source} is refused");
        }
    }
}
