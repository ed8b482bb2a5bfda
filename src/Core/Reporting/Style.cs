using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Reporting;

/// <summary>Colours, or none at all.</summary>
/// <param name="enabled">False leaves every text as it is.</param>
internal sealed class Style(bool enabled)
{
    public string Dim(string text) => Paint("2", text);

    public string Of(Severity severity, string text) => Paint(severity switch { Severity.Error => "31", Severity.Warning => "33", _ => "36" }, text);

    public string Of(StepStatus status, string text) =>
        Paint(status switch { StepStatus.Executed => "32", StepStatus.Simulated => "36", StepStatus.Failed => "31", _ => "33" }, text);

    public string DiffLine(string line) => line switch { ['+', ..] => Paint("32", line), ['-', ..] => Paint("31", line), ['@', ..] => Paint("36", line), _ => line };

    private string Paint(string code, string text) => enabled ? $"\e[{code}m{text}\e[0m" : text;
}
