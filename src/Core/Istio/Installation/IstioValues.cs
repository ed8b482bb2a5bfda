using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Images.Proxies;

namespace Mesh.Core.Istio.Installation;

/// <summary>
/// Values of Istio's charts, made of typed options in the shape that the version wants: keys of istiod and CNI stand below pilot and cni up to 1.23, and flat from 1.24 on, where
/// <c>_internal_defaults_do_not_set</c> is the chart's own. Only what is configured is written, and always from where the images come. Source: values.yaml of the charts at each minor version.
/// </summary>
/// <param name="options">What is configured.</param>
/// <param name="version">Which release.</param>
/// <param name="hub">Where its images come from.</param>
internal sealed class IstioValues(MeshOptions options, IstioVersion version, string hub)
{
    private readonly IstioOptions istio = options.Istio!;

    /// <summary>The values of a part's chart.</summary>
    /// <param name="part">Which.</param>
    /// <param name="defaultRevision">The revision that the cluster's default validating webhook leads to.</param>
    public JsonObject Of(IstioPart part, string defaultRevision) => part switch
    {
        IstioPart.Base => Base(defaultRevision),
        IstioPart.Istiod => Istiod(),
        IstioPart.Cni => Cni(),
        _ => Ztunnel(),
    };

    private JsonObject Base(string defaultRevision) => new()
    {
        ["defaultRevision"] = defaultRevision,
        ["global"] = new JsonObject { ["istioNamespace"] = istio.Namespace },
    };

    private JsonObject Istiod()
    {
        var values = new JsonObject();
        var own = Below(values, "pilot");
        var global = Images();
        values["global"] = global;
        global["istioNamespace"] = istio.Namespace;
        Put(values, "revision", istio.Revision);
        Scale(own);
        if (version.IsAtLeast(27) && istio.Istiod.MinAvailable > 0)
        {
            values["pdb"] = new JsonObject { ["minAvailable"] = istio.Istiod.MinAvailable };
        }

        Put(own, "resources", Resources(istio.Istiod.Resources));
        Put(global, "proxy", Resources(istio.Proxy.Resources) is { } proxy ? new JsonObject { ["resources"] = proxy } : null);
        Put(global, "meshID", istio.Mesh.Id);
        Put(global, "network", istio.Mesh.Network);
        Put(global, "multiCluster", istio.Mesh.Cluster is { } cluster ? new JsonObject { ["clusterName"] = cluster } : null);
        Put(values, "meshConfig", MeshConfig());
        Sampling(own);
        Modes(values, own);
        return values;
    }

    private void Scale(JsonObject own)
    {
        switch (IstiodScale.Of(istio.Istiod))
        {
            case { Least: { } fixedNumber, Most: 0 }:
                own["autoscaleEnabled"] = false;
                own["replicaCount"] = fixedNumber;
                break;
            case { Most: { } most, Least: var least }:
                own["autoscaleEnabled"] = true;
                Put(own, "autoscaleMin", least);
                own["autoscaleMax"] = most;
                break;
        }
    }

    private void Sampling(JsonObject own)
    {
        if (istio.Mesh.TraceSampling is { } text)
        {
            var percent = TraceSampling.Percent(text);
            own["traceSampling"] = percent;
            if (percent == 0)
            {
                // The template passes over a zero, and istiod's own default is 1 percent.
                own["env"] = new JsonObject { ["PILOT_TRACE_SAMPLING"] = "0" };
            }
        }
    }

    private void Modes(JsonObject values, JsonObject own)
    {
        if (istio.Cni.Enabled)
        {
            (version.IsAtLeast(22) ? Ensure(own, "cni") : Ensure(values, "istio_cni"))["enabled"] = true;
        }

        if (istio.Ztunnel.Enabled)
        {
            values["profile"] = "ambient";
            if (version.IsAtLeast(23))
            {
                own["trustedZtunnelNamespace"] = istio.Namespace;
            }
        }
    }

    private JsonObject? MeshConfig()
    {
        var mesh = new JsonObject();
        Put(mesh, "trustDomain", TrustDomain.Of(options));
        if (istio.Mesh.AccessLog is { } log)
        {
            mesh["accessLogFile"] = log == "off" ? "" : "/dev/stdout";
            if (log != "off")
            {
                mesh["accessLogEncoding"] = log.ToUpperInvariant();
            }
        }

        return mesh.Count == 0 ? null : mesh;
    }

    private JsonObject Cni()
    {
        var values = new JsonObject { ["global"] = Images() };
        Put(Below(values, "cni"), "resources", Resources(istio.Cni.Resources));
        if (istio.Ztunnel.Enabled)
        {
            values["profile"] = "ambient";
        }

        return values;
    }

    // Its template looks at no global key.
    private JsonObject Ztunnel()
    {
        var values = Images();
        values["istioNamespace"] = istio.Namespace;
        Put(values, "revision", istio.Revision);
        Put(values, "network", istio.Mesh.Network);
        Put(values, "multiCluster", istio.Mesh.Cluster is { } cluster ? new JsonObject { ["clusterName"] = cluster } : null);
        Put(values, "resources", Resources(istio.Ztunnel.Resources));
        return values;
    }

    private JsonObject Images()
    {
        var isInTag = !version.IsAtLeast(16);
        var images = new JsonObject { ["hub"] = hub, ["tag"] = isInTag ? IstioUse.TagOf(istio) : version.Text };
        Put(images, "variant", isInTag ? null : istio.Variant);
        return images;
    }

    // Where the keys of a chart are that carry its name up to 1.23.
    private JsonObject Below(JsonObject values, string name) => version.IsAtLeast(24) ? values : Ensure(values, name);

    private static JsonObject Ensure(JsonObject values, string name) => (JsonObject)(values[name] ??= new JsonObject());

    private static JsonObject? Resources(ResourcesOptions resources)
    {
        var all = new JsonObject();
        foreach (var (name, quantity) in new[] { ("requests", resources.Requests), ("limits", resources.Limits) })
        {
            var amounts = new JsonObject();
            Put(amounts, "cpu", quantity?.Cpu);
            Put(amounts, "memory", quantity?.Memory);
            Put(all, name, amounts.Count == 0 ? null : amounts);
        }

        return all.Count == 0 ? null : all;
    }

    private static void Put(JsonObject into, string name, JsonNode? value)
    {
        if (value is not null)
        {
            into[name] = value;
        }
    }
}
