using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Xds.Tokens;

namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Whether istiod knows the cluster that the proxy says it runs in.</summary>
internal static class UnknownCluster
{
    public static CheckAnswer Judge(TokenCase known)
    {
        if (known.ClusterId is not { } own || known.LocalCluster is not { } local)
        {
            return Answer.Unknown(known.ClusterId is null ? "the pod was not seen" : "no istiod was seen");
        }

        return own == local ? Answer.No($"pod and istiod both say {own}")
            : known.RemoteClusters.Value is not { } remote ? Answer.Unknown($"the pod says {own} and istiod {local}; which others it knows was not seen: {known.RemoteClusters.Unseen}")
            : remote.Contains(own) ? Answer.No($"istiod knows {own} by a remote secret")
            : Answer.Yes($"the pod says that it runs in cluster {own} (ISTIO_META_CLUSTER_ID), and istiod knows {string.Join(", ", remote.Prepend(local).Distinct())} (CLUSTER_ID, /debug/clusterz, remote secrets)");
    }
}
