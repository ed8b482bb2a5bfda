using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.ServiceEntries;

/// <summary>ServiceEntries: addresses, resolution, and protocols that differ.</summary>
internal sealed class Entries : ILintRule
{
    private const string Automatic = "networking.istio.io/enable-autoallocate-ip";
    private static readonly string[] Switches = ["ISTIO_META_DNS_CAPTURE", "ISTIO_META_DNS_AUTO_ALLOCATE"];
    private static readonly string[] Streams = ["TCP", "MONGO", "MYSQL", "REDIS"];

    public IReadOnlyList<FindingKind> Kinds => [ProxyConfigurationFindings.AddressesNeeded, ProxyConfigurationFindings.EntryProtocols, ProxyConfigurationFindings.Resolution];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var protocols = new Dictionary<(string Host, long Port, string Seen), Field>();
        foreach (var entry in mesh.Of(MeshKind.ServiceEntry).OrderBy(entry => entry.Created))
        {
            Addresses(mesh, entry, remarks);
            Resolution(entry, remarks);
            foreach (var port in entry.Spec["ports"].Items.Where(port => port["number"].Whole is not null && port["protocol"].Text is not null))
            {
                foreach (var host in entry.Spec["hosts"].Texts)
                {
                    var key = (host.ToLowerInvariant(), port["number"].Whole!.Value, Visibility.Of(entry, mesh.Settings).ToString());
                    if (!protocols.TryAdd(key, port["protocol"]) && protocols[key] is var earlier && !string.Equals(earlier.Text, port["protocol"].Text, StringComparison.OrdinalIgnoreCase))
                    {
                        remarks.Find(ProxyConfigurationFindings.EntryProtocols, port["protocol"], $"{host}:{key.Value} is {port["protocol"].Text} here and {earlier.Text} at {earlier.Object.Place}");
                    }
                }
            }
        }
    }

    private static void Addresses(MeshSet mesh, MeshObject entry, Remarks remarks)
    {
        if (entry.Spec["addresses"].Items.Any() || entry.Labels.GetValueOrDefault(Automatic) == "true" || (mesh.Settings["defaultConfig"]?["proxyMetadata"] is { } proxies && Switches.Any(name => proxies[name].Text == "true")))
        {
            return;
        }

        if (entry.Spec["ports"].Items.FirstOrDefault(port => port["protocol"].Text is null or "" || Streams.Contains(port["protocol"].Text!.ToUpperInvariant())) is { } stream)
        {
            remarks.Find(ProxyConfigurationFindings.AddressesNeeded, stream, $"port {stream["number"].Whole} is {stream["protocol"].Text ?? "of no said protocol, which means TCP"}, and there are no addresses");
        }
    }

    private static void Resolution(MeshObject entry, Remarks remarks)
    {
        var (resolution, endpoints) = (entry.Spec["resolution"], entry.Spec["endpoints"].Items.Any());
        var wrong = (resolution.Text ?? "NONE") switch
        {
            "STATIC" when !endpoints && !entry.Spec["workloadSelector"].IsThere => "STATIC without endpoints and workloadSelector",
            "NONE" when endpoints => "NONE with endpoints",
            "DNS" or "DNS_ROUND_ROBIN" when !endpoints && entry.Spec["hosts"].Texts.FirstOrDefault(host => host.StartsWith('*')) is { } wild => $"{resolution.Text} for {wild} without endpoints",
            _ => null,
        };
        if (wrong is not null)
        {
            remarks.Find(ProxyConfigurationFindings.Resolution, resolution, wrong);
        }
    }
}
