using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Gateways;

/// <summary>Makes a gateway's release from its options. Values are generated for Istio's own gateway chart; another chart gets what the user gives.</summary>
/// <param name="tools">The outside world.</param>
internal sealed class GatewayReleases(Toolbox tools)
{
    /// <summary>The release, and whether its chart is Istio's own.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>, <see cref="ExitCode.NoInput"/>: the chart is not said, or not there.</exception>
    public async Task<(HelmRelease Release, bool IsIstios, ChartInfo Chart)> OfAsync(IstioOptions istio, GatewayOptions gateway, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var found = gateway.Chart ?? IstioCharts.Find(istio, IstioCharts.Gateway, workingDirectory);
        var release = new HelmRelease(gateway.Name, found, gateway.Namespace)
        {
            Version = gateway.Version ?? (gateway.Chart is null ? IstioCharts.VersionOf(istio, found) : null),
            ValuesFiles = [.. gateway.Values.Select(file => Path.GetFullPath(file, workingDirectory))],
            Set = gateway.Set,
            Clear = gateway.Clear,
            Keep = gateway.Keep,
            CreateNamespace = gateway.CreateNamespace,
            Timeout = TimeLimit.TryParse(gateway.Timeout, out var own) ? own : timeout,
        };
        var chart = await tools.Helm.ShowChartAsync(release, cancellation);
        var isIstios = chart.Name == IstioCharts.Gateway;
        return (release with { Generated = isIstios ? Generate(istio, gateway) : null }, isIstios, chart);
    }

    /// <summary>The values for Istio's gateway chart: only what was asked for, so that the chart's defaults stay where nothing was said.</summary>
    internal static JsonObject Generate(IstioOptions istio, GatewayOptions gateway)
    {
        var service = new JsonObject();
        if (GatewayPort.Of(gateway) is { Count: > 0 } ports)
        {
            service["ports"] = new JsonArray([.. ports.Select(port => port.ToJson())]);
        }

        if (ServiceAnnotations.Of(gateway) is { Count: > 0 } annotations)
        {
            service["annotations"] = annotations;
        }

        if (gateway.LoadBalancerClass is { } loadBalancer)
        {
            service["loadBalancerClass"] = loadBalancer;
        }

        var values = new JsonObject();
        if (service.Count > 0)
        {
            values["service"] = service;
        }

        if (istio.Revision is { } revision)
        {
            values["revision"] = revision;
        }

        return values;
    }
}
