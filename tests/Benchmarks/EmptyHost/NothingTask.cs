using Cake.Core;
using Cake.Frosting;

namespace EmptyHost;

/// <summary>Does nothing: what is left is the host itself.</summary>
[TaskName("Default")]
public sealed class NothingTask : FrostingTask<ICakeContext>;
