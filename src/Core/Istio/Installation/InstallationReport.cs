using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Installation;

/// <summary>What was installed, from what and with which values, as the report's member <c>install</c>.</summary>
/// <param name="journal">Where it goes.</param>
internal sealed class InstallationReport(RunJournal journal)
{
    private const string Name = "install";

    private readonly JsonArray parts = [];
    private JsonObject head = [];

    /// <summary>Begins it.</summary>
    /// <param name="istio">What is installed.</param>
    /// <param name="hub">Where the images come from.</param>
    /// <param name="isWhole">True for a whole installation; false for a further part of one that is made part by part.</param>
    public void Begin(IstioOptions istio, string hub, bool isWhole)
    {
        head = new JsonObject
        {
            ["installer"] = istio.Installer, ["version"] = istio.Version, ["variant"] = istio.Variant, ["hub"] = hub, ["namespace"] = istio.Namespace, ["revision"] = istio.Revision,
        };
        if (isWhole)
        {
            parts.Clear();
        }
    }

    /// <summary>Adds a part: its chart, the values that were generated, and the user's files that win over them.</summary>
    public void Add(PlannedPart part)
    {
        parts.Add(new JsonObject
        {
            ["part"] = IstioCharts.NameOf(part.Part), ["release"] = part.Release.Name, ["chart"] = part.Release.Chart, ["chartVersion"] = part.Chart.Version, ["appVersion"] = part.Chart.AppVersion,
            ["generated"] = part.Release.Generated?.DeepClone(), ["values"] = new JsonArray([.. part.Release.ValuesFiles.Select(file => JsonValue.Create(file))]),
            ["objects"] = part.Plan.Objects.Count, ["differences"] = part.Plan.Differences.Count, ["from"] = part.Plan.Installed?.Chart,
        });
        Tell();
    }

    /// <summary>Adds the file that istioctl gets.</summary>
    public void Add(JsonObject istioOperator)
    {
        head["operator"] = istioOperator.DeepClone();
        Tell();
    }

    private void Tell()
    {
        var whole = (JsonObject)head.DeepClone();
        whole["parts"] = parts.DeepClone();
        journal.Attach(Name, whole);
    }
}
