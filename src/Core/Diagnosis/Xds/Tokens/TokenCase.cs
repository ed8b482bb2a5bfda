using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds.Istiods;
using Mesh.Core.Diagnosis.Xds.Refusals;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>All that is known of a proxy that istiod does not accept.</summary>
internal sealed record TokenCase
{
    /// <summary>What the proxy says.</summary>
    public required Refusal Refusal { get; init; }

    /// <summary>The moment to judge by: the API server's own where it gave a token, else this machine's.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Its pod.</summary>
    public Seen<JsonObject> Pod { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>The istiods of its revision; of all where none is of it.</summary>
    public Seen<IReadOnlyList<JsonObject>> Istiods { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>What istiod said of it last; null where no line of its was found.</summary>
    public IstiodComplaint? Complaint { get; init; }

    /// <summary>How that line was found, or why none was.</summary>
    public string ComplaintFound { get; init; } = "";

    /// <summary>Where its token lies; missing where its proxy mounts none.</summary>
    public Seen<TokenMount> Mount { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>The token that lies there.</summary>
    public Seen<ShownToken> Mounted { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>What the program said that could not read the file; null where it could, or was not there to ask.</summary>
    public string? Unreadable { get; init; }

    /// <summary>A token that the API server gave just now for the same account.</summary>
    public Seen<ShownToken> Fresh { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>The account its pod runs as.</summary>
    public Seen<JsonObject> Account { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>With what the pod's API server signs.</summary>
    public Seen<SigningKeys> Keys { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>The clusters that istiod knows besides its own.</summary>
    public Seen<IReadOnlyList<string>> RemoteClusters { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>The account that istiod asks with.</summary>
    public ServiceAccountName? Reviewer { get; init; }

    /// <summary>That account.</summary>
    public Seen<JsonObject> ReviewerAccount { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>Whether it may ask whose a token is: empty where it may, else which right it lacks.</summary>
    public Seen<string> ReviewerLacks { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>Where istiod runs in another cluster: the Secrets with a token of the account that it asks with.</summary>
    public Seen<IReadOnlyList<string>> ReaderTokens { get; init; } = new(null, XdsFacts.NoCluster);

    /// <summary>How it differs from a proxy beside it that is served; null where there is none to compare with.</summary>
    public string? Beside { get; init; }

    /// <summary>The claims that are looked at; null where the token could not be read.</summary>
    public TokenClaims? Claims => Mounted.Value?.Claims;

    /// <summary>The cluster that the proxy says it runs in.</summary>
    public string? ClusterId => Pod.Value is { } pod ? TokenMount.Variable(ProxyContainer.Of(pod), "ISTIO_META_CLUSTER_ID") ?? "Kubernetes" : null;

    /// <summary>What istiod calls its own cluster; null where no istiod was seen.</summary>
    public string? LocalCluster => Istiods.Value is [var first, ..] ? Istiod.Of(first).Cluster : null;

    /// <summary>For whom istiod wants tokens to be; null where no istiod was seen.</summary>
    public IReadOnlyList<string>? WantedAudiences => Istiods.Value is [var first, ..] ? AudiencesOf(first) : null;

    /// <summary>A variable of istiod; null where it has none, or none was seen.</summary>
    public string? OfIstiod(string variable) => Istiods.Value is [var first, ..] ? TokenMount.Variable(ContainerOf(first), variable) : null;

    /// <summary>For whom an istiod wants tokens to be.</summary>
    public static IReadOnlyList<string> AudiencesOf(JsonObject istiod) =>
        (TokenMount.Variable(ContainerOf(istiod), "TOKEN_AUDIENCES") ?? "istio-ca").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static JsonObject? ContainerOf(JsonObject istiod) => istiod.Items("spec", "containers").FirstOrDefault(container => container.Text("name") == Istiod.Container);
}
