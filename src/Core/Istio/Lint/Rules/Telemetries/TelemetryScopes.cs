using System.Globalization;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Telemetries;

/// <summary>Telemetries and the mesh config: how much is traced, by whom, and for which workloads.</summary>
internal sealed class TelemetryScopes : ILintRule
{
    private static readonly Scopes Scopes = new(MeshKind.Telemetry, ProxyConfigurationFindings.TwoTelemetries, ProxyConfigurationFindings.TelemetriesOfPod, ProxyConfigurationFindings.TelemetryNoPods);
    private static readonly string[] Parts = ["tracing", "metrics", "accessLogging"];

    // Named in no list of providers and known nevertheless.
    private static readonly string[] BuiltIn = ["prometheus", "stackdriver", "envoy"];

    public IReadOnlyList<FindingKind> Kinds =>
    [
        ProxyConfigurationFindings.Sampling, ProxyConfigurationFindings.TwoTelemetries, ProxyConfigurationFindings.TelemetriesOfPod, ProxyConfigurationFindings.TelemetryNoPods, ProxyConfigurationFindings.EmptyProviders,
        ProxyConfigurationFindings.ProviderMissing,
    ];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        Scopes.Look(mesh, remarks);
        Sampled(mesh.Settings["defaultConfig"]?["tracing"]["sampling"], remarks);
        foreach (var telemetry in mesh.Of(MeshKind.Telemetry))
        {
            foreach (var tracing in telemetry.Spec["tracing"].Items)
            {
                Sampled(tracing["randomSamplingPercentage"], remarks);
            }

            foreach (var providers in Parts.SelectMany(part => telemetry.Spec[part].Items).Select(part => part["providers"]).Where(providers => providers.IsThere))
            {
                Providers(mesh, providers, remarks);
            }
        }
    }

    private static void Sampled(Field? at, Remarks remarks)
    {
        if (at?.Number is not (>= 0 and <= 100 and { } percent))
        {
            return;
        }

        try
        {
            TraceSampling.Percent(((decimal)percent).ToString(CultureInfo.InvariantCulture));
        }
        catch (MeshException why)
        {
            remarks.Find(ProxyConfigurationFindings.Sampling, at, $"{at.Key} {percent.ToString(CultureInfo.InvariantCulture)} traces one request in {Math.Round(100 / percent)}", percent is > 0 and < 1 ? $"Write {(percent * 100).ToString("0.####", CultureInfo.InvariantCulture)} if that many percent are meant" : why.Remedy);
        }
    }

    private static void Providers(MeshSet mesh, Field providers, Remarks remarks)
    {
        if (!providers.Items.Any())
        {
            remarks.Find(ProxyConfigurationFindings.EmptyProviders, providers, "providers is an empty list");
            return;
        }

        if (mesh.Settings.Config is null)
        {
            return;
        }

        var known = mesh.Settings["extensionProviders"]!.Items.Select(provider => provider["name"].Text).OfType<string>().Concat(BuiltIn).ToList();
        foreach (var name in providers.Items.Select(provider => provider["name"]).Where(name => name.Text is { } text && !known.Contains(text)))
        {
            remarks.Find(ProxyConfigurationFindings.ProviderMissing, name, $"extensionProviders has {string.Join(", ", known.SkipLast(BuiltIn.Length).DefaultIfEmpty("none"))}, and not {name.Text}");
        }
    }
}
