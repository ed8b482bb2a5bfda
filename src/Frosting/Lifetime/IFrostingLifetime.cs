namespace Cake.Frosting;

/// <summary>What a run does before its first and after its last task.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown;
