using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Xds.Refusals;

/// <summary>A proxy that gets nothing from istiod.</summary>
/// <param name="Namespace">The pod's namespace; empty for a log of nobody knows whom.</param>
/// <param name="Pod">The pod; empty for a log of nobody knows whom.</param>
/// <param name="Branch">Which way its stream ended.</param>
/// <param name="Line">The last line that says so, folded and cut.</param>
/// <param name="Count">How many lines say so since it last was ready.</param>
internal sealed record Refusal(string Namespace, string Pod, XdsBranch Branch, string Line, int Count)
{
    /// <summary>False for a log alone, of which no pod is known.</summary>
    public bool HasPod => Pod.Length > 0;

    /// <summary>As people write it.</summary>
    public string Subject => HasPod ? ResourceKind.Pod.Describe(Namespace, Pod) : "the log";

    /// <summary>What the proxy says, as evidence.</summary>
    public string Says => $"{(Count == 1 ? "once" : $"{Count} times")}: {Line}";
}
