using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>Listeners that contradict themselves or each other.</summary>
internal sealed class Listeners : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [GatewayApiFindings.ListenerTls, GatewayApiFindings.ListenersClash];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var gateway in mesh.Of(MeshKind.ApiGateway))
        {
            var (byName, byPlace, byPort) = (new Dictionary<string, Listener>(), new Dictionary<(long?, string, string), Listener>(), new Dictionary<(long?, bool), Listener>());
            foreach (var listener in Listener.Of(gateway))
            {
                if (WhyNot(listener) is var (at, why))
                {
                    remarks.Find(GatewayApiFindings.ListenerTls, at, why);
                }

                if (listener.Name.Length > 0 && !byName.TryAdd(listener.Name, listener))
                {
                    remarks.Find(GatewayApiFindings.ListenersClash, listener.At["name"], $"{listener.Name} is the name of two listeners");
                }
                else if (!byPlace.TryAdd((listener.Port, listener.Protocol, listener.Hostname?.ToLowerInvariant() ?? ""), listener))
                {
                    Clash(listener, byPlace[(listener.Port, listener.Protocol, listener.Hostname?.ToLowerInvariant() ?? "")], $"are both for {listener.Hostname ?? "every hostname"}", remarks);
                }
                else if (!byPort.TryAdd((listener.Port, listener.Protocol == "UDP"), listener) && Family(byPort[(listener.Port, listener.Protocol == "UDP")]) != Family(listener))
                {
                    Clash(listener, byPort[(listener.Port, listener.Protocol == "UDP")], "do not go together on one port", remarks);
                }
            }
        }
    }

    private static void Clash(Listener listener, Listener earlier, string why, Remarks remarks) =>
        remarks.Find(GatewayApiFindings.ListenersClash, listener.At["port"], $"{earlier}{(earlier.At.Line is { } line ? $" in line {line}" : "")} and {listener} {why}");

    // TLS and HTTPS are told apart by the name in the handshake.
    private static string Family(Listener listener) => listener.Protocol is "HTTPS" or "TLS" ? "TLS" : listener.Protocol;

    private static (Field At, string Why)? WhyNot(Listener listener)
    {
        var (tls, mode) = (listener.At["tls"], listener.At["tls"]["mode"].Text ?? "Terminate");
        return listener.Protocol switch
        {
            "HTTP" or "TCP" or "UDP" when tls.IsThere => (tls, $"{listener} has tls"),
            "HTTPS" when mode == "Passthrough" => (tls["mode"], $"{listener} passes TLS through"),
            "TLS" when !tls.IsThere => (tls, $"{listener} has no tls"),
            "HTTPS" or "TLS" when mode == "Terminate" && !tls["certificateRefs"].Items.Any() && !tls["options"].Members.Any() => (tls["certificateRefs"], $"{listener} has no certificateRefs"),
            _ => null,
        };
    }
}
