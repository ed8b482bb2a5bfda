using Cake.Core;

namespace Cake.Frosting.Host;

/// <summary>Says where it runs.</summary>
[TaskName("Where")]
public sealed class WhereTask(IConsole console) : FrostingTask
{
    /// <inheritdoc />
    public override void Run(ICakeContext context) => console.WriteLine("here: {0}", Environment.CurrentDirectory);
}
