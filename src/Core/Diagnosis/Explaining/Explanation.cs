using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>A known failure that was seen, with the cause that is best founded.</summary>
/// <param name="Signature">What it was known by.</param>
/// <param name="Symptoms">Where it was seen, first to last; at least one.</param>
/// <param name="Cause">The cause; null where everything known was looked at and is not so.</param>
/// <param name="Confidence">How sure the cause is.</param>
/// <param name="Answers">What looking at each of the causes gave.</param>
public sealed record Explanation(Signature Signature, IReadOnlyList<Symptom> Symptoms, SignatureCause? Cause, Confidence Confidence, IReadOnlyList<CauseAnswer> Answers)
{
    private const int MostMessages = 5;
    private const int LongestMessage = 400;

    /// <summary>Of how many of the messages nobody asked for the cause, since enough of them had been asked about.</summary>
    public int NotAsked { get; init; }

    /// <summary>True where the causes of at least one message were looked at.</summary>
    public bool WasAsked => NotAsked < Symptoms.Count;

    /// <summary>What was not looked at; null where everything was.</summary>
    public string? NotEvaluated => NotAsked == 0 ? null
        : WasAsked ? $"{Signature.Code}: {NotAsked} of {Symptoms.Count} messages, which say the same as the others, were not looked at for their cause"
        : $"{Signature.Code}: {(NotAsked == 1 ? "1 message was" : $"{NotAsked} messages were")} not looked at for their cause, after enough of this kind had been";

    /// <summary>The lines that prove it: the messages, what was looked at and is so, what is not so, and what was not looked at.</summary>
    public IReadOnlyList<string> Evidence =>
    [
        .. Symptoms.DistinctBy(symptom => symptom.Text).Take(MostMessages).Select(Message),
        .. Answers.Where(answer => answer.Answer.Verdict == CheckVerdict.Confirmed && answer.Answer.Says.Length > 0).Select(answer => $"seen: {answer.Answer.Says}"),
        .. Answers.Where(answer => answer.Answer.Verdict == CheckVerdict.NotEvaluated && answer.Cause == Cause && Cause.Check is not null).Select(answer => $"looked at: {answer.Answer.Says}"),
        .. Answers.Where(answer => answer.Answer.Verdict == CheckVerdict.RuledOut).Select(answer => $"ruled out: {answer.Cause.Text}{(answer.Answer.Says.Length > 0 ? $" ({answer.Answer.Says})" : "")}"),
        .. NotEvaluated is { } open ? [$"not evaluated: {open}"] : Array.Empty<string>(),
    ];

    /// <summary>How sure it is and what is left to be looked at, in one line.</summary>
    public string Standing => Confidence switch
    {
        Confidence.Proven => "confidence: proven",
        _ when !WasAsked => "confidence: possible; its causes were not looked at",
        _ when Cause is null => "confidence: possible; none of the known causes is so",
        _ => $"confidence: {Confidence.ToString().ToLowerInvariant()}; to be sure: {Cause.Look}",
    };

    /// <summary>What all of one cause have in common.</summary>
    internal string Same => $"{Signature.Id} {(WasAsked ? Cause?.Text : "not looked at")}";

    /// <summary>As a finding: the messages and proofs as evidence, the cause and its remedy.</summary>
    public Finding ToFinding()
    {
        var first = Symptoms[0];
        var subjects = Symptoms.Select(symptom => symptom.Subject).Distinct().Count();
        var subject = subjects > 1 ? $"{first.Subject} and {subjects - 1} more" : first.Subject;
        var inFile = first is { Line: not null, Pod: null };
        return new(Signature.Code, Signature.Severity, subject, string.Join('\n', Evidence.Append(Standing)),
            Cause?.Text ?? (WasAsked ? $"None of the causes known for \"{Signature.Title}\" was found" : $"It was not looked at which of the causes known for \"{Signature.Title}\" it is"),
            Cause?.Remedy ?? (WasAsked ? "Read the evidence, and look for what has changed since it last worked" : "Look at these alone: Mesh.Diagnose with --namespace and --selector"),
            inFile ? first.Subject : null, inFile ? first.Line : null);
    }

    private static string Message(Symptom symptom)
    {
        var text = Printable.OneLine(symptom.Text);
        return (symptom.Line is { } line ? $"line {line}: " : "") + (text.Length > LongestMessage ? text[..LongestMessage] + "…" : text) + (symptom.Count > 1 ? $" ({symptom.Count} times)" : "");
    }
}
