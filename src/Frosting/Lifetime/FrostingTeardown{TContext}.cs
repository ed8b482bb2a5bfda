using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does after its last task.</summary>
/// <typeparam name="TContext">The context it needs; a run whose context is another fails.</typeparam>
public abstract class FrostingTeardown<TContext> : IFrostingTeardown
    where TContext : ICakeContext
{
    /// <summary>Runs after all tasks, whether they, or the setup, failed or not.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about how the run went.</param>
    public abstract void Teardown(TContext context, ITeardownContext info);

    void IFrostingTeardown.Teardown(ICakeContext context, ITeardownContext info) => Teardown((TContext)context, info);
}
