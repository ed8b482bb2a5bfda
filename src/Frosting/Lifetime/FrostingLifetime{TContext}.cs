using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before its first and after its last task.</summary>
/// <typeparam name="TContext">The context it needs; a run whose context is another fails.</typeparam>
public abstract class FrostingLifetime<TContext> : IFrostingLifetime
    where TContext : ICakeContext
{
    /// <summary>Runs before any task. When it fails no task runs, but the teardown does.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about the run.</param>
    public abstract void Setup(TContext context, ISetupContext info);

    /// <summary>Runs after all tasks, whether they, or the setup, failed or not.</summary>
    /// <param name="context">The context of the run.</param>
    /// <param name="info">What is known about how the run went.</param>
    public abstract void Teardown(TContext context, ITeardownContext info);

    void IFrostingSetup.Setup(ICakeContext context, ISetupContext info) => Setup((TContext)context, info);

    void IFrostingTeardown.Teardown(ICakeContext context, ITeardownContext info) => Teardown((TContext)context, info);
}
