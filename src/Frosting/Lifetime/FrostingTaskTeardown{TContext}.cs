using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does after each task.</summary>
/// <typeparam name="TContext">The context it needs; a run whose context is another fails.</typeparam>
public abstract class FrostingTaskTeardown<TContext> : IFrostingTaskTeardown
    where TContext : ICakeContext
{
    /// <summary>Runs after each task, whether it failed or not.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about how the task went.</param>
    public abstract void Teardown(TContext context, ITaskTeardownContext info);

    void IFrostingTaskTeardown.Teardown(ICakeContext context, ITaskTeardownContext info) => Teardown((TContext)context, info);
}
