using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before each task.</summary>
public abstract class FrostingTaskSetup : FrostingTaskSetup<ICakeContext>;
