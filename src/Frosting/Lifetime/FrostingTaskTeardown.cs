using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does after each task.</summary>
public abstract class FrostingTaskTeardown : FrostingTaskTeardown<ICakeContext>;
