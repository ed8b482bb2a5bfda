namespace Mesh.Core.Registries.Http;

/// <summary>One call to a registry.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">Path and query behind the registry's address, without a leading slash; or a whole address that the registry gave.</param>
/// <param name="What">What it does, for people: <c>get the manifest of docker.io/library/nginx:1</c>.</param>
/// <param name="Scopes">The rights it needs: <c>repository:library/nginx:pull</c>.</param>
internal sealed record RegistryRequest(HttpMethod Method, string Address, string What, params IReadOnlyList<string> Scopes)
{
    /// <summary>The most bytes a successful answer may have.</summary>
    public int Largest { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long the answer may take, body and all; for one that is streamed, until its body begins.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The media types that are taken; empty for any.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Where in a blob to begin; 0 for all of it.</summary>
    public long From { get; init; }

    /// <summary>Makes what is sent along, once per attempt; null for nothing.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>True where trying again is left to the caller.</summary>
    public bool Once { get; init; }

    /// <summary>True where what is sent is gone once it is sent, so that neither a failure nor a refusal nor a redirect can be answered with the same call.</summary>
    public bool SentOnce { get; init; }

    /// <summary>Ends when what is sent has stalled; nothing where <see cref="Limit"/> is enough.</summary>
    public CancellationToken Stalled { get; init; }

    /// <summary>True when it asks for a token, which takes no token to do.</summary>
    public bool IsForToken { get; init; }

    /// <summary>With <see cref="IsForToken"/>: the header to send; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>The right to read a repository.</summary>
    public static string Pull(string path) => $"repository:{path}:pull";

    /// <summary>The right to read and write a repository.</summary>
    public static string Push(string path) => $"repository:{path}:pull,push";
}
