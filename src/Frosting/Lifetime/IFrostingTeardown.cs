using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does after its last task.</summary>
public interface IFrostingTeardown
{
    /// <summary>Runs after all tasks, whether they, or the setup, failed or not.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about how the run went.</param>
    void Teardown(ICakeContext context, ITeardownContext info);
}
