using Cake.Core;

namespace Cake.Frosting.Host;

/// <summary>Fails with a code that Cake does not carry to the shell.</summary>
[TaskName("Fail")]
public sealed class FailTask : FrostingTask
{
    /// <inheritdoc />
    public override void Run(ICakeContext context) => throw new CakeException(42, "boom");
}
