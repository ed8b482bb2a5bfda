using System.Collections.Concurrent;
using System.Text;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Http;

/// <summary>
/// Fetches bearer tokens and keeps them until shortly before they expire; whoever wants the same one at the same time shares the asking.
/// Source: distribution specification, token authentication (GET) and OAuth2 (POST, for identity tokens).
/// </summary>
internal sealed class TokenService(RegistryEndpoint endpoint, Func<RegistryRequest, CancellationToken, Task<RegistryAnswer>> ask, Secrets secrets, TimeProvider time)
{
    private const int LargestAnswer = 1024 * 1024;

    // What the specification says holds where the answer says nothing.
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<Key, Token> kept = new();
    private readonly SingleFlight<Key, Token?> flights = new();

    /// <summary>A token; null when the credential is refused.</summary>
    /// <param name="challenge">What the registry asked for.</param>
    /// <param name="wanted">The rights that are needed.</param>
    /// <param name="credential">Who asks; null for anybody.</param>
    /// <param name="what">What it is for, in words.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Token?> GetAsync(Challenge challenge, IReadOnlyList<string> wanted, RegistryCredential? credential, string what, CancellationToken cancellation)
    {
        var scopes = Scopes.Of(challenge, wanted);
        var key = new Key(RealmOf(challenge, what), challenge["service"], string.Join(' ', scopes), credential);
        return Kept(key) ?? await flights.GetAsync(key, async stop => Kept(key) ?? await FetchAsync(key, scopes, what, stop), cancellation);
    }

    /// <summary>The registry does not take this token any more.</summary>
    public void Forget(Token token) => kept.TryRemove(KeyValuePair.Create(token.For, token));

    /// <summary>The header that shows a credential as it is; it is a secret of its own, which holds the password in another form.</summary>
    public string Basic(RegistryCredential credential)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Secret}"));
        secrets.Add(encoded);
        return $"Basic {encoded}";
    }

    private async Task<Token?> FetchAsync(Key key, IReadOnlyList<string> scopes, string what, CancellationToken cancellation)
    {
        var about = $"a token for {what}";
        var answer = await ask(key.Credential is { IsIdentityToken: true } identity ? Exchange(key, identity.Secret, about) : Request(key, scopes, about), cancellation);
        if ((int)answer.Status is 400 or 401 or 403)
        {
            return null;
        }

        if (!answer.IsSuccess)
        {
            throw RegistryErrors.Of(answer, about, endpoint);
        }

        var body = answer.TryReadObject() ?? throw RegistryErrors.Invalid(endpoint, about, "it is no JSON object");
        var text = body.Text("token") is { Length: > 0 } token ? token : body.Text("access_token");
        secrets.Add(text);
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw RegistryErrors.Invalid(endpoint, about, string.IsNullOrEmpty(text) ? "it holds neither token nor access_token" : "the token holds characters that no token may have");
        }

        var life = body.Number("expires_in") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LongestLife.TotalSeconds)) : DefaultLife;
        // What is sent with it arrives a little later, by another clock.
        var made = new Token(text, key, time.GetUtcNow() + life - TimeSpan.FromSeconds(Math.Min(10, life.TotalSeconds / 6)));
        kept[key] = made;
        return made;
    }

    private RegistryRequest Request(Key key, IReadOnlyList<string> scopes, string what)
    {
        var query = new StringBuilder(key.Realm.Query.Length > 1 ? $"{key.Realm.Query}&" : "?");
        if (key.Service is { } service)
        {
            query.Append("service=").Append(Uri.EscapeDataString(service)).Append('&');
        }

        foreach (var scope in scopes)
        {
            query.Append("scope=").Append(Uri.EscapeDataString(scope)).Append('&');
        }

        if (key.Credential is { } credential)
        {
            query.Append("account=").Append(Uri.EscapeDataString(credential.Username)).Append('&');
        }

        return new RegistryRequest(HttpMethod.Get, key.Realm.GetLeftPart(UriPartial.Path) + query.ToString().TrimEnd('&', '?'), what)
        {
            Largest = LargestAnswer,
            Authorization = key.Credential is { } basic ? Basic(basic) : null,
            IsForToken = true,
        };
    }

    private static RegistryRequest Exchange(Key key, string refreshToken, string what) => new(HttpMethod.Post, key.Realm.AbsoluteUri, what)
    {
        Largest = LargestAnswer,
        IsForToken = true,
        Content = () => new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["service"] = key.Service ?? "", ["client_id"] = "mesh", ["scope"] = key.Scope, ["refresh_token"] = refreshToken,
        }),
    };

    private Uri RealmOf(Challenge challenge, string what)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp))
        {
            throw RegistryErrors.Invalid(endpoint, what, "it asks for a token and does not say where to get one");
        }

        return realm.Scheme == Uri.UriSchemeHttps || endpoint.PlainHttp
            ? realm
            : throw RegistryErrors.Invalid(endpoint, what, $"it asks for a token of {realm.Authority}, to which a credential would go without TLS");
    }

    private Token? Kept(Key key) => kept.TryGetValue(key, out var token) && time.GetUtcNow() < token.UsableUntil ? token : null;

    /// <summary>A token, and how long it may be used.</summary>
    public sealed class Token(string text, Key purpose, DateTimeOffset usableUntil)
    {
        public string Text => text;

        public Key For => purpose;

        public DateTimeOffset UsableUntil => usableUntil;

        /// <summary>True when the registry has taken it before.</summary>
        public bool HasWorked { get; set; }
    }

    /// <summary>What a token is for.</summary>
    public sealed record Key(Uri Realm, string? Service, string Scope, RegistryCredential? Credential);
}
