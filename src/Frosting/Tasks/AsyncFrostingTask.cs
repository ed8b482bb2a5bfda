using Cake.Core;

namespace Cake.Frosting;

/// <summary>An asynchronous task that needs no more than Cake's own context.</summary>
public abstract class AsyncFrostingTask : AsyncFrostingTask<ICakeContext>;
