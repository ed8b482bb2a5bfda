using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>Explains what others meet: a rollout that does not succeed, a helm that gives up. Signatures are read when the first failure is.</summary>
/// <param name="book">Gives the signatures.</param>
/// <param name="time">The clock.</param>
public sealed class FailureExplainer(Func<SignatureBook> book, TimeProvider time) : IExplains
{
    private readonly Lazy<Explainer> explainer = new(() => new Explainer(Read(book)));

    /// <inheritdoc/>
    public Finding? Explain(IReadOnlyList<FailureMessage> messages, JsonObject? pod = null)
    {
        var evidence = new EvidenceSet
        {
            TakenAt = time.GetUtcNow(),
            Objects = pod is null ? new Dictionary<ResourceKind, IReadOnlyList<JsonObject>>() : new() { [ResourceKind.Pod] = [pod] },
            Logs =
            [
                .. messages.Where(message => message is { Origin: MessageOrigin.Log, Pod: not null }).GroupBy(message => (message.Namespace, message.Pod, message.Container))
                    .Select(group => new ContainerLog(group.Key.Namespace ?? "", group.Key.Pod!, group.Key.Container ?? "", Previous: true, [.. group.Select(message => message.Text)])),
            ],
        };
        // That something crashes or was waited for in vain is what is already known.
        return explainer.Value.Explain(messages.Select(Symptom), evidence) is [{ Cause: not null } best, ..] && (best.Signature.Standing != Standing.Wrapper || best.Confidence == Confidence.Proven) ? best.ToFinding() : null;
    }

    private static Symptom Symptom(FailureMessage message) => new(
        message.Origin switch
        {
            MessageOrigin.Waiting => SymptomPlace.ContainerWaiting,
            MessageOrigin.Ended => SymptomPlace.ContainerTerminated,
            MessageOrigin.Event => SymptomPlace.Event,
            MessageOrigin.Log => SymptomPlace.PodLog,
            MessageOrigin.Istioctl => SymptomPlace.IstioctlError,
            _ => SymptomPlace.HelmError,
        },
        message.Subject, message.Text) { Namespace = message.Namespace, Pod = message.Pod, Container = message.Container };

    // A user's file that cannot be read must not stand in the way of the failure it was to explain; Mesh.Diagnose says what is wrong with it.
    private static SignatureBook Read(Func<SignatureBook> book)
    {
        try
        {
            return book();
        }
        catch (MeshException)
        {
            return SignatureBooks.BuiltIn;
        }
    }
}
