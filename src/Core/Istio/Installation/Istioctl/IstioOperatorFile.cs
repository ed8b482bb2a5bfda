using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Installation.Istioctl;

/// <summary>The file that istioctl installs from, made of the same options as the values of the charts. Source: istio operator/pkg/apis, and the profiles of the release.</summary>
internal static class IstioOperatorFile
{
    private const string Minimal = "minimal";

    // What an IstioOperator has a place for under values, by the part whose chart takes it. Flat keys of charts from 1.24 on have none.
    private static readonly Dictionary<IstioPart, string[]> Carried = new()
    {
        [IstioPart.Base] = ["global", "base", "defaultRevision"],
        [IstioPart.Istiod] = ["global", "pilot", "meshConfig", "sidecarInjectorWebhook", "telemetry", "istiodRemote", "istio_cni", "revisionTags"],
        [IstioPart.Cni] = ["global", "cni"],
        [IstioPart.Ztunnel] = ["global", "ztunnel"],
    };

    /// <summary>The file.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="hub">Where the images come from.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> for a key of a values file that has no place in it; <see cref="ExitCode.NoInput"/>, <see cref="ExitCode.MalformedInput"/> for a file
    /// that is not there or no YAML.</exception>
    public static JsonObject Of(MeshOptions options, string hub, string workingDirectory)
    {
        var istio = options.Istio!;
        var version = IstioVersion.Of(istio);
        var values = Values(options, version, hub);
        foreach (var part in Enum.GetValues<IstioPart>())
        {
            foreach (var file in IstioReleases.FilesOf(istio, part))
            {
                Carry(values, part, file, workingDirectory);
            }
        }

        var spec = new JsonObject
        {
            // Its own namespace is that of the control plane; ambient is minimal with CNI and ztunnel.
            ["profile"] = istio.Ztunnel.Enabled && istio.Profile == Minimal ? "ambient" : istio.Profile,
            ["namespace"] = istio.Namespace,
            ["hub"] = hub,
            ["tag"] = version.Text,
            ["components"] = Components(istio, version),
        };
        Put(spec, "revision", istio.Revision);
        Put(spec, "meshConfig", Take(values, "meshConfig"));
        spec["values"] = values;
        return new JsonObject
        {
            ["apiVersion"] = "install.istio.io/v1alpha1",
            ["kind"] = "IstioOperator",
            ["metadata"] = new JsonObject { ["name"] = "mesh", ["namespace"] = istio.Namespace },
            ["spec"] = spec,
        };
    }

    private static JsonObject Values(MeshOptions options, IstioVersion version, string hub)
    {
        var all = new IstioValues(options, version, hub, isNested: true);
        var values = all.Of(IstioPart.Istiod, "");
        var global = (JsonObject)values["global"]!;

        // hub and tag stand in the spec; profile, revision and pdb are said there too.
        foreach (var key in new[] { "hub", "tag" })
        {
            global.Remove(key);
        }

        foreach (var key in new[] { "profile", "revision", "pdb" })
        {
            values.Remove(key);
        }

        if (options.Istio!.Cni.Enabled && all.Of(IstioPart.Cni, "")["cni"] is JsonObject { Count: > 0 } cni)
        {
            values["cni"] = cni.DeepClone();
        }

        if (options.Istio.Ztunnel.Enabled)
        {
            var ztunnel = all.Of(IstioPart.Ztunnel, "");
            foreach (var key in new[] { "tag", "istioNamespace", "revision" })
            {
                ztunnel.Remove(key);
            }

            values["ztunnel"] = ztunnel;
        }

        return Pruned(values);
    }

    private static JsonObject Components(IstioOptions istio, IstioVersion version)
    {
        var pilot = Enabled(true);
        if (version.IsAtLeast(27) && istio.Istiod.MinAvailable > 0)
        {
            pilot["k8s"] = new JsonObject { ["podDisruptionBudget"] = new JsonObject { ["minAvailable"] = istio.Istiod.MinAvailable } };
        }

        var components = new JsonObject { ["base"] = Enabled(true), ["pilot"] = pilot, ["cni"] = Enabled(istio.Cni.Enabled) };
        if (istio.Ztunnel.Enabled)
        {
            components["ztunnel"] = Enabled(true);
        }

        return components;
    }

    private static void Carry(JsonObject values, IstioPart part, string file, string workingDirectory)
    {
        var key = $"istio.{IstioCharts.NameOf(part)}.values";
        foreach (var (name, value) in Read(Path.GetFullPath(file, workingDirectory), key))
        {
            if (!Carried[part].Contains(name))
            {
                throw new MeshException(ExitCode.Configuration, $"{key}: {file} sets {Printable.OneLine(name)}, for which an IstioOperator has no place",
                    $"Write it below one of {string.Join(", ", Carried[part])}, or install with helm");
            }

            values[name] = MergePatch.Apply(values[name], value);
        }
    }

    private static JsonObject Read(string path, string key)
    {
        if (!File.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"{key}: the values file {path} is not there", "Check the path; it begins at the working directory");
        }

        return YamlDocuments.Parse(File.ReadAllText(path), path).OfType<JsonObject>().FirstOrDefault() ?? [];
    }

    private static JsonObject Enabled(bool isEnabled) => new() { ["enabled"] = isEnabled };

    private static JsonNode? Take(JsonObject from, string key)
    {
        var value = from[key];
        from.Remove(key);
        return value;
    }

    private static void Put(JsonObject into, string key, JsonNode? value)
    {
        if (value is not null)
        {
            into[key] = value;
        }
    }

    private static JsonObject Pruned(JsonObject values)
    {
        foreach (var key in values.Where(one => one.Value is JsonObject { Count: 0 }).Select(one => one.Key).ToList())
        {
            values.Remove(key);
        }

        return values;
    }
}
