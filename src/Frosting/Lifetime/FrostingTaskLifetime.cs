using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before and after each task.</summary>
public abstract class FrostingTaskLifetime : FrostingTaskLifetime<ICakeContext>;
