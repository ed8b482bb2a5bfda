namespace Cake.Frosting.Host;

/// <summary>Does nothing.</summary>
[TaskName("Default")]
[TaskDescription("Does nothing")]
public sealed class DefaultTask : FrostingTask;
