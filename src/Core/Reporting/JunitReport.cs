using System.Globalization;
using System.Xml;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Reporting;

/// <summary>The steps and findings in the form of JUnit, <c>mesh-junit.xml</c>, which Jenkins and others show as tests: a step that failed and a finding that is an error are failures.</summary>
public static class JunitReport
{
    /// <summary>The file's name in the report folder.</summary>
    public const string FileName = "mesh-junit.xml";

    // What a server or a pod wrote may hold characters that XML knows no way to write.
    private static readonly XmlWriterSettings Format = new() { Indent = true, CheckCharacters = true, CloseOutput = false };

    /// <summary>Writes the report.</summary>
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="journal">What happened.</param>
    /// <exception cref="IOException">The folder cannot be made or written to, or is a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string folder, RunJournal journal) => ReportFile.Write(folder, FileName, stream =>
    {
        using var xml = XmlWriter.Create(stream, Format);
        xml.WriteStartElement("testsuites");
        WriteSteps(xml, journal.Steps);
        WriteFindings(xml, journal.Findings);
        xml.WriteEndElement();
    });

    private static void WriteSteps(XmlWriter xml, IReadOnlyList<Step> steps)
    {
        Begin(xml, "steps", steps.Count, steps.Count(step => step.Status == StepStatus.Failed), steps.Count(IsSkipped));
        foreach (var step in steps)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", "steps");
            xml.WriteAttributeString("name", Text(step.Name));
            xml.WriteAttributeString("time", step.Duration.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
            if (step.Failure is { } failure)
            {
                Fail(xml, $"exit {failure.ExitCode}", failure.Reason, failure.Remedy);
            }
            else if (IsSkipped(step))
            {
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Text($"{step.Status}: {step.Note}"));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteFindings(XmlWriter xml, IReadOnlyList<Finding> findings)
    {
        Begin(xml, "findings", findings.Count, findings.Count(finding => finding.Severity == Severity.Error), 0);
        foreach (var finding in findings)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", finding.Code);
            xml.WriteAttributeString("name", Text($"{finding.Code} {finding.Subject}{(finding.File is null ? "" : $" {finding.File}:{finding.Line}")}"));
            if (finding.Severity == Severity.Error)
            {
                Fail(xml, finding.Code, finding.Evidence, $"{finding.Cause}. {finding.Remedy}");
            }
            else
            {
                xml.WriteElementString("system-out", Text($"{finding.Severity}: {finding.Evidence}. {finding.Cause}. {finding.Remedy}"));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Begin(XmlWriter xml, string name, int tests, int failures, int skipped)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", failures.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", skipped.ToString(CultureInfo.InvariantCulture));
    }

    private static void Fail(XmlWriter xml, string type, string message, string more)
    {
        xml.WriteStartElement("failure");
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("message", Text(Printable.OneLine(message)));
        xml.WriteString(Text($"{message}\n{more}"));
        xml.WriteEndElement();
    }

    private static bool IsSkipped(Step step) => step.Status is StepStatus.Skipped or StepStatus.NotEvaluated;

    private static string Text(string text) => string.Concat(Printable.Of(text).EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()));
}
