using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Faults;
using Mesh.Core.Diagnosis.Scrubbing;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Diagnosis.Xds.Refusals;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis;

/// <summary>What a log alone tells: of a CI job, a pod, a tool, long after the cluster has changed.</summary>
internal static class DiagnosedLog
{
    /// <summary>What the standard input is called.</summary>
    public const string StandardInput = "the standard input";

    /// <summary>Reads a log and explains it, first things first.</summary>
    /// <param name="file">The log; <c>-</c> for the standard input.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="book">The signatures.</param>
    /// <param name="refusals">Explains what istiod refuses, of a log as of a cluster.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: it is not there; <see cref="ExitCode.InputOutput"/>: it cannot be read.</exception>
    public static async Task<(IReadOnlyList<Diagnosed> Found, IReadOnlyList<string> NotEvaluated)> ReadAsync(string file, string workingDirectory, SignatureBook book, XdsAnalysis refusals, DateTimeOffset now, CancellationToken cancellation)
    {
        var (symptoms, open) = Read(file, workingDirectory, book, cancellation);
        var said = new EvidenceSet { TakenAt = now, Logs = [new ContainerLog("", "", "", Previous: false, [.. symptoms.Select(symptom => symptom.Text)])] };
        var refused = (await refusals.AnalyseAsync(said, null, "", DryRun.Client, cancellation)).Explanations;
        var explained = new Explainer(book).Explain(symptoms, new EvidenceSet { TakenAt = now });
        var place = refused.Count == 0 ? null : explained.FirstOrDefault(IsRefusal);
        return ([.. explained.Where(one => place is null || ReferenceEquals(one, place) || !IsRefusal(one)).SelectMany(one => ReferenceEquals(one, place) ? refused.Select(xds => Of(xds, one.ToFinding())) : [Of(one)])], open);
    }

    private static LogReading Read(string file, string workingDirectory, SignatureBook book, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file, workingDirectory);
        if (file != "-" && !File.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"the log {Printable.OneLine(file)} {(Directory.Exists(path) ? "is a folder" : "is not there")}", "Give the file with --log, or - for the standard input");
        }

        try
        {
            using var stream = file == "-" ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read);
            using var text = new StreamReader(stream, Encoding.UTF8);
            return new LogSymptoms(book).Look(text, file == "-" ? StandardInput : Printable.OneLine(file), cancellation);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"the log {Printable.OneLine(file)} cannot be read: {unread.Message}", "Check the path and who may read it", unread);
        }
    }

    private static bool IsRefusal(Explanation explanation) => RefusalLine.Read(explanation.Symptoms[0].Text) is not null;

    // The status decides more than a signature of the message: what it is, and what it cannot be.
    private static Diagnosed Of(XdsExplanation explanation, Finding told)
    {
        var finding = explanation.Finding with { Subject = told.Subject, File = told.File, Line = told.Line, Evidence = Scrubber.Text(explanation.Finding.Evidence) };
        return new(finding, explanation.Confidence, Layer.ControlPlane, [finding.Subject], finding.Evidence.Split('\n'), []) { Signature = RefusedProxies.Signature };
    }

    // What a job prints may hold anything; what is shown of it is without secrets.
    private static Diagnosed Of(Explanation explanation)
    {
        var finding = explanation.ToFinding();
        return new(finding with { Evidence = Scrubber.Text(finding.Evidence) }, explanation.Confidence, Layer.Pod, [finding.Subject], [.. explanation.Evidence.Select(line => Scrubber.Text(line))], [])
        {
            Signature = explanation.Signature.Id, NotEvaluated = explanation.NotEvaluated is { } open ? [open] : [],
        };
    }
}
