using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does after each task.</summary>
public interface IFrostingTaskTeardown
{
    /// <summary>Runs after each task, whether it failed or not.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about how the task went.</param>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}
