using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before each task.</summary>
public interface IFrostingTaskSetup
{
    /// <summary>Runs before each task. When it fails the task does not run, but its teardown does.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about the task.</param>
    void Setup(ICakeContext context, ITaskSetupContext info);
}
