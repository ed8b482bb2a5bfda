namespace Mesh.Core.Journal;

/// <summary>What became of a step. A dry run never says <see cref="Executed"/> of something it only looked at.</summary>
public enum StepStatus
{
    /// <summary>Has begun and not ended.</summary>
    Running,

    /// <summary>Done for real.</summary>
    Executed,

    /// <summary>Done as a dry run: everything read, changes listed, nothing changed.</summary>
    Simulated,

    /// <summary>Could not be looked at; says nothing about the outcome.</summary>
    NotEvaluated,

    /// <summary>Had nothing to do.</summary>
    Skipped,

    /// <summary>Failed; its failure says why.</summary>
    Failed,
}
