using System.Net;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Http;

/// <summary>Proves for one call who is asking: with what the registry wants, by one source of credentials after another, and at last as anybody.</summary>
internal sealed class Proof(Authorizer authorizer, RegistryRequest request)
{
    // A registry may change its mind about what it wants, but not without end.
    private const int MostChallenges = 3;

    private readonly List<string> names = [];
    private Challenge? challenge = authorizer.Known;
    private int challenges;
    private int source = -1;
    private RegistryCredential? credential;
    private TokenService.Token? token;
    private bool askedAsAnybody;

    /// <summary>The sources that were tried.</summary>
    public IReadOnlyList<string> Tried => askedAsAnybody ? [.. names, "anonymous"] : names;

    /// <summary>The Authorization header to send now; null for none.</summary>
    /// <exception cref="Findings.MeshException">No source is left.</exception>
    public async Task<string?> HeaderAsync(CancellationToken cancellation)
    {
        if (challenge is null)
        {
            Try(null);
            return null;
        }

        if (source < 0)
        {
            await NextSourceAsync(cancellation);
        }

        while (source <= authorizer.Sources.Count)
        {
            Try(credential is null ? null : authorizer.Sources[source].Name);
            if (challenge.IsBasic)
            {
                return credential is null ? null : authorizer.Tokens.Basic(credential);
            }

            token = await authorizer.Tokens.GetAsync(challenge, request.Scopes, credential, request.What, cancellation);
            if (token is not null)
            {
                return $"Bearer {token.Text}";
            }

            await AdvanceAsync(unknown: true, cancellation);
        }

        throw RegistryErrors.Refused(authorizer.Endpoint, request.What, "it gives no token", Tried);
    }

    /// <summary>What was sent is refused.</summary>
    /// <param name="answer">The refusal.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>True when there is another header to try.</returns>
    public async Task<bool> AnotherAsync(RegistryAnswer answer, CancellationToken cancellation)
    {
        if (answer.Status == HttpStatusCode.Unauthorized && Authorizer.Choose(answer) is { } wanted)
        {
            var isNew = !SameAs(wanted);
            authorizer.Remember(wanted, request.Scopes);
            if (isNew && challenges++ < MostChallenges)
            {
                challenge = wanted;
                // As anybody is what Basic was just asked as; the first source comes next.
                return !wanted.IsBasic || await HasSourceAsync(cancellation);
            }
        }

        if (challenge is null)
        {
            return false;
        }

        if (token is { HasWorked: true } && answer.Status == HttpStatusCode.Unauthorized)
        {
            // Revoked before its time.
            authorizer.Tokens.Forget(token);
            return true;
        }

        await AdvanceAsync(unknown: challenge.IsBasic && answer.Status == HttpStatusCode.Unauthorized, cancellation);
        return source < authorizer.Sources.Count || (source == authorizer.Sources.Count && !(challenge.IsBasic && askedAsAnybody));
    }

    /// <summary>What was sent is not refused.</summary>
    public void Accepted()
    {
        if (token is not null)
        {
            token.HasWorked = true;
        }
    }

    private bool SameAs(Challenge wanted) =>
        challenge is not null && challenge.IsBasic == wanted.IsBasic && (wanted.IsBasic
            || (challenge["realm"] == wanted["realm"] && challenge["service"] == wanted["service"] && Scopes.Of(challenge, request.Scopes).ToHashSet().SetEquals(Scopes.Of(wanted, request.Scopes))));

    private async Task<bool> HasSourceAsync(CancellationToken cancellation)
    {
        if (source < 0)
        {
            await NextSourceAsync(cancellation);
        }

        return source < authorizer.Sources.Count;
    }

    // The same source's next credential, else the next source that has one.
    private async Task AdvanceAsync(bool unknown, CancellationToken cancellation)
    {
        token = null;
        if (credential is not null)
        {
            var held = authorizer.Sources[source];
            if (unknown)
            {
                held.GiveUp(credential);
            }

            if (await held.RenewAsync(credential, cancellation) is { } renewed && !held.IsHopeless(renewed))
            {
                credential = renewed;
                return;
            }

            authorizer.NoteRefused(held.Name);
        }

        await NextSourceAsync(cancellation);
    }

    // Behind the last source comes anybody, with no credential; behind that, nothing.
    private async Task NextSourceAsync(CancellationToken cancellation)
    {
        credential = null;
        for (source++; source < authorizer.Sources.Count; source++)
        {
            var held = authorizer.Sources[source];
            if (await held.GetAsync(cancellation) is { } found)
            {
                if (!held.IsHopeless(found))
                {
                    credential = found;
                    return;
                }

                Try(held.Name);
            }
        }
    }

    private void Try(string? name)
    {
        askedAsAnybody |= name is null;
        if (name is not null && !names.Contains(name))
        {
            names.Add(name);
        }
    }
}
