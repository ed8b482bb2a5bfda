using Cake.Core;

namespace Cake.Frosting;

/// <summary>What a run does before its first task.</summary>
public abstract class FrostingSetup : FrostingSetup<ICakeContext>;
