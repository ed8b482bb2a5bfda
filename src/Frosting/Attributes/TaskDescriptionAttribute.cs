namespace Cake.Frosting;

/// <summary>Describes a task; <c>--description</c> lists it.</summary>
/// <param name="description">The description.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskDescriptionAttribute(string description) : Attribute
{
    /// <summary>The description of the task.</summary>
    public string Description { get; } = description;
}
