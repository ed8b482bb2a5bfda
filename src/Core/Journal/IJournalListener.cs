using Mesh.Core.Findings;

namespace Mesh.Core.Journal;

/// <summary>Hears what happens in a run as it happens; the console is one. All texts are masked already. Called from any thread, one call at a time.</summary>
public interface IJournalListener
{
    /// <summary>A step began or ended.</summary>
    /// <param name="step">The step; <see cref="StepStatus.Running"/> when it began.</param>
    void OnStep(Step step) { }

    /// <summary>A line worth reading: what was found out, what was done.</summary>
    /// <param name="text">One or several lines.</param>
    void OnNote(string text) { }

    /// <summary>Where something that takes time stands. A later call with the same key replaces the earlier one.</summary>
    /// <param name="key">What it is about, such as <c>deployment/web</c>.</param>
    /// <param name="text">Where it stands, such as <c>1 of 3 available</c>.</param>
    /// <param name="finished">True in the last call for this key.</param>
    void OnProgress(string key, string text, bool finished) { }

    /// <summary>A line that a tool printed.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="isError">True when it came on standard error.</param>
    void OnToolOutput(string tool, string line, bool isError) { }

    /// <summary>A check found something.</summary>
    /// <param name="finding">What it found.</param>
    void OnFinding(Finding finding) { }

    /// <summary>A change was made or, in a dry run, shown.</summary>
    /// <param name="change">The change.</param>
    void OnChange(ChangeRecord change) { }
}
