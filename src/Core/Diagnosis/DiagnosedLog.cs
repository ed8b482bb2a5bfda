using System.Text;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Faults;
using Mesh.Core.Diagnosis.Scrubbing;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Diagnosis.Symptoms;
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
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: it is not there; <see cref="ExitCode.InputOutput"/>: it cannot be read.</exception>
    public static IReadOnlyList<Diagnosed> Read(string file, string workingDirectory, SignatureBook book, DateTimeOffset now, CancellationToken cancellation)
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
            var symptoms = new LogSymptoms(book).Read(text, file == "-" ? StandardInput : file, cancellation);
            return [.. new Explainer(book).Explain(symptoms, new EvidenceSet { TakenAt = now }).Select(Of)];
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"the log {Printable.OneLine(file)} cannot be read: {unread.Message}", "Check the path and who may read it", unread);
        }
    }

    // What a job prints may hold anything; what is shown of it is without secrets.
    private static Diagnosed Of(Explanation explanation)
    {
        var finding = explanation.ToFinding();
        return new(finding with { Evidence = Scrubber.Text(finding.Evidence) }, explanation.Confidence, Layer.Pod, [finding.Subject], [.. explanation.Evidence.Select(line => Scrubber.Text(line))], []) { Signature = explanation.Signature.Id };
    }
}
