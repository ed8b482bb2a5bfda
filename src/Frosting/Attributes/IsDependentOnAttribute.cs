namespace Cake.Frosting;

/// <summary>Names a task that must have run before this one. Several run in the order of the attributes.</summary>
/// <param name="type">The type of the other task; it must be an <see cref="IFrostingTask"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute
{
    /// <summary>The type of the task that runs before.</summary>
    public Type Task { get; } = type;
}
