using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>What signatures know, put beside what the objects tell, so that one can be the cause of the other.</summary>
internal static partial class KnownFaults
{
    private const int LongestMessage = 400;

    /// <summary>A fault for each object of an explanation.</summary>
    public static IEnumerable<Fault> Of(Surroundings seen, IEnumerable<Explanation> explanations) =>
        from explanation in explanations
        from same in explanation.Symptoms.GroupBy(symptom => symptom.Subject)
        select Of(seen, explanation, [.. same]);

    private static Fault Of(Surroundings seen, Explanation explanation, IReadOnlyList<Symptom> symptoms)
    {
        var (first, signature) = (symptoms[0], explanation.Signature);
        var item = seen.Find(first.Subject);
        var owner = item is null ? first.Subject : seen.OwnerOf(item);
        var istiods = item is not null && seen.IsIstiod(item);
        var ofProxy = symptoms.All(symptom => ProxyContainer.Is(item, symptom.Container));
        return new(explanation.ToFinding() with { Subject = first.Subject, Evidence = Message(first) }, istiods ? Layer.ControlPlane : Layer.Pod, explanation.Same)
        {
            Object = first.Subject,
            Signature = signature.Id,
            IsOfProxy = ofProxy,
            NotEvaluated = explanation.NotEvaluated,
            Confidence = explanation.Confidence,
            Says = signature.Standing switch { Standing.Cause => Says.Why, Standing.Consequence => Says.WhatFollows, _ => Says.Nothing },
            // Of a pod that fails its Deployment has too few; of one that does not even come to be, too.
            About = [first.Subject, .. first.Pod is null ? [owner] : Array.Empty<string>(), .. istiods ? [ObjectKey.Istiod] : Array.Empty<string>()],
            DueTo = [.. DueTo(first, signature, item, istiods, ofProxy).Concat(symptoms.SelectMany(symptom => Hook().Matches(symptom.Text)).Select(match => ObjectKey.Hook(match.Groups["name"].Value)))],
            Proof = [.. explanation.Evidence, explanation.Standing],
        };
    }

    private static IEnumerable<string> DueTo(Symptom first, Signature signature, JsonObject? item, bool istiods, bool ofProxy)
    {
        if (signature.Standing != Standing.Cause)
        {
            yield return first.Subject;
            // What follows from something in a proxy follows from the control plane, when that is away.
            if (!istiods && (ofProxy || first.Text.Contains("istio", StringComparison.OrdinalIgnoreCase) || first.Text.Contains("xds", StringComparison.OrdinalIgnoreCase)))
            {
                yield return ObjectKey.Istiod;
            }
        }

        if (first.Pod is not null && item.Text("spec", "nodeName") is { } node)
        {
            yield return ObjectKey.Of(ResourceKind.Node, null, node);
        }

        // istiod makes this ConfigMap in every namespace; where it is missing, istiod is what to look at.
        if (!istiods && first.Text.Contains("istio-ca-root-cert", StringComparison.Ordinal))
        {
            yield return ObjectKey.Istiod;
        }
    }

    private static string Message(Symptom symptom)
    {
        var text = Printable.OneLine(symptom.Text.Replace('\t', ' '));
        return $"{(symptom.Container is null ? "" : $"container {symptom.Container}: ")}{(text.Length > LongestMessage ? $"{text[..LongestMessage]}…" : text)}{(symptom.Count > 1 ? $" ({symptom.Count} times)" : "")}";
    }

    [GeneratedRegex(@"failed calling webhook ""(?<name>[^""\s]{1,253})""", RegexOptions.CultureInvariant)]
    private static partial Regex Hook();
}
