using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before its first task.</summary>
public interface IFrostingSetup
{
    /// <summary>Runs before any task. When it fails no task runs, but the teardown does.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about the run.</param>
    void Setup(ICakeContext context, ISetupContext info);
}
