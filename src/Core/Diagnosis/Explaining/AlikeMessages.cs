using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>Which messages say the same: in the same place, of the same container of one workload, and in the same words but for names, times and numbers of tries.</summary>
/// <param name="evidence">Tells which workload a pod belongs to.</param>
internal sealed partial class AlikeMessages(EvidenceSet evidence)
{
    private const int Compared = 500;

    private readonly Lazy<ILookup<(string?, string), string?>> workloads = new(() => (evidence.Of(ResourceKind.Pod) ?? []).ToLookup(pod => (pod.Namespace(), pod.Name()), pod => pod.ControllerUid()));

    /// <summary>What messages that say the same have in common.</summary>
    public object KeyOf(Symptom symptom) =>
        (symptom.Place, symptom.Namespace, symptom.Container, symptom.Pod is { } pod ? workloads.Value[(symptom.Namespace, pod)].FirstOrDefault() : null, Common(symptom));

    private static string Common(Symptom symptom)
    {
        var text = Uid().Replace(symptom.Pod is { Length: > 0 } pod ? symptom.Text.Replace(pod, "", StringComparison.Ordinal) : symptom.Text, "");
        return string.Create(Math.Min(text.Length, Compared), text, (span, from) =>
        {
            for (var at = 0; at < span.Length; at++)
            {
                span[at] = char.IsAsciiDigit(from[at]) ? '0' : from[at];
            }
        });
    }

    [GeneratedRegex("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Uid();
}
