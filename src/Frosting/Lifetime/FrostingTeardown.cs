using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does after its last task.</summary>
public abstract class FrostingTeardown : FrostingTeardown<ICakeContext>;
