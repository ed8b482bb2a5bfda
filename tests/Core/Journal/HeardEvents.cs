using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Journal;

/// <summary>Writes down, one line each, what a listener hears.</summary>
internal sealed class HeardEvents : IJournalListener
{
    public List<string> Lines { get; } = [];

    public void OnStep(Step step) => Lines.Add($"step {step}");

    public void OnNote(string text) => Lines.Add($"note {text}");

    public void OnProgress(string key, string text, bool finished) => Lines.Add($"progress {key} {text} {finished}");

    public void OnToolOutput(string tool, string line, bool isError) => Lines.Add($"tool {tool} {line} {isError}");

    public void OnFinding(Finding finding) => Lines.Add($"finding {finding}");

    public void OnChange(ChangeRecord change) => Lines.Add($"change {change}");
}
