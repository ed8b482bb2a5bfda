namespace Cake.Frosting.Host;

// Nobody instantiates it, and that is the point: the host finds public tasks only.
#pragma warning disable CA1812
[TaskName("Internal")]
internal sealed class InternalTask : FrostingTask;
#pragma warning restore CA1812
