using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>Whether workloads take plain text: what the PeerAuthentications say together. The narrowest counts, workload before namespace before mesh, and of several the oldest.</summary>
internal sealed class MtlsSet
{
    private readonly Dictionary<string, MeshObject> ofNamespaces = [];
    private readonly ILookup<string, MeshObject> ofWorkloads;
    private readonly string root;

    /// <param name="mesh">All objects.</param>
    public MtlsSet(MeshSet mesh)
    {
        root = mesh.Settings.RootNamespace;
        var all = mesh.Of(MeshKind.PeerAuthentication).OrderBy(item => item.Created).ThenBy(item => item.Name, StringComparer.Ordinal).ToLookup(item => Selector.Of(item).Count == 0);
        foreach (var item in all[true])
        {
            ofNamespaces.TryAdd(item.Namespace, item);
        }

        ofWorkloads = all[false].ToLookup(item => item.Namespace);
    }

    /// <summary>What holds for pods with some labels.</summary>
    /// <param name="ns">Their namespace.</param>
    /// <param name="labels">Their labels; null for what holds where nothing is said of single workloads.</param>
    /// <param name="port">The port they listen on; null for any that nothing is said of.</param>
    /// <returns>STRICT, PERMISSIVE or DISABLE, and the field that says so; null where it is the default.</returns>
    public (string Mode, Field? By) Of(string ns, IReadOnlyDictionary<string, string>? labels, long? port = null)
    {
        var own = labels is null ? null : ofWorkloads[ns].FirstOrDefault(item => Selector.Of(item).All(label => labels.GetValueOrDefault(label.Key) == label.Value));
        if (own is not null && port is { } number && Said(own.Spec["portLevelMtls"][number.ToString(System.Globalization.CultureInfo.InvariantCulture)]["mode"]) is { } ofPort)
        {
            return (ofPort.Text!, ofPort);
        }

        foreach (var item in new[] { own, ofNamespaces.GetValueOrDefault(ns), ofNamespaces.GetValueOrDefault(root) })
        {
            if (item is not null && Said(item.Spec["mtls"]["mode"]) is { } mode)
            {
                return (mode.Text!, mode);
            }
        }

        return ("PERMISSIVE", null);
    }

    // UNSET leaves it to the next wider one.
    private static Field? Said(Field mode) => mode.Text is "STRICT" or "PERMISSIVE" or "DISABLE" ? mode : null;
}
