namespace Mesh.Core.Istio.Revisions;

/// <summary>The labels and annotations by which objects say to which control plane they belong.</summary>
internal static class MeshLabels
{
    /// <summary>On a namespace, a pod template or a configuration: the revision or tag that is wanted. On a pod, as annotation: the revision that injected its proxy.</summary>
    public const string Revision = "istio.io/rev";

    /// <summary>On a webhook configuration: the tag it stands for.</summary>
    public const string Tag = "istio.io/tag";

    /// <summary>On a namespace: enabled or disabled; wins over <see cref="Revision"/>.</summary>
    public const string Injection = "istio-injection";

    /// <summary>On a pod or its template: true or false.</summary>
    public const string Inject = "sidecar.istio.io/inject";

    /// <summary>On a pod, as annotation: what injection did, as JSON.</summary>
    public const string Status = "sidecar.istio.io/status";

    /// <summary>The name that the revision without a name has in labels.</summary>
    public const string Default = "default";
}
