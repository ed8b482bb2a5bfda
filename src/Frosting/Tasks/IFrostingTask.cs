using Cake.Core;

namespace Cake.Frosting;

/// <summary>A unit of work.</summary>
public interface IFrostingTask
{
    /// <summary>What the report says when <see cref="ShouldRun"/> returned false. Asked once, when the task is registered. Empty unless a task says otherwise.</summary>
    string SkippedMessage => string.Empty;

    /// <summary>Does the work.</summary>
    /// <param name="context">The context of the run.</param>
    /// <returns>The work under way.</returns>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether the task runs at all.</summary>
    /// <param name="context">The context of the run.</param>
    /// <returns>False to skip the task. A target that skips itself is an error.</returns>
    bool ShouldRun(ICakeContext context);

    /// <summary>Handles a failure of <see cref="RunAsync"/>. Returning swallows the failure.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="context">The context of the run.</param>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Runs after the task, whether it failed or not.</summary>
    /// <param name="context">The context of the run.</param>
    void Finally(ICakeContext context);
}
