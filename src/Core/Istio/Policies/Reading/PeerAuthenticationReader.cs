using System.Globalization;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies.Reading;

/// <summary>Reads a PeerAuthentication.</summary>
internal static class PeerAuthenticationReader
{
    /// <summary>The PeerAuthentication that an object is.</summary>
    /// <param name="item">An object of that kind.</param>
    public static PeerAuthentication Read(MeshObject item)
    {
        var selector = PolicyReader.Selector(item.Spec["selector"], new());
        var ports = new Dictionary<int, MutualTlsMode?>();
        foreach (var port in item.Spec["portLevelMtls"].Members)
        {
            if (int.TryParse(port.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                ports[number] = Mode(port["mode"]);
            }
        }

        return new(item.Name, item.Namespace, item.Root) { Selector = selector is { Labels.Count: > 0 } ? selector : null, Mode = Mode(item.Spec["mtls"]["mode"]), Ports = ports, Created = item.Created };
    }

    private static MutualTlsMode? Mode(Field field) => field.Text switch
    {
        "STRICT" => MutualTlsMode.Strict,
        "PERMISSIVE" => MutualTlsMode.Permissive,
        "DISABLE" => MutualTlsMode.Disable,
        _ => null,
    };
}
