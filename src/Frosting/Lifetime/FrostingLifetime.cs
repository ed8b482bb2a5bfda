using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before its first and after its last task.</summary>
public abstract class FrostingLifetime : FrostingLifetime<ICakeContext>;
