using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Remotes;

/// <summary>One value of a remote secret: a cluster and how to reach it. A class, since a record would print its kubeconfig.</summary>
/// <param name="secret">The secret's name.</param>
/// <param name="ns">Its namespace.</param>
/// <param name="id">The key of the value, which is the cluster's ID.</param>
/// <param name="annotation">What the secret's annotation says that the ID is; null for nothing.</param>
internal sealed class RemoteCluster(string secret, string ns, string id, string? annotation)
{
    /// <summary>The label by which istiod finds such secrets.</summary>
    public const string Label = "istio/multiCluster=true";

    private const string Annotation = "networking.istio.io/cluster";

    public string Secret => secret;

    public string Id => id;

    public string? Annotated => annotation;

    /// <summary>The text; null where the value is no base64.</summary>
    public string? Kubeconfig { get; private init; }

    /// <summary>As people write it.</summary>
    public string Subject => $"{ResourceKind.Secret.Describe(ns, secret)}, key {Printable.OneLine(id)}";

    /// <summary>The clusters in a secret, by key. istiod takes each key for one.</summary>
    /// <param name="item">The secret, with its values.</param>
    /// <param name="hide">Told every value before anything else is done with it.</param>
    public static IEnumerable<RemoteCluster> In(JsonObject item, Action<string> hide)
    {
        foreach (var (key, value) in (item.Child("data") ?? []).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var data = value.Text() ?? "";
            hide(data);
            yield return new(item.Name(), item.Namespace() ?? "", key, item.Annotations().GetValueOrDefault(Annotation)) { Kubeconfig = Decode(data) };
        }
    }

    private static string? Decode(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }
}
