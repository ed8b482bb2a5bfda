namespace Cake.Frosting;

/// <summary>Gives a task the name it has as a target. Without it the name of the type is the name of the task.</summary>
/// <param name="name">The name; it must be unique in a run, case does not count.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The name of the task.</summary>
    public string Name { get; } = name;
}
