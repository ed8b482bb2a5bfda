using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation;

/// <summary>What is wrong with what will be installed, seen on the rendered objects: a values file may have overruled every option.</summary>
internal static class RenderedExamination
{
    /// <summary>Whether a chart is of another version than the one that is to be installed.</summary>
    public static IEnumerable<Finding> Chart(IstioPart part, HelmRelease release, ChartInfo chart, IstioOptions istio) =>
        (chart.AppVersion ?? chart.Version) is var version && version != istio.Version && version != $"v{istio.Version}"
            ? [InstallationFindings.OtherChart.On($"chart {IstioCharts.NameOf(part)}", Printable.OneLine($"{release.Chart} is of {version}, istio.version is {istio.Version}"))]
            : [];

    /// <summary>What is wrong with a part's objects.</summary>
    public static IEnumerable<Finding> Of(PlannedPart part, IstioOptions istio)
    {
        var objects = part.Plan.Bodies.ToList();
        return part.Part switch
        {
            IstioPart.Base => Crds(part, objects, istio),
            IstioPart.Istiod => Of(objects, istio),
            _ => Images(objects, istio),
        };
    }

    /// <summary>The same for objects of all parts, whoever rendered them.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<JsonObject> objects, IstioOptions istio) => [.. Images(objects, istio), .. Budget(objects, istio)];

    private static IEnumerable<Finding> Images(IReadOnlyList<JsonObject> objects, IstioOptions istio) =>
        from workload in PlannedWorkloads.Of(objects)
        from container in workload.Object.Items("spec", "template", "spec", "containers")
        let text = container.Text("image")
        where text is not null && (!ImageReference.TryParse(text, out var image, out _) || image.Tag != IstioUse.TagOf(istio))
        select InstallationFindings.OtherImage.On(workload.Workload.ToString(), $"container {container.Text("name")} runs {Printable.OneLine(text)}, and the tag of istio.version is {IstioUse.TagOf(istio)}");

    private static IEnumerable<Finding> Budget(IReadOnlyList<JsonObject> objects, IstioOptions istio)
    {
        var deployment = IstiodsOwn("Deployment");
        var scaler = IstiodsOwn("HorizontalPodAutoscaler");
        var least = (scaler is null ? deployment.Number("spec", "replicas") : scaler.Number("spec", "minReplicas")) ?? 1;
        if (IstiodsOwn("PodDisruptionBudget") is not { } budget)
        {
            if (istio.Istiod.MinAvailable > 0)
            {
                yield return InstallationFindings.NoBudget.On("istio.istiod.minAvailable", $"it is {istio.Istiod.MinAvailable}, and the chart renders no PodDisruptionBudget for {least} pod{(least == 1 ? "" : "s")}");
            }

            yield break;
        }

        if (LetsGo(budget, least) < 1)
        {
            yield return InstallationFindings.DrainBlocked.On($"poddisruptionbudget/{budget.Name()} in {budget.Namespace()}",
                $"{(budget.At("spec", "minAvailable") is { } min ? $"minAvailable is {min}" : $"maxUnavailable is {budget.At("spec", "maxUnavailable")}")}, and there are at least {least}");
        }

        // A profile of istioctl may bring gateways besides, with budgets of their own.
        JsonObject? IstiodsOwn(string kind) => objects.FirstOrDefault(item => item.Text("kind") == kind && item.Name().StartsWith("istiod", StringComparison.Ordinal));
    }

    // As the disruption controller counts: a percentage is rounded up.
    private static long LetsGo(JsonObject budget, long pods) =>
        budget.At("spec", "minAvailable") is { } min ? pods - Count(min, pods) : budget.At("spec", "maxUnavailable") is { } max ? Count(max, pods) : pods;

    private static long Count(JsonNode amount, long pods) => amount.ToString() is var text && text.EndsWith('%') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
        ? (pods * percent + 99) / 100
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IEnumerable<Finding> Crds(PlannedPart part, List<JsonObject> objects, IstioOptions istio) =>
        part.Plan.Installed is not null && !objects.Exists(item => item.Text("kind") == "CustomResourceDefinition")
            ? [InstallationFindings.CrdsStay.On(part.Plan.Subject, $"the chart of Istio {istio.Version} renders no CRD, and {part.Plan.Installed.Chart} is installed")]
            : [];
}
